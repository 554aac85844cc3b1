; Used for C++ too.
((for_statement
  condition: (binary_expression
    right: (call_expression function: (identifier) @_strlen arguments: (argument_list . (identifier) @_text .)) @cost))
  (#eq? @_strlen "strlen") (#accumulates? @_text)
  (#set! cost "strlen-in-condition") (#set! within "loop"))
((for_statement
  condition: (binary_expression
    (binary_expression
      right: (call_expression
        function: (identifier) @_strlen arguments: (argument_list . (identifier) @_text .)) @cost)))
  (#eq? @_strlen "strlen") (#accumulates? @_text)
  (#set! cost "strlen-in-condition") (#set! within "loop"))
((while_statement
  condition: (_
    (binary_expression
      right: (call_expression function: (identifier) @_strlen arguments: (argument_list . (identifier) @_text .)) @cost)))
  (#eq? @_strlen "strlen") (#accumulates? @_text)
  (#set! cost "strlen-in-condition") (#set! within "loop"))

((call_expression function: (identifier) @_function arguments: (argument_list . (identifier) @_text)) @cost
  (#any-of? @_function "strcat" "strncat" "strlcat")
  (#accumulates? @_text)
  (#set! cost "strcat-in-loop") (#set! within "loop"))

; Memory that one turn of the loop both takes and gives back.
((declaration
  declarator: (init_declarator
    declarator: (pointer_declarator declarator: (identifier) @_memory)
    value: [
      (call_expression function: (identifier) @_function)
      (cast_expression value: (call_expression function: (identifier) @_function))
    ] @cost))
  (#any-of? @_function "malloc" "calloc" "strdup" "strndup" "xmalloc" "xcalloc" "xstrdup" "g_malloc" "kmalloc" "kzalloc")
  (#loop-contains? @cost "free({_memory})")
  (#set! cost "alloc-in-loop") (#set! within "loop"))
((assignment_expression
  left: (identifier) @_memory
  right: [
    (call_expression function: (identifier) @_function)
    (cast_expression value: (call_expression function: (identifier) @_function))
  ] @cost)
  (#any-of? @_function "malloc" "calloc" "strdup" "strndup" "xmalloc" "xcalloc" "xstrdup" "g_malloc" "kmalloc" "kzalloc")
  (#loop-contains? @cost "free({_memory})")
  (#set! cost "alloc-in-loop") (#set! within "loop"))

; Grown by a fixed number of items.
((call_expression
  function: (identifier) @_function
  arguments: (argument_list
    (_)
    .
    [
      (binary_expression operator: "+" right: (number_literal))
      (binary_expression (parenthesized_expression (binary_expression operator: "+" right: (number_literal))))
      (binary_expression left: (sizeof_expression) right: (update_expression))
      (binary_expression left: (update_expression) right: (sizeof_expression))
    ]
    .)) @cost
  (#any-of? @_function "realloc" "xrealloc" "g_realloc")
  (#set! cost "realloc-by-constant") (#set! within "loop"))

((call_expression function: (identifier) @_function) @cost
  (#any-of? @_function "sprintf" "snprintf" "vsnprintf" "asprintf")
  (#set! cost "format-in-loop") (#set! within "loop"))

((call_expression function: (identifier) @_function arguments: (argument_list . (_) @_text)) @cost
  (#eq? @_function "sscanf")
  (#set! cost "sscanf-in-loop") (#set! within "loop"))

((call_expression
  function: (identifier) @_function
  arguments: (argument_list . (identifier) @_array (_) . (sizeof_expression) .)) @cost
  (#eq? @_function "memset")
  (#declared? @_array "(array_declarator)")
  (#set! cost "memset-in-loop") (#set! within "loop"))

((call_expression
  function: (_) @_function
  arguments: (argument_list (_) . (number_literal) @_exponent .)) @cost
  (#any-of? @_function "pow" "powf" "powl" "std::pow")
  (#match? @_exponent "^([3-9](\\.0*)?|0?\\.5|1\\.5|-[1-4](\\.0*)?)[fFlL]?$")
  (#set! cost "power-by-call"))

((call_expression function: (identifier) @_function) @cost
  (#any-of? @_function "fgetc" "getc" "getchar" "fputc" "putc" "putchar")
  (#set! cost "locked-character-io") (#set! within "loop"))

((call_expression
  function: (identifier) @_function
  arguments: (argument_list . (_) . (_) @_buffer . (number_literal) @_one .)) @cost
  (#not-match? @_buffer "^\"")
  (#any-of? @_function "read" "write" "recv" "send") (#eq? @_one "1")
  (#set! cost "byte-by-byte-system-calls") (#set! within "loop"))

((call_expression function: (identifier) @_function) @cost
  (#any-of? @_function "fflush" "fsync" "fdatasync" "sync")
  (#set! cost "flush-in-loop") (#set! within "loop"))

; A chain of comparisons of one text with four constants and more.
((if_statement
  condition: (_ (_ (call_expression function: (identifier) @_f1 arguments: (argument_list . (_) @_t1))))
  alternative: (else_clause
    (if_statement
      condition: (_ (_ (call_expression function: (identifier) @_f2 arguments: (argument_list . (_) @_t2))))
      alternative: (else_clause
        (if_statement
          condition: (_ (_ (call_expression function: (identifier) @_f3 arguments: (argument_list . (_) @_t3))))
          alternative: (else_clause
            (if_statement
              condition: (_ (_ (call_expression function: (identifier) @_f4 arguments: (argument_list . (_) @_t4)))))))))))
  @cost
  (#any-of? @_f1 "strcmp" "strcasecmp" "strncmp") (#eq? @_f2 @_f1) (#eq? @_f3 @_f1) (#eq? @_f4 @_f1)
  (#eq? @_t2 @_t1) (#eq? @_t3 @_t1) (#eq? @_t4 @_t1)
  (#not-parent? @cost "else_clause")
  (#set! cost "chain-of-comparisons"))

; A list of which one item leads to the next.
((while_statement
  condition: (_ [
    (identifier) @_item
    (binary_expression left: (identifier) @_item operator: "!=" right: (_))
  ]) @cost
  body: (compound_statement
    (expression_statement (assignment_expression
      left: (identifier) @_same
      right: (field_expression argument: (identifier) @_from operator: "->" field: (field_identifier))))))
  (#eq? @_item @_same) (#eq? @_item @_from)
  (#set! cost "linked-list-walked"))
((for_statement
  update: (assignment_expression
    left: (identifier) @_same
    right: (field_expression argument: (identifier) @_from operator: "->" field: (field_identifier) @_next)) @cost)
  (#eq? @_same @_from) (#match? @_next "next|link")
  (#set! cost "linked-list-walked"))

((call_expression function: (identifier) @_function) @cost
  (#own-name? @_function)
  (#set! cost "calls-itself-in-loop") (#set! within "loop"))

((call_expression function: (identifier) @_function arguments: (argument_list . (_) .)) @cost
  (#any-of? @_function
    "isalpha" "isdigit" "isalnum" "isspace" "isupper" "islower" "ispunct" "isprint" "isxdigit" "tolower" "toupper")
  (#set! cost "character-class-by-locale") (#set! within "loop"))
