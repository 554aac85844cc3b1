//! Readers of outputs, one file an output. They tell what is printed and judge nothing.
//!
//! Tables are read by the names of their columns, since their order and number differ between versions; a row that
//! does not fit its header is passed over.

pub(crate) mod cgroup;
pub(crate) mod chrony;
pub(crate) mod containers;
pub(crate) mod counters;
pub(crate) mod cpu_time;
pub(crate) mod date;
pub(crate) mod df;
pub(crate) mod disks;
pub(crate) mod failed_units;
pub(crate) mod interfaces;
pub(crate) mod iostat;
pub(crate) mod journal;
pub(crate) mod kernel_log;
pub(crate) mod links;
pub(crate) mod listening;
pub(crate) mod lscpu;
pub(crate) mod mounts;
pub(crate) mod mpstat;
pub(crate) mod open_files;
pub(crate) mod pidstat;
pub(crate) mod pressure;
pub(crate) mod process;
pub(crate) mod process_cgroups;
pub(crate) mod ps;
pub(crate) mod sar;
pub(crate) mod section;
pub(crate) mod softnet;
pub(crate) mod table;
pub(crate) mod timedatectl;
pub(crate) mod top;
pub(crate) mod vmstat;
