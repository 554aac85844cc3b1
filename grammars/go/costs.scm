((call_expression
  function: (selector_expression operand: (identifier) @_package field: (field_identifier) @_function)
  arguments: (argument_list . (interpreted_string_literal) @_format . (_) .)) @cost
  (#eq? @_package "fmt") (#eq? @_function "Sprintf") (#eq? @_format "\"%d\"")
  (#set! cost "number-by-format"))

((call_expression
  function: (selector_expression operand: (identifier) @_package field: (field_identifier) @_function)) @cost
  (#eq? @_package "fmt") (#any-of? @_function "Sprintf" "Sprint" "Sprintln")
  (#not-argument? @cost "append" "New" "Errorf" "Error" "Fatalf" "Logf" "panic")
  (#set! cost "format-in-loop") (#set! within "loop"))

((assignment_statement left: (expression_list . (_) @_text .) operator: "+=") @cost
  (#declared? @_text "string" "(interpreted_string_literal)" "(raw_string_literal)" "fmt.Sprintf")
  (#accumulates? @_text)
  (#set! cost "string-built-in-loop") (#set! within "loop"))
((assignment_statement
  left: (expression_list . (_) @_text .)
  operator: "="
  right: (expression_list . (binary_expression left: (_) @_same operator: "+") .)) @cost
  (#eq? @_text @_same)
  (#declared? @_text "string" "(interpreted_string_literal)" "(raw_string_literal)" "fmt.Sprintf")
  (#accumulates? @_text)
  (#set! cost "string-built-in-loop") (#set! within "loop"))

((call_expression
  function: (selector_expression operand: (identifier) @_package field: (field_identifier) @_function)
  arguments: (argument_list . [(interpreted_string_literal) (raw_string_literal)])) @cost
  (#eq? @_package "regexp")
  (#any-of? @_function "MustCompile" "Compile" "MatchString" "Match" "MustCompilePOSIX")
  (#in-function? @cost) (#not-inside? @cost "func_literal")
  (#set! cost "regexp-compiled"))
((call_expression
  function: (selector_expression operand: (identifier) @_package field: (field_identifier) @_function)) @cost
  (#eq? @_package "regexp")
  (#any-of? @_function "MustCompile" "Compile" "MatchString" "Match" "MustCompilePOSIX")
  (#set! cost "regexp-compiled") (#set! within "loop"))

; One item is added in each turn of a loop whose turns are known.
((for_statement
  (range_clause right: [(identifier) (selector_expression)] @_ranged)
  body: (block (statement_list
    (assignment_statement
      left: (expression_list . (identifier) @_slice .)
      right: (expression_list
        . (call_expression function: (identifier) @_append arguments: (argument_list . (identifier) @_same . (_) @_item .)) .))
    @cost)))
  (#eq? @_append "append") (#eq? @_slice @_same)
  (#not-match? @_item "[.][.][.]$")
  (#declared? @_slice "(composite_literal)" "(var_spec)")
  (#not-declared? @_ranged "chan" "<-chan" "make(chan" "func" "iter.Seq")
  (#accumulates? @_slice)
  (#not-loop-contains? @cost "continue" "break")
  (#set! cost "grown-without-capacity") (#set! within "loop"))

((for_statement
  (range_clause right: [(identifier) (selector_expression)] @_ranged)
  body: (block (statement_list
    (assignment_statement left: (expression_list . (index_expression operand: (identifier) @_map) .) operator: "=") @cost)))
  (#declared? @_map "make/1")
  (#accumulates? @_map)
  (#not-loop-contains? @cost "continue" "break")
  (#set! cost "map-without-size") (#set! within "loop"))

((defer_statement) @cost
  (#set! cost "defer-in-loop") (#set! within "loop"))

; What a string is converted for only to be appended or copied.
((call_expression
  function: (identifier) @_append
  arguments: (argument_list
    . (_)
    . (variadic_argument
        (type_conversion_expression
          type: (slice_type element: (type_identifier) @_byte) operand: (_) @_text) @_converted)
    .)) @cost
  (#eq? @_append "append") (#eq? @_byte "byte") (#not-redefined? @_append) (#not-redefined? @_byte)
  (#not-eq? @_text "nil")
  (#set! @_converted replace "{_text}")
  (#set! cost "converted-to-append"))
((call_expression
  function: (identifier) @_copy
  arguments: (argument_list
    . (_)
    . (type_conversion_expression
        type: (slice_type element: (type_identifier) @_byte) operand: (_) @_text) @_converted
    .)) @cost
  (#eq? @_copy "copy") (#eq? @_byte "byte") (#not-redefined? @_copy) (#not-redefined? @_byte)
  (#not-eq? @_text "nil")
  (#set! @_converted replace "{_text}")
  (#set! cost "converted-to-append"))

((type_conversion_expression
  type: (slice_type element: (type_identifier) @_byte) operand: (_) @_text) @cost
  (#eq? @_byte "byte")
  (#not-parent? @cost "range_clause" "variadic_argument") (#not-argument? @cost "copy")
  (#declared? @_text "string" "(interpreted_string_literal)" "fmt.Sprintf" "strings.")
  (#set! cost "converted-in-loop") (#set! within "loop"))
((call_expression function: (identifier) @_string arguments: (argument_list . (identifier) @_bytes .)) @cost
  (#eq? @_string "string")
  (#declared? @_bytes "[]byte" "make([]byte")
  (#not-parent? @cost "index_expression" "binary_expression" "expression_switch_statement")
  (#set! cost "converted-in-loop") (#set! within "loop"))

((call_expression
  function: (selector_expression operand: (identifier) @_package field: (field_identifier) @_function)) @cost
  (#eq? @_package "time") (#any-of? @_function "After" "Tick")
  (#set! cost "timer-in-loop") (#set! within "loop"))

((call_expression
  function: (selector_expression operand: (_) @_mutex field: (field_identifier) @_lock)
  arguments: (argument_list . ")")) @cost
  (#any-of? @_lock "Lock" "RLock")
  (#accumulates? @_mutex)
  (#set! cost "lock-in-loop") (#set! within "loop"))

((call_expression
  function: (selector_expression operand: (identifier) @_package field: (field_identifier) @_function)) @cost
  (#eq? @_package "reflect") (#eq? @_function "DeepEqual")
  (#set! cost "reflection-in-loop") (#set! within "loop"))
((call_expression function: (selector_expression field: (field_identifier) @_function)) @cost
  (#any-of? @_function "MethodByName" "FieldByName")
  (#set! cost "reflection-in-loop") (#set! within "loop"))
((call_expression
  function: (selector_expression operand: (identifier) @_package field: (field_identifier) @_function)) @cost
  (#eq? @_package "binary") (#any-of? @_function "Read" "Write")
  (#set! cost "reflection-in-loop") (#set! within "loop"))

((call_expression
  function: (selector_expression operand: (identifier) @_package field: (field_identifier) @_function)) @cost
  (#eq? @_package "fmt") (#any-of? @_function "Print" "Println" "Printf")
  (#set! cost "print-in-loop") (#set! within "loop"))
((call_expression
  function: (selector_expression operand: (identifier) @_package field: (field_identifier) @_function)
  arguments: (argument_list . (selector_expression operand: (identifier) @_os field: (field_identifier) @_stream))) @cost
  (#eq? @_package "fmt") (#any-of? @_function "Fprint" "Fprintln" "Fprintf")
  (#eq? @_os "os") (#any-of? @_stream "Stdout" "Stderr")
  (#set! cost "print-in-loop") (#set! within "loop"))

((call_expression
  function: (selector_expression operand: (identifier) @_package field: (field_identifier) @_function)) @cost
  (#eq? @_package "sort") (#any-of? @_function "Slice" "SliceStable")
  (#set! cost "sorted-by-reflection"))

((binary_expression
  left: (call_expression
    function: (selector_expression operand: (identifier) @_package field: (field_identifier) @_function)
    arguments: (argument_list) @_arguments)
  operator: "=="
  right: (int_literal) @_zero) @cost
  (#eq? @_package "bytes") (#eq? @_function "Compare") (#eq? @_zero "0")
  (#imports? @cost "\"bytes\"") (#not-local? @_package)
  (#set! @cost replace "bytes.Equal{_arguments}")
  (#set! cost "compared-to-equal"))
((binary_expression
  left: (call_expression
    function: (selector_expression operand: (identifier) @_package field: (field_identifier) @_function)
    arguments: (argument_list) @_arguments)
  operator: "!="
  right: (int_literal) @_zero) @cost
  (#eq? @_package "bytes") (#eq? @_function "Compare") (#eq? @_zero "0")
  (#imports? @cost "\"bytes\"") (#not-local? @_package)
  (#set! @cost replace "!bytes.Equal{_arguments}")
  (#set! cost "compared-to-equal"))

((call_expression function: (identifier) @_function) @cost
  (#own-name? @_function)
  (#set! cost "calls-itself-in-loop") (#set! within "loop"))

((index_expression operand: (identifier) @_map) @cost
  (#declared? @_map
    "map[int]" "map[int32]" "map[int64]" "map[uint]" "map[uint8]" "map[uint16]" "map[uint32]" "map[uint64]" "map[byte]"
    "map[rune]" "make(map[int]" "make(map[int32]" "make(map[int64]" "make(map[uint32]" "make(map[uint64]")
  (#set! cost "map-of-numbers") (#set! within "loop"))
((index_expression operand: (selector_expression field: (field_identifier) @_map)) @cost
  (#declared? @_map
    "map[int]" "map[int32]" "map[int64]" "map[uint]" "map[uint8]" "map[uint16]" "map[uint32]" "map[uint64]" "map[byte]"
    "map[rune]")
  (#set! cost "map-of-numbers") (#set! within "loop"))
