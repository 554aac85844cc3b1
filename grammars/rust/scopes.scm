(for_expression body: (_) @loop)
(while_expression condition: (_) @loop)
(while_expression body: (_) @loop)
(loop_expression body: (_) @loop)

; A closure runs once for each item where it is handed to a method that only iterators have, or to one that Option
; has too, called on what begins or continues a chain of an iterator.
(call_expression
  function: (field_expression field: (field_identifier) @_method)
  arguments: (arguments (closure_expression body: (_) @loop))
  (#any-of? @_method
    "for_each" "try_for_each" "filter_map" "flat_map" "fold" "try_fold" "take_while" "skip_while" "map_while" "scan"
    "retain" "retain_mut" "sort_by" "sort_by_key" "sort_unstable_by" "sort_unstable_by_key" "partition" "position"
    "all" "any" "max_by_key" "min_by_key" "max_by" "min_by" "find_map" "dedup_by_key" "par_iter"))
(call_expression
  function: (field_expression
    value: (call_expression function: (field_expression field: (field_identifier) @_before))
    field: (field_identifier) @_method)
  arguments: (arguments (closure_expression body: (_) @loop))
  (#any-of? @_method "map" "filter" "inspect" "find" "reduce")
  (#any-of? @_before
    "iter" "iter_mut" "into_iter" "lines" "chars" "char_indices" "bytes" "split" "splitn" "split_whitespace" "drain"
    "keys" "values" "values_mut" "enumerate" "rev" "windows" "chunks" "chunks_exact" "chain" "skip" "filter_map"
    "flat_map" "take_while" "skip_while" "par_iter" "into_par_iter" "captures_iter" "find_iter" "matches"))
(function_item body: (_) @function)
(closure_expression) @function

; What leaves a loop runs once.
(return_expression) @once
(break_expression) @once
((call_expression function: (identifier) @_error) @once (#eq? @_error "Err"))
(block (expression_statement [(return_expression) (break_expression)]) .) @once
(block [(return_expression) (break_expression)] .) @once
(match_arm value: [(return_expression) (break_expression)] @once)
((macro_invocation macro: (identifier) @_macro) @once
  (#any-of? @_macro
    "panic" "unreachable" "todo" "unimplemented" "bail" "ensure" "assert" "assert_eq" "assert_ne" "debug_assert"
    "debug_assert_eq" "debug_assert_ne"))

(block (let_declaration pattern: (identifier) @variable type: (_)? @type value: (_)? @value)) @scope
(function_item parameters: (parameters (parameter pattern: (identifier) @variable type: (_) @type))) @scope
(function_item
  parameters: (parameters (parameter (mutable_specifier) pattern: (identifier) @variable type: (_) @type))) @scope
(closure_expression parameters: (closure_parameters (identifier) @variable)) @scope
(closure_expression parameters: (closure_parameters (tuple_pattern (identifier) @variable))) @scope
(closure_expression
  parameters: (closure_parameters (parameter pattern: (identifier) @variable type: (_) @type))) @scope
(for_expression pattern: (identifier) @variable value: (_) @each) @scope
(for_expression pattern: (tuple_pattern (identifier) @variable)) @scope
((for_expression pattern: (tuple_pattern . (_) . (identifier) @variable .) value: (_) @each) @scope
  (#match? @each "[.]enumerate[(][)]$"))
(let_condition pattern: (identifier) @variable)
(let_condition pattern: (tuple_struct_pattern (identifier) @variable))
(match_pattern (tuple_struct_pattern (identifier) @variable))
(static_item name: (identifier) @variable type: (_) @type)
(const_item name: (identifier) @variable type: (_) @type)
(field_declaration name: (field_identifier) @field type: (_) @type)
(use_declaration) @import

(assignment_expression left: (_) @written)

(field_expression value: (identifier) @borrowed)
(reference_expression value: (identifier) @borrowed)
(index_expression . (identifier) @borrowed)
(compound_assignment_expr left: (identifier) @borrowed)
(token_tree (identifier) @borrowed)
