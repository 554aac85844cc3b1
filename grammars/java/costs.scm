((assignment_expression left: (_) @_text operator: "+=") @cost
  (#declared? @_text "String") (#accumulates? @_text)
  (#set! cost "string-built-in-loop") (#set! within "loop"))
((assignment_expression
  left: (identifier) @_text
  operator: "="
  right: (binary_expression left: (identifier) @_same operator: "+")) @cost
  (#eq? @_text @_same) (#declared? @_text "String") (#accumulates? @_text)
  (#set! cost "string-built-in-loop") (#set! within "loop"))

((method_invocation object: (identifier) @_class name: (identifier) @_method) @cost
  (#eq? @_class "String") (#eq? @_method "format")
  (#set! cost "format-in-loop") (#set! within "loop"))

((method_invocation
  object: (identifier) @_class name: (identifier) @_method
  arguments: (argument_list . (string_literal))) @cost
  (#eq? @_class "Pattern") (#any-of? @_method "compile" "matches") (#in-function? @cost)
  (#set! cost "pattern-compiled"))
((method_invocation
  object: (_) @_text name: (identifier) @_method
  arguments: (argument_list . (string_literal) @_expression)) @cost
  (#any-of? @_method "matches" "replaceAll" "replaceFirst")
  (#not-eq? @_text "Pattern")
  (#set! cost "pattern-compiled") (#set! within "loop"))

; A boxed number that is counted up.
((assignment_expression left: (identifier) @_sum operator: ["+=" "-=" "*="]) @cost
  (#declared? @_sum "Integer" "Long" "Double" "Float" "Short")
  (#set! cost "boxed-number-in-loop") (#set! within "loop"))
((update_expression (identifier) @_sum) @cost
  (#declared? @_sum "Integer" "Long" "Double" "Float" "Short")
  (#set! cost "boxed-number-in-loop") (#set! within "loop"))

((enhanced_for_statement
  name: (identifier) @_key
  value: (method_invocation object: (_) @_map name: (identifier) @_keys) @cost
  body: (_) @_body)
  (#eq? @_keys "keySet") (#contains? @_body "{_map}.get({_key})")
  (#set! cost "keys-then-look-up"))

((if_statement
  condition: (_ (method_invocation
    object: (_) @_map name: (identifier) @_contains arguments: (argument_list . (_) @_key .)) @cost)
  consequence: (_) @_then)
  (#eq? @_contains "containsKey") (#contains? @_then "{_map}.get({_key})")
  (#set! cost "looked-up-twice"))

((method_invocation object: (_) @_list name: (identifier) @_method) @cost
  (#any-of? @_method "contains" "indexOf")
  (#declared? @_list "List" "ArrayList" "LinkedList")
  (#set! cost "search-in-list") (#set! within "loop"))

((method_invocation
  object: (_) @_list name: (identifier) @_method
  arguments: (argument_list . (decimal_integer_literal) @_front)) @cost
  (#any-of? @_method "remove" "add") (#eq? @_front "0")
  (#declared? @_list "List" "ArrayList") (#not-declared? @_list "LinkedList" "new LinkedList" "List<Integer>")
  (#set! cost "front-of-list") (#set! within "loop"))

((object_creation_expression type: (type_identifier) @_class) @cost
  (#any-of? @_class "SimpleDateFormat" "DecimalFormat" "ObjectMapper" "Gson")
  (#set! cost "costly-object-in-loop") (#set! within "loop"))

((method_invocation
  object: (field_access object: (identifier) @_system field: (identifier) @_stream)
  name: (identifier) @_method) @cost
  (#eq? @_system "System") (#any-of? @_stream "out" "err") (#any-of? @_method "println" "print" "printf")
  (#set! cost "print-in-loop") (#set! within "loop"))
