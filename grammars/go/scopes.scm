(for_statement (for_clause condition: (_) @loop))
(for_statement (for_clause update: (_) @loop))
(for_statement body: (_) @loop)
(function_declaration body: (_) @function)
(method_declaration body: (_) @function)
(func_literal body: (_) @function)

; What leaves a loop runs once.
(return_statement) @once
(goto_statement) @once
(statement_list [(return_statement) (goto_statement)] .) @once
(block (statement_list (break_statement) .)) @once
((call_expression function: (identifier) @_panic) @once (#eq? @_panic "panic"))
((statement_list (expression_statement (call_expression function: (identifier) @_panic)) .) @once
  (#eq? @_panic "panic"))
((call_expression function: (selector_expression field: (field_identifier) @_fatal)) @once
  (#any-of? @_fatal "Fatal" "Fatalf" "Fatalln" "Panicf" "Errorf" "Error"))

(block (statement_list
  (short_var_declaration left: (expression_list . (identifier) @variable) right: (expression_list . (_) @value)))) @scope
(block (statement_list
  (short_var_declaration left: (expression_list (_) . (identifier) @variable)))) @scope
(block (statement_list (var_declaration (var_spec name: (identifier) @variable type: (_) @type) @value))) @scope
(block (statement_list
  (var_declaration (var_spec name: (identifier) @variable value: (expression_list . (_) @value))))) @scope
(for_statement (range_clause left: (expression_list (identifier) @variable))) @scope
(for_statement
  (for_clause initializer: (short_var_declaration left: (expression_list (identifier) @variable)))) @scope
(function_declaration
  parameters: (parameter_list (parameter_declaration name: (identifier) @variable type: (_) @type))) @scope
(method_declaration
  parameters: (parameter_list (parameter_declaration name: (identifier) @variable type: (_) @type))) @scope
(func_literal
  parameters: (parameter_list (parameter_declaration name: (identifier) @variable type: (_) @type))) @scope
(function_declaration
  result: (parameter_list (parameter_declaration name: (identifier) @variable type: (_) @type))) @scope
(method_declaration
  result: (parameter_list (parameter_declaration name: (identifier) @variable type: (_) @type))) @scope
(source_file (var_declaration (var_spec name: (identifier) @variable type: (_) @type)))
(source_file (var_declaration (var_spec name: (identifier) @variable value: (expression_list . (_) @value))))
(field_declaration name: (field_identifier) @field type: (_) @type)
(import_spec) @import

(assignment_statement left: (expression_list (_) @written) operator: "=")

(for_statement
  (for_clause update: (inc_statement (identifier) @counter)))
(for_statement (range_clause left: (expression_list . (identifier) @counter)))
