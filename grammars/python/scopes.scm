(for_statement body: (_) @loop)
(while_statement condition: (_) @loop)
(while_statement body: (_) @loop)
(list_comprehension body: (_) @loop)
(set_comprehension body: (_) @loop)
(dictionary_comprehension body: (_) @loop)
(generator_expression body: (_) @loop)
(list_comprehension (if_clause) @loop)
(set_comprehension (if_clause) @loop)
(dictionary_comprehension (if_clause) @loop)
(generator_expression (if_clause) @loop)
(function_definition body: (_) @function)
(lambda body: (_) @function)
(class_definition body: (_) @function)

; What leaves a loop runs once.
(return_statement) @once
(raise_statement) @once
(assert_statement) @once
(block [(return_statement) (raise_statement) (break_statement)] .) @once

(assignment left: (identifier) @variable right: (_) @value)
(assignment left: (identifier) @variable type: (_) @type)
(assignment left: (attribute attribute: (identifier) @field) right: (_) @value)
(assignment left: (pattern_list (identifier) @variable))
(for_statement left: (identifier) @variable) @scope
(for_statement left: (pattern_list (identifier) @variable)) @scope
(for_in_clause left: (identifier) @variable)
(with_item (as_pattern alias: (as_pattern_target (identifier) @variable)))
(function_definition parameters: (parameters (identifier) @variable)) @scope
(function_definition parameters: (parameters (typed_parameter (identifier) @variable type: (_) @type))) @scope
(function_definition parameters: (parameters (default_parameter name: (identifier) @variable))) @scope
(function_definition
  parameters: (parameters (typed_default_parameter name: (identifier) @variable type: (_) @type))) @scope
(function_definition name: (identifier) @variable)
(class_definition name: (identifier) @variable)
(import_statement) @import
(import_from_statement) @import

(assignment left: (_) @written)
(assignment left: (pattern_list (_) @written))
((call function: (attribute object: (_) @written attribute: (identifier) @_emptied))
  (#any-of? @_emptied "clear"))
