//! Status, errors and summaries as devices of each dialect write them.
