//! Every row of the table of version values.
