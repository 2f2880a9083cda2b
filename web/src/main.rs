//! Starts the page.

fn main() {
    versioned_arp_web::panic::install();
    versioned_arp_web::app::mount();
}
