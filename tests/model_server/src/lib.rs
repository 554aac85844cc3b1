//! A language-model server of all dialects and faults, for tests.
