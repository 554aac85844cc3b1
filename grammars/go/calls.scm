(call_expression function: (identifier) @callee) @call
(call_expression function: (selector_expression operand: (_) @receiver field: (field_identifier) @callee)) @call
(call_expression function: (type_instantiation_expression type: (type_identifier) @callee)) @call
(call_expression function: (index_expression operand: (identifier) @callee)) @call
