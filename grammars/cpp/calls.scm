; Joined to the queries of C.
(call_expression function: (qualified_identifier name: (identifier) @callee)) @call
(call_expression function: (qualified_identifier name: (qualified_identifier name: (identifier) @callee))) @call
(call_expression function: (template_function name: (identifier) @callee)) @call
(call_expression function: (qualified_identifier name: (template_function name: (identifier) @callee))) @call
(call_expression
  function: (field_expression argument: (_) @receiver field: (template_method name: (field_identifier) @callee))) @call
(new_expression type: (_) @callee) @call
