//! See `versioned_arp_fuzz::scenarios`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| versioned_arp_fuzz::scenarios::check(data));
