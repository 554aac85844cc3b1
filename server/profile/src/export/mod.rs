//! A profile as other tools want it: one file a target.
