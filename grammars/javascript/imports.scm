(import_statement source: (string) @path) @import
(export_statement source: (string) @path) @import
((call_expression function: (identifier) @_require arguments: (arguments . (string) @path .)) @import
  (#eq? @_require "require"))
(call_expression function: (import) arguments: (arguments . (string) @path)) @import
