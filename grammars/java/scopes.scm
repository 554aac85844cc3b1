(for_statement condition: (_) @loop)
(for_statement update: (_) @loop)
(for_statement body: (_) @loop)
(enhanced_for_statement body: (_) @loop)
(while_statement condition: (_) @loop)
(while_statement body: (_) @loop)
(do_statement body: (_) @loop)
(do_statement condition: (_) @loop)
(method_declaration body: (_) @function)
(constructor_declaration body: (_) @function)
(lambda_expression body: (_) @function)

; What leaves a loop runs once.
(return_statement) @once
(throw_statement) @once
(block [(return_statement) (throw_statement) (break_statement)] .) @once
(catch_clause body: (_) @once)

(block (local_variable_declaration
  type: (_) @type declarator: (variable_declarator name: (identifier) @variable))) @scope
(block (local_variable_declaration
  declarator: (variable_declarator name: (identifier) @variable value: (_) @value))) @scope
(for_statement init: (local_variable_declaration
  type: (_) @type declarator: (variable_declarator name: (identifier) @variable))) @scope
(enhanced_for_statement type: (_) @type name: (identifier) @variable) @scope
(method_declaration
  parameters: (formal_parameters (formal_parameter type: (_) @type name: (identifier) @variable))) @scope
(constructor_declaration
  parameters: (formal_parameters (formal_parameter type: (_) @type name: (identifier) @variable))) @scope
(field_declaration type: (_) @type declarator: (variable_declarator name: (identifier) @field))
(import_declaration) @import

(assignment_expression left: (_) @written operator: "=")

(for_statement update: (update_expression (identifier) @counter))
