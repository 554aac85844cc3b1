(class_definition name: (identifier) @name) @scope.type

; Some profilers report the line of the decorator, others that of `def`: the function holds both.
(decorated_definition
  definition: (function_definition name: (identifier) @name body: (block) @body)) @item.function
(function_definition name: (identifier) @name body: (block) @body) @item.function
(lambda body: (_) @body) @item.closure
