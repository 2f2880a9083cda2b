//! See `versioned_arp_fuzz::histories`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| versioned_arp_fuzz::histories::check(data));
