//! A request to a language model -> a stream of text.
