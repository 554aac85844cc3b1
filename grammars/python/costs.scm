((augmented_assignment left: (_) @_text operator: "+=" right: (_) @_more) @cost
  (#declared? @_text "b\"" "b'" "bytes")
  (#accumulates? @_text)
  (#set! cost "bytes-built-in-loop") (#set! within "loop"))

; CPython extends a local string in place, but no attribute.
((augmented_assignment left: (attribute) @_text operator: "+=" right: (_)) @cost
  (#declared? @_text "(string)" "str")
  (#accumulates? @_text)
  (#set! cost "string-built-in-loop") (#set! within "loop"))
((assignment
  left: (identifier) @_text
  right: (binary_operator left: [(string) (binary_operator)] operator: "+" right: (identifier) @_same)) @cost
  (#eq? @_text @_same)
  (#declared? @_text "(string)" "str")
  (#accumulates? @_text)
  (#set! cost "string-built-in-loop") (#set! within "loop"))
((assignment left: (identifier) @_text right: (string) @_more) @cost
  (#match? @_more "^f") (#mentions? @_more "{_text}")
  (#accumulates? @_text)
  (#set! cost "string-built-in-loop") (#set! within "loop"))

((call
  function: (attribute object: (identifier) @_module attribute: (identifier) @_function)
  arguments: (argument_list . [(string) (concatenated_string)])) @cost
  (#any-of? @_module "re" "regex")
  (#any-of? @_function "compile" "match" "search" "fullmatch" "sub" "subn" "split" "findall" "finditer")
  (#set! cost "regex-in-loop") (#set! within "loop"))

((call
  function: (attribute object: (_) attribute: (identifier) @_method)
  arguments: (argument_list . (integer) @_front .)) @cost
  (#eq? @_method "pop") (#eq? @_front "0")
  (#set! cost "front-of-list") (#set! within "loop"))
((call
  function: (attribute object: (_) attribute: (identifier) @_method)
  arguments: (argument_list . (integer) @_front . (_) .)) @cost
  (#eq? @_method "insert") (#eq? @_front "0")
  (#set! cost "front-of-list") (#set! within "loop"))

((comparison_operator (_) operators: ["in" "not in"] . (_) @_list .) @cost
  (#declared? @_list "[]" "list" "sorted" "(list_comprehension)" "List")
  (#set! cost "search-in-list") (#set! within "loop"))

((for_statement
  left: (identifier) @_index
  right: (call
    function: (identifier) @_range
    arguments: (argument_list
      . (call function: (identifier) @_len arguments: (argument_list . (identifier) @_list .))
      .)) @cost
  body: (_) @_body)
  (#eq? @_range "range") (#eq? @_len "len")
  (#contains? @_body "{_list}[{_index}]")
  (#not-contains? @_body "{_list}[{_index}] =" "{_list}[{_index}] +=" "{_list}[{_index}] -=" "{_list}[{_index} "
    "{_list}[{_index}+" "{_list}[{_index}-" "del {_list}" "{_list}.pop" "{_list}.insert" "{_list}[{_index}][")
  (#set! cost "index-loop"))

; The loop does nothing else.
((for_statement
  body: (block . (expression_statement
    (call
      function: (attribute object: (identifier) @_list attribute: (identifier) @_method)
      arguments: (argument_list . (_) .)) @cost) . (comment)? .))
  (#any-of? @_method "append" "add")
  (#declared? @_list "[]" "set()")
  (#accumulates? @_list)
  (#not-contains? @cost "await " "yield")
  (#set! cost "list-built-by-append") (#set! within "loop"))

((for_statement
  right: (call function: (attribute attribute: (identifier) @_method)) @cost)
  (#eq? @_method "iterrows")
  (#set! cost "rows-one-by-one"))
((for_statement
  right: (call
    function: (identifier) @_enumerate
    arguments: (argument_list . (call function: (attribute attribute: (identifier) @_method)) @cost)))
  (#eq? @_method "iterrows")
  (#set! cost "rows-one-by-one"))
((call
  function: (attribute attribute: (identifier) @_method)
  arguments: (argument_list (keyword_argument name: (identifier) @_axis value: (_) @_one))) @cost
  (#eq? @_method "apply") (#eq? @_axis "axis") (#any-of? @_one "1" "'columns'" "\"columns\"")
  (#set! cost "rows-one-by-one"))

((assignment
  left: (_) @_table
  right: (call
    function: (attribute object: (identifier) @_module attribute: (identifier) @_function)
    arguments: (argument_list . [(list . (_) @_same) (tuple . (_) @_same) (_) @_same]))) @cost
  (#eq? @_table @_same)
  (#any-of? @_module "np" "numpy" "pd" "pandas" "torch" "jnp")
  (#any-of? @_function "append" "concatenate" "vstack" "hstack" "concat" "cat")
  (#set! cost "array-grown-in-loop") (#set! within "loop"))

((assignment
  left: (identifier) @_list
  right: (binary_operator left: (identifier) @_same operator: "+" right: [(list) (list_comprehension)])) @cost
  (#eq? @_list @_same) (#accumulates? @_list)
  (#set! cost "list-copied-to-append") (#set! within "loop"))
((assignment
  left: (identifier) @_list
  right: (list (list_splat (identifier) @_same))) @cost
  (#eq? @_list @_same) (#accumulates? @_list)
  (#set! cost "list-copied-to-append") (#set! within "loop"))

((call function: (identifier) @_function arguments: (argument_list . (identifier) @_list)) @cost
  (#eq? @_function "sorted") (#only-here? @_list) (#accumulates? @_list)
  (#set! cost "sorted-in-loop") (#set! within "loop"))
((call
  function: (attribute object: (identifier) @_list attribute: (identifier) @_method)) @cost
  (#eq? @_method "sort") (#accumulates? @_list)
  (#declared? @_list "[]" "list" "(list_comprehension)" "(list)")
  (#set! cost "sorted-in-loop") (#set! within "loop"))

((call
  function: (attribute object: (_) @_logger attribute: (identifier) @_level)
  arguments: (argument_list . [
    (string (interpolation))
    (binary_operator left: (string) operator: "%")
    (call function: (attribute object: (string)))
  ])) @cost
  (#match? @_logger "(?i)log(ger|ging)?$") (#any-of? @_level "debug" "info")
  (#set! cost "message-formatted-first") (#set! within "loop"))

((call function: [(identifier) @_function (attribute attribute: (identifier) @_function)]) @cost
  (#eq? @_function "deepcopy")
  (#set! cost "deep-copy-in-loop") (#set! within "loop"))
((call
  function: (attribute attribute: (identifier) @_loads)
  arguments: (argument_list . (call function: (attribute attribute: (identifier) @_dumps)))) @cost
  (#eq? @_loads "loads") (#eq? @_dumps "dumps")
  (#set! cost "deep-copy-in-loop"))

((call function: (attribute object: (_) @_class attribute: (identifier) @_function)) @cost
  (#eq? @_function "strptime") (#match? @_class "(^|[.])datetime$")
  (#set! cost "time-parsed-by-format") (#set! within "loop"))

((call
  function: (identifier) @_print
  arguments: (argument_list (keyword_argument name: (identifier) @_flush value: (true)))) @cost
  (#eq? @_print "print") (#eq? @_flush "flush")
  (#set! cost "flush-in-loop") (#set! within "loop"))

((call
  function: (identifier) @_outer
  arguments: (argument_list
    . (call function: (identifier) @_inner arguments: (argument_list) @_arguments)
    .)) @cost
  (#eq? @_outer "list") (#eq? @_inner "sorted")
  (#not-redefined? @_outer) (#not-redefined? @_inner)
  (#set! @cost replace "sorted{_arguments}")
  (#set! cost "list-made-twice"))
((call
  function: (identifier) @_outer
  arguments: (argument_list
    . (call function: (identifier) @_inner arguments: (argument_list . (_) @_items .)) @_list)) @cost
  (#eq? @_outer "sorted") (#eq? @_inner "list")
  (#not-redefined? @_outer) (#not-redefined? @_inner)
  (#not-match? @_items "^[*]|^[a-z_]+ *=| for ")
  (#set! @_list replace "{_items}")
  (#set! cost "list-made-twice"))

((call
  function: (identifier) @_function
  arguments: (argument_list "(" @_open . (list_comprehension "[" @_left "]" @_right) . ")" @_close)) @cost
  (#eq? @_function "set") (#not-redefined? @_function)
  (#set! @_function replace "") (#set! @_open replace "") (#set! @_close replace "")
  (#set! @_left replace "{") (#set! @_right replace "}")
  (#set! cost "list-made-to-be-read-once"))
((call
  function: (identifier) @_function
  arguments: (argument_list . (list_comprehension) .)) @cost
  (#any-of? @_function "any" "all" "sum" "min" "max" "set" "frozenset")
  (#set! cost "list-made-to-be-read-once"))

((call function: (identifier) @_function) @cost
  (#own-name? @_function)
  (#set! cost "calls-itself-in-loop") (#set! within "loop"))

((call
  function: (identifier) @_function
  arguments: (argument_list . (_) @_first . (_) @_second . (_)? .)) @cost
  (#any-of? @_function "min" "max") (#not-redefined? @_function)
  (#not-match? @_first "^[*]") (#not-match? @_second "^([*]|key *=|default *=)")
  (#set! cost "least-of-few-in-loop") (#set! within "loop"))
