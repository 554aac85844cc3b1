((macro_invocation macro: (identifier) @_macro) @cost
  (#eq? @_macro "format")
  (#not-parent? @cost "closure_expression" "field_initializer" "tuple_expression" "array_expression" "match_arm"
    "assignment_expression")
  (#not-argument? @cost "push" "push_back" "insert" "entry" "send" "extend" "Some" "Ok")
  (#set! cost "format-in-loop") (#set! within "loop"))

((call_expression
  function: (field_expression value: (_) @_value field: (field_identifier) @_method)
  arguments: (arguments . ")")) @cost
  (#eq? @_method "clone")
  (#declared? @_value "String" "Vec" "HashMap" "HashSet" "BTreeMap" "BTreeSet" "VecDeque" "PathBuf" "Box"
    "vec!" "format!" "[String" "(string_literal)")
  (#not-parent? @cost "closure_expression" "field_initializer" "tuple_expression" "array_expression" "match_arm")
  (#not-argument? @cost "push" "push_back" "insert" "entry" "send" "extend" "Some" "Ok")
  (#set! cost "clone-in-loop") (#set! within "loop"))

; The items of a slice or collection.
((call_expression
  function: (field_expression value: (identifier) @_value field: (field_identifier) @_method)
  arguments: (arguments . ")")) @cost
  (#eq? @_method "clone")
  (#item? @_value "String" "Vec" "HashMap" "HashSet" "BTreeMap" "BTreeSet" "VecDeque" "PathBuf" "Box")
  (#not-parent? @cost "closure_expression" "field_initializer" "tuple_expression" "array_expression" "match_arm")
  (#not-argument? @cost "push" "push_back" "insert" "entry" "send" "extend" "Some" "Ok")
  (#set! cost "clone-in-loop") (#set! within "loop"))

; What is kept in a collection is not meant.
((call_expression
  function: (scoped_identifier path: (identifier) @_type name: (identifier) @_name)
  arguments: (arguments . (_))) @cost
  (#any-of? @_type "Box" "Rc" "Arc") (#any-of? @_name "new" "from")
  (#not-parent? @cost "closure_expression" "field_initializer" "tuple_expression" "array_expression" "match_arm")
  (#not-argument? @cost "push" "push_back" "insert" "entry" "send" "extend" "Some" "Ok")
  (#set! cost "boxed-in-loop") (#set! within "loop"))

((call_expression
  function: (field_expression value: (_) field: (field_identifier) @_method)
  arguments: (arguments . ")")) @cost
  (#any-of? @_method "to_string" "to_owned" "to_vec" "into_owned")
  (#not-parent? @cost "closure_expression" "field_initializer" "tuple_expression" "array_expression" "match_arm")
  (#not-argument? @cost "push" "push_back" "insert" "entry" "send" "extend" "Some" "Ok")
  (#set! cost "copy-in-loop") (#set! within "loop"))
; Of a `char`, these allocate nothing.
((call_expression
  function: (field_expression value: (_) @_value field: (field_identifier) @_method)
  arguments: (arguments . ")")) @cost
  (#any-of? @_method "to_lowercase" "to_uppercase")
  (#declared? @_value "str" "String")
  (#not-parent? @cost "closure_expression" "field_initializer" "tuple_expression" "array_expression" "match_arm")
  (#not-argument? @cost "push" "push_back" "insert" "entry" "send" "extend" "Some" "Ok")
  (#set! cost "copy-in-loop") (#set! within "loop"))
((call_expression
  function: (scoped_identifier path: (identifier) @_type name: (identifier) @_name)) @cost
  (#eq? @_type "String") (#eq? @_name "from")
  (#not-parent? @cost "closure_expression" "field_initializer" "tuple_expression" "array_expression" "match_arm")
  (#not-argument? @cost "push" "push_back" "insert" "entry" "send" "extend" "Some" "Ok")
  (#set! cost "copy-in-loop") (#set! within "loop"))

((let_declaration
  (mutable_specifier)
  pattern: (identifier) @_buffer
  value: (call_expression
    function: [
      (scoped_identifier path: (identifier) @_type name: (identifier) @_name)
      (scoped_identifier path: (generic_type type: (type_identifier) @_type) name: (identifier) @_name)
    ]) @cost)
  (#any-of? @_type "Vec" "String" "HashMap" "HashSet" "VecDeque" "BTreeMap" "BTreeSet")
  (#any-of? @_name "new" "with_capacity")
  (#kept? @_buffer)
  (#set! cost "buffer-in-loop") (#set! within "loop"))
((let_declaration
  (mutable_specifier)
  pattern: (identifier) @_buffer
  value: (macro_invocation macro: (identifier) @_macro) @cost)
  (#eq? @_macro "vec")
  (#kept? @_buffer)
  (#set! cost "buffer-in-loop") (#set! within "loop"))

((call_expression
  function: (scoped_identifier path: (_) @_type name: (identifier) @_name)) @cost
  (#match? @_type "^(regex::)?(bytes::)?Regex$") (#eq? @_name "new")
  (#set! cost "regex-compiled") (#set! within "loop"))
((call_expression
  function: (scoped_identifier path: (_) @_type name: (identifier) @_name)
  arguments: (arguments . [(string_literal) (raw_string_literal)])) @cost
  (#match? @_type "^(regex::)?(bytes::)?Regex$") (#eq? @_name "new")
  (#not-inside? @cost "closure_expression") (#in-function? @cost)
  (#set! cost "regex-compiled"))

((call_expression
  function: (field_expression value: (_) @_mutex field: (field_identifier) @_method)
  arguments: (arguments . ")")) @cost
  (#eq? @_method "lock")
  (#not-match? @_mutex "std(in|out|err)")
  (#not-declared? @_mutex "Stdin" "Stdout" "Stderr" "stdin" "stdout" "stderr" "io::stdin" "io::stdout" "io::stderr")
  (#accumulates? @_mutex)
  (#set! cost "lock-in-loop") (#set! within "loop"))

((call_expression
  function: (field_expression value: (_) @_map field: (field_identifier) @_method)) @cost
  (#any-of? @_method
    "get" "get_mut" "insert" "entry" "contains_key" "contains" "remove" "get_or_insert_with" "replace" "take")
  (#declared? @_map
    "HashMap/2" "HashSet/1" "HashMap::new" "HashSet::new" "HashMap::with_capacity" "HashSet::with_capacity")
  (#imports? @_map "std::collections" "Hash")
  (#set! cost "default-hasher"))

((call_expression
  function: (field_expression
    value: (call_expression
      function: (generic_function
        function: (field_expression value: (_) @_iterator field: (field_identifier) @_collect)
        type_arguments: (type_arguments
          (generic_type
            type: (type_identifier) @_type
            type_arguments: (type_arguments . (type_identifier) @_any .)))))
    field: (field_identifier) @_method)
  arguments: (arguments . ")")) @cost
  (#eq? @_collect "collect") (#eq? @_type "Vec") (#eq? @_any "_") (#eq? @_method "len")
  (#not-contains? @cost "//" "/*")
  (#set! @cost replace "{_iterator}.count()")
  (#set! cost "collected-to-iterate"))
((call_expression
  function: (field_expression
    value: (call_expression
      function: (generic_function
        function: (field_expression field: (field_identifier) @_collect)
        type_arguments: (type_arguments (generic_type type: (type_identifier) @_type))))
    field: (field_identifier) @_method)) @cost
  (#eq? @_collect "collect") (#eq? @_type "Vec")
  (#any-of? @_method "len" "is_empty" "first" "last")
  (#set! cost "collected-to-iterate"))
((call_expression
  function: (field_expression
    value: (call_expression
      function: (field_expression
        value: (call_expression
          function: (generic_function
            function: (field_expression field: (field_identifier) @_collect)
            type_arguments: (type_arguments (generic_type type: (type_identifier) @_type))))
        field: (field_identifier) @_again)) @cost
    field: (field_identifier) @_method))
  (#eq? @_collect "collect") (#eq? @_type "Vec") (#any-of? @_again "iter" "into_iter")
  (#not-any-of? @_method "rev" "as_slice")
  (#set! cost "collected-to-iterate"))
((for_expression
  value: (call_expression
    function: (generic_function
      function: (field_expression field: (field_identifier) @_collect)
      type_arguments: (type_arguments (generic_type type: (type_identifier) @_type)))) @cost)
  (#eq? @_collect "collect") (#eq? @_type "Vec")
  (#set! cost "collected-to-iterate"))

((binary_expression
  left: (call_expression
    function: (field_expression
      value: (call_expression
        function: (field_expression field: (field_identifier) @_characters)
        arguments: (arguments . ")")) @_iterator
      field: (field_identifier) @_count)
    arguments: (arguments . ")"))
  operator: "=="
  right: (integer_literal) @_zero) @cost
  (#any-of? @_characters "chars" "char_indices" "split_whitespace") (#eq? @_count "count") (#eq? @_zero "0")
  (#set! @cost replace "{_iterator}.next().is_none()")
  (#set! cost "counted-to-compare"))
((binary_expression
  left: (call_expression
    function: (field_expression
      value: (call_expression
        function: (field_expression field: (field_identifier) @_characters)
        arguments: (arguments . ")")) @_iterator
      field: (field_identifier) @_count)
    arguments: (arguments . ")"))
  operator: [">" "!="]
  right: (integer_literal) @_zero) @cost
  (#any-of? @_characters "chars" "char_indices" "split_whitespace") (#eq? @_count "count") (#eq? @_zero "0")
  (#set! @cost replace "{_iterator}.next().is_some()")
  (#set! cost "counted-to-compare"))

((call_expression
  function: (field_expression
    value: (call_expression function: (field_expression field: (field_identifier) @_chars))
    field: (field_identifier) @_nth)
  arguments: (arguments . (_) @_index .)) @cost
  (#any-of? @_chars "chars" "char_indices") (#eq? @_nth "nth") (#not-match? @_index "^[0-9]$")
  (#set! cost "nth-character") (#set! within "loop"))

((call_expression
  function: (field_expression value: (_) @_list field: (field_identifier) @_method)
  arguments: (arguments . (reference_expression) .)) @cost
  (#eq? @_method "contains")
  (#not-match? @_list "^[A-Z_0-9]+$")
  (#declared? @_list "Vec" "[" "Vec::new" "Vec::with_capacity" "vec!" "VecDeque")
  (#set! cost "search-in-list") (#set! within "loop"))

((call_expression
  function: (field_expression value: (_) @_list field: (field_identifier) @_method)
  arguments: (arguments . (integer_literal) @_front)) @cost
  (#any-of? @_method "remove" "insert") (#eq? @_front "0")
  (#declared? @_list "Vec" "Vec::new" "Vec::with_capacity" "vec!" "String")
  (#set! cost "front-of-vec") (#set! within "loop"))

((macro_invocation macro: (identifier) @_macro) @cost
  (#any-of? @_macro "println" "print" "eprintln" "eprint")
  (#set! cost "print-in-loop") (#set! within "loop"))

((assignment_expression
  left: (identifier) @_text
  right: (macro_invocation macro: (identifier) @_macro (token_tree) @_arguments)) @cost
  (#eq? @_macro "format")
  (#mentions? @_arguments "{_text}")
  (#accumulates? @_text)
  (#set! cost "text-rebuilt-in-loop") (#set! within "loop"))

((for_expression
  value: (call_expression
    function: (field_expression value: (_) @_reader field: (field_identifier) @_method)
    arguments: (arguments . ")")) @cost)
  (#eq? @_method "lines")
  (#declared? @_reader "BufReader" "BufReader::new" "BufReader::with_capacity" "StdinLock" "stdin().lock" "io::stdin().lock")
  (#set! cost "line-strings"))

((call_expression
  function: (identifier) @_function) @cost
  (#own-name? @_function)
  (#set! cost "calls-itself-in-loop") (#set! within "loop"))

((call_expression
  function: (field_expression
    value: (call_expression
      function: (field_expression field: (field_identifier) @_characters)
      arguments: (arguments . ")"))
    field: (field_identifier) @_last)
  arguments: (arguments . ")")) @cost
  (#any-of? @_characters "chars" "char_indices" "bytes") (#eq? @_last "last")
  (#set! @_last replace "next_back")
  (#set! cost "last-character"))
