; Class fields are named otherwise in TypeScript's grammar, so these patterns are JavaScript's alone.
(field_definition
  property: (_) @name
  value: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
    (generator_function body: (_) @body)
  ]) @item.function
