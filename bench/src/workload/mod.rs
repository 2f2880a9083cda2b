//! What is measured natively and in the browser alike. Modules in reading order: [`commits`] (the
//! store's workload), [`ours`] (on our store), [`bare`] (the ceiling), [`labs`] (of the simulator).

pub mod bare;
pub mod commits;
pub mod labs;
pub mod ours;
