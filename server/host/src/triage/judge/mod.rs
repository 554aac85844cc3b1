//! From outputs to findings, one file a subject.

mod case;
mod cgroups;
mod clock;
mod containers;
mod cpu;
mod descriptors;
mod disks;
mod facts;
mod file_systems;
mod kernel;
mod memory;
mod network;
mod pressure;
mod processes;
mod services;
mod unseen;
mod verdict;

use super::{Findings, Outputs};
use case::Case;

/// Judges the outputs of one host by the [stated thresholds](super::thresholds).
pub fn judge(outputs: &Outputs) -> Findings {
    let mut case = Case::new(outputs);
    facts::tell(&mut case);
    cpu::judge(&mut case);
    pressure::judge(&mut case);
    memory::judge(&mut case);
    file_systems::judge(&mut case);
    disks::judge(&mut case);
    network::judge(&mut case);
    cgroups::judge(&mut case);
    processes::judge(&mut case);
    descriptors::judge(&mut case);
    services::judge(&mut case);
    kernel::judge(&mut case);
    clock::judge(&mut case);
    containers::judge(&mut case);
    unseen::tell(&mut case);
    verdict::conclude(case)
}
