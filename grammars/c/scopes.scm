; Used for C++ too.
(for_statement condition: (_) @loop)
(for_statement update: (_) @loop)
(for_statement body: (_) @loop)
(while_statement condition: (_) @loop)
(while_statement body: (_) @loop)
(do_statement body: (_) @loop)
(do_statement condition: (_) @loop)
(function_definition body: (_) @function)

; What leaves a loop runs once. The macro `do { ... } while (0)` is no loop.
(return_statement) @once
(break_statement) @once
(goto_statement) @once
(compound_statement [(return_statement) (goto_statement)] .) @once
(compound_statement (break_statement) .) @once
((compound_statement (expression_statement (call_expression function: (identifier) @_exit)) .) @once
  (#any-of? @_exit "exit" "_exit" "abort" "err" "errx" "die" "fatal" "usage"))
((do_statement body: (_) @once condition: (parenthesized_expression (number_literal) @_never)) (#eq? @_never "0"))

(declaration type: (_) @type declarator: (identifier) @variable)
(declaration type: (_) @type declarator: (init_declarator declarator: (identifier) @variable value: (_) @value))
(declaration type: (_) @type declarator: (pointer_declarator declarator: (identifier) @variable))
(declaration
  type: (_) @type declarator: (init_declarator declarator: (pointer_declarator declarator: (identifier) @variable)))
(declaration declarator: (array_declarator declarator: (identifier) @variable) @type)
(declaration declarator: (init_declarator declarator: (array_declarator declarator: (identifier) @variable) @type))
(function_definition
  declarator: (function_declarator
    parameters: (parameter_list
      (parameter_declaration
        type: (_) @type
        declarator: [
          (identifier) @variable
          (pointer_declarator declarator: (identifier) @variable)
          (array_declarator declarator: (identifier) @variable)
        ])))) @scope
(function_definition
  declarator: (pointer_declarator
    declarator: (function_declarator
      parameters: (parameter_list
        (parameter_declaration
          type: (_) @type
          declarator: [
            (identifier) @variable
            (pointer_declarator declarator: (identifier) @variable)
            (array_declarator declarator: (identifier) @variable)
          ]))))) @scope
(preproc_include) @import

(assignment_expression left: (_) @written)
((assignment_expression left: (subscript_expression argument: (_) @written (_) @_first)) (#match? @_first "^.?0.?$"))
(assignment_expression left: (pointer_expression argument: (_) @written))
((call_expression function: (identifier) @_copy arguments: (argument_list . (_) @written))
  (#any-of? @_copy
    "strcpy" "strncpy" "strlcpy" "stpcpy" "sprintf" "snprintf" "vsnprintf" "memset" "memcpy" "bzero" "fgets" "getline"))

(for_statement update: (update_expression argument: (identifier) @counter))
(for_statement update: (assignment_expression left: (identifier) @counter))
