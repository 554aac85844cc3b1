(package_clause (package_identifier) @name) @package
(function_declaration name: (identifier) @name body: (block) @body) @item.function
(method_declaration
  receiver: (parameter_list (parameter_declaration type: (_) @qualifier))
  name: (field_identifier) @name
  body: (block) @body) @item.function
(func_literal body: (block) @body) @item.closure
