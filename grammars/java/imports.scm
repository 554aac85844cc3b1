(import_declaration (_) @path) @import
