; What C alone has. Of the rewrite, since in C++ an operator may do anything; of subscripts, since C++ writes them
; otherwise in its grammar.
((for_statement
  initializer: (declaration
    type: (_) @_type
    .
    declarator: (init_declarator declarator: (identifier) @_index) @_start
    .
    ";")
  condition: (binary_expression
    left: (identifier) @_compared
    operator: "<"
    right: (call_expression
      function: (identifier) @_strlen
      arguments: (argument_list . (identifier) @_text .)) @cost)
  update: (update_expression argument: (identifier) @_counted)
  body: (_) @_body)
  (#eq? @_strlen "strlen") (#eq? @_type "size_t") (#eq? @_index @_compared) (#eq? @_index @_counted)
  (#declared? @_text "char" "(array_declarator)")
  (#not-function-contains? @cost "{_text}_length")
  (#still? @_body "{_text}"
    "strlen" "strcmp" "strncmp" "isalpha" "isdigit" "isalnum" "isspace" "isupper" "islower" "isxdigit" "ispunct"
    "tolower" "toupper" "abs")
  (#set! @_start replace "{_start}, {_text}_length = strlen({_text})")
  (#set! @cost replace "{_text}_length")
  (#set! cost "strlen-in-condition") (#set! within "loop"))
((subscript_expression
  argument: (subscript_expression argument: (_) index: (identifier) @_row)
  index: (identifier) @_column) @cost
  (#counts? @_row "inner") (#counts? @_column "outer")
  (#set! cost "column-by-column") (#set! within "loop"))
