; Stands before the queries of C.
((binary_expression operator: "<<" right: [
    (identifier) @_endl
    (qualified_identifier scope: (namespace_identifier) name: (identifier) @_endl)
  ] @cost)
  (#any-of? @_endl "endl" "flush")
  (#set! cost "flushed-line-in-loop") (#set! within "loop"))

; A member may belong to another class of the file, so that only what the function declares is rewritten.
((assignment_expression
  left: (identifier) @_text
  operator: "="
  right: (binary_expression left: (identifier) @_same operator: "+" right: (_) @_more)) @cost
  (#eq? @_text @_same)
  (#local? @_text) (#declared? @_text "std::string" "std::wstring")
  (#set! @cost replace "{_text} += {_more}")
  (#set! cost "string-copied-to-append"))
((assignment_expression
  left: (identifier) @_text
  operator: "="
  right: (binary_expression left: (identifier) @_same operator: "+")) @cost
  (#eq? @_text @_same)
  (#declared? @_text "std::string" "std::wstring")
  (#set! cost "string-copied-to-append"))

((function_definition
  declarator: [
    (function_declarator
      parameters: (parameter_list
        (parameter_declaration type: [(qualified_identifier) (template_type)] @_type declarator: (identifier) @_name) @cost))
    (_
      (function_declarator
        parameters: (parameter_list
          (parameter_declaration type: [(qualified_identifier) (template_type)] @_type declarator: (identifier) @_name) @cost)))
  ]
  body: (_))
  (#match? @_type "^(std::)?(string|wstring|vector<.*>|map<.*>|unordered_map<.*>|set<.*>|unordered_set<.*>|deque<.*>|list<.*>|function<.*>)$")
  (#not-moved? @_name)
  (#not-function-contains? @cost "move({_name})" "forward<" "co_await" "co_yield"
    "[{_name}" "[=" ", {_name}]")
  (#set! cost "copied-parameter"))
((function_definition
  declarator: [
    (function_declarator
      parameters: (parameter_list
        (parameter_declaration type: [(qualified_identifier) (template_type)] @_type declarator: (identifier) @_name) @cost))
    (_
      (function_declarator
        parameters: (parameter_list
          (parameter_declaration type: [(qualified_identifier) (template_type)] @_type declarator: (identifier) @_name) @cost)))
  ]
  body: (_))
  (#match? @_type "^(std::)?shared_ptr<.*>$")
  (#not-moved? @_name)
  (#kept? @_name)
  (#not-function-contains? @cost "[=" "co_await" "co_yield")
  (#set! cost "copied-shared-pointer"))

((for_range_loop
  type: [(qualified_identifier) (template_type)] @_type declarator: (identifier) @_name right: (_) @_range) @cost
  (#not-match? @_range "^[{]")
  (#match? @_type "^(std::)?(string|wstring|vector<.*>|map<.*>|unordered_map<.*>|set<.*>|shared_ptr<.*>|pair<.*>|tuple<.*>|function<.*>)$")
  (#not-moved? @_name)
  (#not-contains? @cost "move({_name})")
  (#set! cost "copied-element"))

; A pair that differs from the map's own type by the `const` of its key.
((for_range_loop
  type: (qualified_identifier name: (template_type
    name: (type_identifier) @_pair
    arguments: (template_argument_list . (type_descriptor) @_key)))
  declarator: (reference_declarator)
  right: (identifier) @_map) @cost
  (#eq? @_pair "pair") (#not-match? @_key "const")
  (#declared? @_map "map" "unordered_map" "multimap")
  (#set! cost "copied-element"))

((if_statement
  condition: (_ value: (_ (call_expression
    function: (field_expression argument: (_) @_map field: (field_identifier) @_count)
    arguments: (argument_list . (_) @_key .)) @cost))
  consequence: (_) @_then)
  (#any-of? @_count "count" "contains" "find")
  (#contains? @_then "{_map}[{_key}]" "{_map}.at({_key})" "{_map}.find({_key})")
  (#set! cost "looked-up-twice"))
((if_statement
  condition: (_ value: (call_expression
    function: (field_expression argument: (_) @_map field: (field_identifier) @_count)
    arguments: (argument_list . (_) @_key .)) @cost)
  consequence: (_) @_then)
  (#any-of? @_count "count" "contains")
  (#contains? @_then "{_map}[{_key}]" "{_map}.at({_key})" "{_map}.find({_key})")
  (#set! cost "looked-up-twice"))

; One item is added in each turn of a loop whose turns are known.
((for_range_loop
  body: (compound_statement
    (expression_statement (call_expression
      function: (field_expression argument: (identifier) @_vector field: (field_identifier) @_push)) @cost)))
  (#any-of? @_push "push_back" "emplace_back")
  (#declared? @_vector "vector") (#accumulates? @_vector)
  (#not-function-contains? @cost "{_vector}.reserve(" "{_vector}.clear(")
  (#not-loop-contains? @cost "continue;" "break;")
  (#set! cost "grown-without-reserve") (#set! within "loop"))
((for_statement
  condition: (binary_expression operator: "<")
  body: (compound_statement
    (expression_statement (call_expression
      function: (field_expression argument: (identifier) @_vector field: (field_identifier) @_push)) @cost)))
  (#any-of? @_push "push_back" "emplace_back")
  (#declared? @_vector "vector") (#accumulates? @_vector)
  (#not-function-contains? @cost "{_vector}.reserve(" "{_vector}.clear(")
  (#not-loop-contains? @cost "continue;" "break;")
  (#set! cost "grown-without-reserve") (#set! within "loop"))

((declaration
  (type_qualifier)* @_qualifiers
  type: (qualified_identifier name: (type_identifier) @_regex)
  declarator: (init_declarator value: (argument_list . [(string_literal) (raw_string_literal)]))) @cost
  (#any-of? @_regex "regex" "wregex") (#in-function? @cost) (#not-match? @cost "^(const )?(static|thread_local)")
  (#set! cost "regex-compiled"))
((declaration
  type: (qualified_identifier name: (type_identifier) @_regex)
  declarator: (init_declarator)) @cost
  (#any-of? @_regex "regex" "wregex") (#not-match? @cost "^(const )?(static|thread_local)")
  (#set! cost "regex-compiled") (#set! within "loop"))

((declaration type: (qualified_identifier name: (type_identifier) @_stream)) @cost
  (#any-of? @_stream "stringstream" "ostringstream" "istringstream" "wstringstream")
  (#set! cost "stream-in-loop") (#set! within "loop"))

((call_expression function: (template_function name: (identifier) @_cast)) @cost
  (#any-of? @_cast "dynamic_cast" "dynamic_pointer_cast")
  (#set! cost "dynamic-cast-in-loop") (#set! within "loop"))
((call_expression
  function: (qualified_identifier name: (template_function name: (identifier) @_cast))) @cost
  (#eq? @_cast "dynamic_pointer_cast")
  (#set! cost "dynamic-cast-in-loop") (#set! within "loop"))

((call_expression
  function: (field_expression argument: (_) @_map field: (field_identifier) @_method)) @cost
  (#any-of? @_method "find" "count" "at" "insert" "emplace" "contains")
  (#declared? @_map "map" "set")
  (#set! cost "ordered-map-in-loop") (#set! within "loop"))
((subscript_expression argument: (_) @_map) @cost
  (#declared? @_map "map")
  (#set! cost "ordered-map-in-loop") (#set! within "loop"))

((call_expression
  function: (field_expression argument: (_) @_text field: (field_identifier) @_method)) @cost
  (#eq? @_method "substr")
  (#declared? @_text "std::string" "string")
  (#set! cost "substring-in-loop") (#set! within "loop"))

((call_expression
  function: (field_expression argument: (identifier) @_vector field: (field_identifier) @_method)
  arguments: (argument_list
    . (call_expression function: (field_expression argument: (identifier) @_same field: (field_identifier) @_begin)))) @cost
  (#any-of? @_method "erase" "insert") (#eq? @_begin "begin") (#eq? @_vector @_same)
  (#declared? @_vector "vector" "std::string" "string")
  (#set! cost "front-of-vector") (#set! within "loop"))

((subscript_expression
  argument: (subscript_expression argument: (_) (subscript_argument_list (identifier) @_row))
  (subscript_argument_list (identifier) @_column)) @cost
  (#counts? @_row "inner") (#counts? @_column "outer")
  (#set! cost "column-by-column") (#set! within "loop"))

((for_range_loop
  type: (placeholder_type_specifier) declarator: (identifier) @_name right: (_) @_range) @cost
  (#item? @_range
    "std::string" "string" "std::vector" "vector" "std::map" "std::unordered_map" "std::shared_ptr" "shared_ptr"
    "std::set" "std::function" "std::pair" "std::tuple")
  (#not-moved? @_name)
  (#not-contains? @cost "move({_name})")
  (#set! cost "copied-element"))

((declaration
  type: (qualified_identifier name: (template_type name: (type_identifier) @_container))
  declarator: [(identifier) @_name (init_declarator declarator: (identifier) @_name value: (argument_list))]) @cost
  (#any-of? @_container "vector" "deque" "list" "map" "set" "unordered_map" "unordered_set")
  (#not-match? @cost "^(const )?(static|thread_local)")
  (#kept? @_name)
  (#set! cost "container-in-loop") (#set! within "loop"))

((call_expression
  function: (qualified_identifier name: (template_function name: (identifier) @_function))) @cost
  (#any-of? @_function "make_shared" "make_unique")
  (#not-argument? @cost "push_back" "emplace_back" "insert" "emplace" "push" "move")
  (#not-parent? @cost "return_statement" "initializer_list")
  (#set! cost "object-in-loop") (#set! within "loop"))
