//! One command run well.
