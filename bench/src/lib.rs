//! The workloads of `cargo xtask bench`, for both programs that run them: the bench itself, and the
//! one in `page/`, which is compiled for the browser as the page is.

pub mod workload;
