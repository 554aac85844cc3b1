(call_expression function: (identifier) @callee) @call
(call_expression function: (scoped_identifier name: (identifier) @callee)) @call
(call_expression function: (field_expression value: (_) @receiver field: (field_identifier) @callee)) @call
(call_expression function: (generic_function function: (identifier) @callee)) @call
(call_expression function: (generic_function function: (scoped_identifier name: (identifier) @callee))) @call
(call_expression
  function: (generic_function function: (field_expression value: (_) @receiver field: (field_identifier) @callee))) @call
(macro_invocation macro: [(identifier) @callee (scoped_identifier name: (identifier) @callee)]) @call
