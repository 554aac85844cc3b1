; Joined to the queries of C.
(using_declaration (_) @path) @import
