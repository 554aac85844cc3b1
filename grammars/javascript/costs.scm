; Used for TypeScript too.
((call_expression
  function: (member_expression property: (property_identifier) @_reduce)
  arguments: (arguments . (arrow_function
    parameters: (formal_parameters . (_) @_gathered)
    body: [
      (array (spread_element (identifier) @_spread) @cost)
      (parenthesized_expression (object (spread_element (identifier) @_spread) @cost))
      (statement_block (return_statement [
        (array (spread_element (identifier) @_spread) @cost)
        (object (spread_element (identifier) @_spread) @cost)
      ]))
    ])))
  (#any-of? @_reduce "reduce" "reduceRight") (#eq? @_gathered @_spread)
  (#set! cost "copied-to-gather"))
((assignment_expression
  left: (identifier) @_gathered
  right: [
    (array (spread_element (identifier) @_spread))
    (object (spread_element (identifier) @_spread))
  ]) @cost
  (#eq? @_gathered @_spread) (#accumulates? @_gathered)
  (#set! cost "copied-to-gather") (#set! within "loop"))
((assignment_expression
  left: (_) @_gathered
  right: (call_expression
    function: (member_expression object: (_) @_same property: (property_identifier) @_concat))) @cost
  (#eq? @_gathered @_same) (#eq? @_concat "concat") (#accumulates? @_gathered)
  (#not-declared? @_gathered "(string)" "(template_string)" "string")
  (#set! cost "copied-to-gather") (#set! within "loop"))

((call_expression
  function: (member_expression object: (identifier) @_json property: (property_identifier) @_parse)
  arguments: (arguments . (call_expression
    function: (member_expression object: (identifier) @_same property: (property_identifier) @_stringify)))) @cost
  (#eq? @_json "JSON") (#eq? @_same "JSON") (#eq? @_parse "parse") (#eq? @_stringify "stringify")
  (#set! cost "json-round-trip"))
((binary_expression
  left: (call_expression function: (member_expression object: (identifier) @_json property: (property_identifier) @_s))
  operator: ["==" "===" "!=" "!=="]
  right: (call_expression
    function: (member_expression object: (identifier) @_same property: (property_identifier) @_t))) @cost
  (#eq? @_json "JSON") (#eq? @_same "JSON") (#eq? @_s "stringify") (#eq? @_t "stringify")
  (#set! cost "json-to-compare"))

((call_expression
  function: (member_expression object: (_) @_list property: (property_identifier) @_method)
  arguments: (arguments . ")")) @cost
  (#eq? @_method "shift") (#accumulates? @_list)
  (#set! cost "front-of-array") (#set! within "loop"))
((call_expression
  function: (member_expression object: (_) @_list property: (property_identifier) @_method)) @cost
  (#eq? @_method "unshift") (#accumulates? @_list)
  (#set! cost "front-of-array") (#set! within "loop"))
((call_expression
  function: (member_expression object: (_) @_list property: (property_identifier) @_method)
  arguments: (arguments . (number) @_zero . (number) @_one .)) @cost
  (#eq? @_method "splice") (#eq? @_zero "0") (#eq? @_one "1") (#accumulates? @_list)
  (#set! cost "front-of-array") (#set! within "loop"))

((new_expression constructor: (identifier) @_class) @cost
  (#eq? @_class "RegExp")
  (#set! cost "regexp-in-loop") (#set! within "loop"))

((call_expression
  function: (member_expression object: (_) @_list property: (property_identifier) @_method)) @cost
  (#any-of? @_method "includes" "indexOf" "lastIndexOf")
  (#declared? @_list "[]" "(array_type)" "Array" "ReadonlyArray" "Object.keys" "new Array")
  (#set! cost "search-in-array") (#set! within "loop"))

((for_in_statement
  left: (identifier) operator: "in" right: (identifier) @_list) @cost
  (#declared? @_list "(array)" "(array_type)" "Array" "new Array")
  (#set! cost "array-by-for-in"))

((unary_expression operator: "delete" argument: [(member_expression) (subscript_expression)] @_target) @cost
  (#not-match? @_target "(process|env|exports|global|window|require|cache)")
  (#set! cost "property-deleted") (#set! within "loop"))

((member_expression
  object: (call_expression
    function: (member_expression object: (identifier) @_object property: (property_identifier) @_keys))
  property: (property_identifier) @_length) @cost
  (#eq? @_object "Object") (#any-of? @_keys "keys" "values" "entries") (#eq? @_length "length")
  (#set! cost "keys-to-count") (#set! within "loop"))

((binary_expression
  left: (member_expression
    object: (call_expression function: (member_expression property: (property_identifier) @_filter))
    property: (property_identifier) @_length)
  operator: [">" "===" "!==" "==" "!="]
  right: (number) @_zero) @cost
  (#eq? @_filter "filter") (#eq? @_length "length") (#eq? @_zero "0")
  (#set! cost "filtered-for-one"))
((subscript_expression
  object: (call_expression
    function: (member_expression property: (property_identifier) @_filter)
    arguments: (arguments . [(arrow_function) (function_expression)]))
  index: (number) @_first) @cost
  (#eq? @_filter "filter") (#eq? @_first "0")
  (#set! cost "filtered-for-one"))

((call_expression
  function: (member_expression object: (identifier) @_document property: (property_identifier) @_query)
  arguments: (arguments . (string))) @cost
  (#eq? @_document "document")
  (#any-of? @_query "querySelector" "querySelectorAll" "getElementById" "getElementsByClassName" "getElementsByTagName")
  (#set! cost "document-searched-in-loop") (#set! within "loop"))
((augmented_assignment_expression
  left: (member_expression property: (property_identifier) @_html)
  operator: "+=") @cost
  (#any-of? @_html "innerHTML" "outerHTML")
  (#set! cost "markup-rebuilt") (#set! within "loop"))

((new_expression constructor: (member_expression object: (identifier) @_intl)) @cost
  (#eq? @_intl "Intl")
  (#set! cost "locale-in-loop") (#set! within "loop"))
((call_expression function: (member_expression property: (property_identifier) @_method)) @cost
  (#any-of? @_method "toLocaleString" "toLocaleDateString" "toLocaleTimeString" "localeCompare")
  (#set! cost "locale-in-loop") (#set! within "loop"))

((call_expression
  function: (member_expression object: (identifier) @_console property: (property_identifier) @_log)) @cost
  (#eq? @_console "console") (#any-of? @_log "log" "info" "debug" "error" "warn")
  (#set! cost "print-in-loop") (#set! within "loop"))

((call_expression
  function: [(identifier) @_sync (member_expression property: (property_identifier) @_sync)]) @cost
  (#match? @_sync "^(read|write|append|exists|stat|lstat|readdir|access|realpath|copy|open)(File|dir)?Sync$")
  (#set! cost "blocking-file-in-loop") (#set! within "loop"))

((call_expression function: (identifier) @_function) @cost
  (#own-name? @_function)
  (#set! cost "calls-itself-in-loop") (#set! within "loop"))

((call_expression
  function: (member_expression
    object: (call_expression
      function: (member_expression object: (_) @_array property: (property_identifier) @_map)
      arguments: (arguments) @_arguments)
    property: (property_identifier) @_flat)
  arguments: (arguments . ")")) @cost
  (#eq? @_map "map") (#eq? @_flat "flat")
  (#not-contains? @cost "//" "/*")
  (#set! @cost replace "{_array}.flatMap{_arguments}")
  (#set! cost "mapped-then-flattened"))
