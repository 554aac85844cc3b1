; Stands before the queries of C, whose patterns hold here too.
(namespace_definition name: (_) @name body: (declaration_list)) @scope.module
(class_specifier name: (_) @name body: (field_declaration_list)) @scope.type
(struct_specifier name: (_) @name body: (field_declaration_list)) @scope.type
(union_specifier name: (_) @name body: (field_declaration_list)) @scope.type

; The item of a template begins with the word `template`.
(template_declaration
  (function_definition declarator: (_) @declarator body: (compound_statement) @body)) @item.function

; `int main() try { } catch (...) { }`.
(function_definition declarator: (_) @declarator (try_statement) @body) @item.function

(lambda_expression body: (compound_statement) @body) @item.closure
