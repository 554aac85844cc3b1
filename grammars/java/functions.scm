(package_declaration (_) @name) @package
(class_declaration name: (identifier) @name) @scope.type
(interface_declaration name: (identifier) @name) @scope.type
(enum_declaration name: (identifier) @name) @scope.type
(record_declaration name: (identifier) @name) @scope.type
(annotation_type_declaration name: (identifier) @name) @scope.type
(object_creation_expression type: (_) @name (class_body)) @scope.anonymous
(enum_constant name: (_) @name body: (class_body)) @scope.anonymous

(method_declaration name: (identifier) @name body: (block) @body) @item.function
; The names that the machine, and so every profiler, gives these.
((constructor_declaration name: (identifier) @name body: (constructor_body) @body) @item.constructor
  (#set! name "<init>"))
((compact_constructor_declaration name: (identifier) @name body: (block) @body) @item.constructor
  (#set! name "<init>"))
((static_initializer (block) @body) @item.initializer (#set! name "<clinit>"))
(lambda_expression body: (_) @body) @item.closure
