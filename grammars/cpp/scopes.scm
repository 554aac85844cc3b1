; Stands before the queries of C.
(for_range_loop body: (_) @loop)
(lambda_expression body: (_) @function)
(throw_statement) @once
(compound_statement (throw_statement) .) @once
(catch_clause body: (_) @once)

(for_range_loop declarator: (identifier) @variable) @scope
(for_range_loop declarator: (reference_declarator (identifier) @variable)) @scope
(for_range_loop declarator: (structured_binding_declarator (identifier) @variable)) @scope
(declaration type: (_) @type declarator: (reference_declarator (identifier) @variable))
(declaration
  type: (_) @type declarator: (init_declarator declarator: (reference_declarator (identifier) @variable)))
(function_definition
  declarator: (function_declarator
    parameters: (parameter_list
      (parameter_declaration type: (_) @type declarator: (reference_declarator (identifier) @variable))))) @scope
(field_declaration type: (_) @type declarator: (field_identifier) @field)

((call_expression function: (field_expression argument: (_) @written field: (field_identifier) @_emptied))
  (#any-of? @_emptied "clear" "reset" "assign" "resize" "swap" "str"))

; What a copy is made for.
((call_expression
  function: [(identifier) @_move (qualified_identifier name: (identifier) @_move)]
  arguments: (argument_list . (identifier) @moved))
  (#any-of? @_move "move" "swap" "sort" "stable_sort" "reverse" "forward"))
(return_statement (identifier) @moved)
(assignment_expression left: (identifier) @moved)
(assignment_expression left: (subscript_expression argument: (identifier) @moved))
(assignment_expression left: (field_expression argument: (identifier) @moved))
(update_expression argument: (subscript_expression argument: (identifier) @moved))
(pointer_expression operator: "&" argument: (identifier) @moved)
(argument_list (call_expression function: (field_expression argument: (identifier) @moved field: (field_identifier) @_begin))
  (#eq? @_begin "begin"))
((call_expression function: (field_expression argument: (identifier) @moved field: (field_identifier) @_changed))
  (#any-of? @_changed
    "append" "assign" "clear" "emplace" "emplace_back" "erase" "insert" "pop_back" "push_back" "replace" "reserve"
    "reset" "resize" "swap" "pop" "push" "extract" "merge" "sort" "front" "back" "data" "at"))

; What is used without being kept.
(field_expression argument: (identifier) @borrowed)
(pointer_expression operator: "*" argument: (identifier) @borrowed)
(unary_expression operator: "!" argument: (identifier) @borrowed)
(condition_clause value: (identifier) @borrowed)
(binary_expression operator: ["==" "!="] (identifier) @borrowed)
