; `@declarator` ends in the name: pointers, function pointers and attributes may stand around it.
(function_definition declarator: (_) @declarator body: (compound_statement) @body) @item.function

; K&R definitions without a type, and macros that make a function: `SYSCALL_DEFINE3(read, ...) { }`.
(translation_unit
  (expression_statement (call_expression function: (identifier) @name)) @item.function
  .
  (declaration)*
  .
  (compound_statement) @body)

; Where braces do not balance for the parser (`#ifdef` around an `if (...) {`), the body is lost: the signature
; stands alone in an ERROR, and the end of the function is found by its braces.
(ERROR (function_declarator declarator: (_)) @declarator @item.broken)
(ERROR (pointer_declarator declarator: (function_declarator)) @declarator @item.broken)
