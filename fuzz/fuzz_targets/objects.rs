//! See `versioned_arp_fuzz::objects`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| versioned_arp_fuzz::objects::check(data));
