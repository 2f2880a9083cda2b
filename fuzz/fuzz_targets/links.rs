//! See `versioned_arp_fuzz::links`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| versioned_arp_fuzz::links::check(data));
