//! Conditions read, matched and written as queries.
