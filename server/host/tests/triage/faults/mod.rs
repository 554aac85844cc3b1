//! Each fault is named, with its figure, its threshold and the lines that show it.

mod cgroups;
mod cpu;
mod disks;
mod kernel;
mod memory;
mod network;
mod processes;
mod services;
