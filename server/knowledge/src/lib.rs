//! Facts about functions, libraries and programs that top profiles, and their look-up.
