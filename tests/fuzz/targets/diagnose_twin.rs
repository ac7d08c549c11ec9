//! Text that stands in the sections of a twin, so that rules are reached that no random bytes reach.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::diagnose_twin(bytes));
