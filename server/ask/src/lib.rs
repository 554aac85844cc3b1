//! What is asked about a subject, and what comes back.
