; Stands before the queries of JavaScript.
(abstract_class_declaration name: (_) @name) @scope.type
(internal_module name: (_) @name body: (statement_block)) @scope.module
(module name: (_) @name body: (statement_block)) @scope.module
(public_field_definition
  name: (_) @name
  value: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
    (generator_function body: (_) @body)
  ]) @item.function
