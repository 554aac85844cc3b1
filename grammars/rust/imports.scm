(use_declaration argument: (_) @path) @import
(extern_crate_declaration name: (identifier) @path) @import
(mod_item name: (identifier) @path !body) @import
