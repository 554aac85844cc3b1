; Parameters are named otherwise in TypeScript's grammar, so these patterns are JavaScript's alone.
(formal_parameters (identifier) @variable)
(formal_parameters (assignment_pattern left: (identifier) @variable right: (_) @value))
