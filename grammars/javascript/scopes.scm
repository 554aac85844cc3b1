; Used for TypeScript too.
(for_statement condition: (_) @loop)
(for_statement increment: (_) @loop)
(for_statement body: (_) @loop)
(for_in_statement body: (_) @loop)
(while_statement condition: (_) @loop)
(while_statement body: (_) @loop)
(do_statement body: (_) @loop)
(do_statement condition: (_) @loop)
(function_declaration body: (_) @function)
(generator_function_declaration body: (_) @function)
(function_expression body: (_) @function)
(generator_function body: (_) @function)
(arrow_function body: (_) @function)
(method_definition body: (_) @function)

; What arrays call once for each item.
((call_expression
  function: (member_expression property: (property_identifier) @_method)
  arguments: (arguments . [(arrow_function body: (_) @loop) (function_expression body: (_) @loop)]))
  (#any-of? @_method
    "forEach" "map" "filter" "reduce" "reduceRight" "some" "every" "find" "findIndex" "findLast" "flatMap" "sort"))

; What leaves a loop runs once.
(throw_statement) @once
(statement_block [(throw_statement) (break_statement)] .) @once
(for_statement body: (statement_block (if_statement consequence: (statement_block (return_statement) .) @once)))
(for_in_statement body: (statement_block (if_statement consequence: (statement_block (return_statement) .) @once)))
(while_statement body: (statement_block (if_statement consequence: (statement_block (return_statement) .) @once)))
(for_statement body: (statement_block (if_statement consequence: (return_statement) @once)))
(for_in_statement body: (statement_block (if_statement consequence: (return_statement) @once)))
(while_statement body: (statement_block (if_statement consequence: (return_statement) @once)))
(catch_clause) @once

(lexical_declaration (variable_declarator name: (identifier) @variable value: (_) @value))
(lexical_declaration (variable_declarator name: (identifier) @variable))
(variable_declaration (variable_declarator name: (identifier) @variable value: (_) @value))
(variable_declaration (variable_declarator name: (identifier) @variable))
(for_in_statement left: (identifier) @variable) @scope
(arrow_function parameter: (identifier) @variable)
(assignment_expression left: (member_expression property: (property_identifier) @field) right: (_) @value)
(import_statement) @import

(assignment_expression left: (_) @written)
