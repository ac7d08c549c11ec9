//! Every row of the decision tables.
