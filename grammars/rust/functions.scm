; Bodies of macro_rules! are token trees, so nothing in them is taken for a function.
(mod_item name: (identifier) @name body: (declaration_list)) @scope.module
(impl_item !trait type: (_) @name body: (declaration_list)) @scope.type
(impl_item trait: (_) @trait type: (_) @name body: (declaration_list)) @scope.type
(trait_item name: (_) @name body: (declaration_list)) @scope.type

(function_item name: (_) @name body: (block) @body) @item.function
(closure_expression body: (_) @body) @item.closure
(async_block (block) @body) @item.closure
