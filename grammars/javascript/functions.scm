; Used for TypeScript too.
(class_declaration name: (_) @name) @scope.type
(variable_declarator name: (identifier) @name value: (class)) @scope.type
(assignment_expression left: (identifier) @name right: (class)) @scope.type
(assignment_expression left: (member_expression property: (_) @name) right: (class)) @scope.type
(class name: (_) @name) @scope.type
(variable_declarator name: (identifier) @name value: (object)) @scope.type
(assignment_expression left: (identifier) @name right: (object)) @scope.type
(assignment_expression left: (member_expression object: (_) @qualifier property: (_) @name) right: (object)) @scope.type
(pair key: (_) @name value: (object)) @scope.type

(function_declaration name: (_) @name body: (statement_block) @body) @item.function
(generator_function_declaration name: (_) @name body: (statement_block) @body) @item.function
(method_definition name: (_) @name body: (statement_block) @body) @item.function

; A function is called by what it is bound to, before its own name.
(variable_declarator
  name: (identifier) @name
  value: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
    (generator_function body: (_) @body)
  ]) @item.function
(assignment_expression
  left: (identifier) @name
  right: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
    (generator_function body: (_) @body)
  ]) @item.function
(assignment_expression
  left: (member_expression object: (_) @qualifier property: (_) @name)
  right: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
    (generator_function body: (_) @body)
  ]) @item.function
(pair
  key: (_) @name
  value: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
    (generator_function body: (_) @body)
  ]) @item.function

(function_expression name: (identifier) @name body: (statement_block) @body) @item.function
(generator_function name: (identifier) @name body: (statement_block) @body) @item.function
(arrow_function body: (_) @body) @item.closure
(function_expression body: (_) @body) @item.closure
(generator_function body: (_) @body) @item.closure
((class_static_block body: (_) @body) @item.initializer (#set! name "<static_initializer>"))
