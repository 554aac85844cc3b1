; Stands before the queries of JavaScript.
(required_parameter pattern: (identifier) @variable type: (type_annotation (_) @type))
(required_parameter pattern: (identifier) @variable)
(optional_parameter pattern: (identifier) @variable)
(variable_declarator name: (identifier) @variable type: (type_annotation (_) @type))
(public_field_definition name: (property_identifier) @field type: (type_annotation (_) @type))
