//! Words with which a binary that may be asked about destroys a system.

use super::classes::{Class, Refusal};

/// Folders without which a system does not run.
const VITAL: &[&str] = &[
    "/", "/*", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/opt", "/root", "/sbin", "/srv",
    "/sys", "/usr", "/var", "/var/lib", "~", "*", ".", "..",
];

/// Settings with which the kernel can be made to run programs or to stop.
const DANGEROUS_SETTINGS: &[&str] = &[
    "fs.binfmt_misc",
    "kernel.core_pattern",
    "kernel.hotplug",
    "kernel.kexec_load_disabled",
    "kernel.modprobe",
    "kernel.modules_disabled",
    "kernel.panic",
    "kernel.panic_on_oops",
    "kernel.poweroff_cmd",
    "kernel.sysrq",
    "vm.panic_on_oom",
];

/// Verbs of systemctl that stop the host or most of it.
const STOPPING: &[&str] = &[
    "default",
    "emergency",
    "exit",
    "halt",
    "hibernate",
    "hybrid-sleep",
    "isolate",
    "kexec",
    "poweroff",
    "reboot",
    "rescue",
    "soft-reboot",
    "suspend",
    "suspend-then-hibernate",
    "switch-root",
];

/// What is forbidden about a binary with these words.
pub(super) fn harm(name: &str, words: &[String]) -> Option<Refusal> {
    let has = |letters: &str, long: &[&str]| {
        words.iter().any(|word| {
            long.contains(&word.as_str())
                || word.strip_prefix('-').is_some_and(|cluster| {
                    !cluster.starts_with('-') && cluster.contains(|letter| letters.contains(letter))
                })
        })
    };
    let operands = || words.iter().filter(|word| !word.starts_with('-'));
    let is_vital = |path: &String| {
        let path = path.trim_end_matches('/');
        let path = path.strip_suffix("/*").unwrap_or(path);
        path.is_empty() || VITAL.contains(&path)
    };
    let first = || operands().next().map(String::as_str);
    let refuse = |class, reason: &str| Some(Refusal::new(class, format!("{name} {reason}")));
    match name {
        "rm" if has("rR", &["--recursive"]) && operands().any(is_vital) => {
            refuse(Class::Destroys, "would remove what the system lives on")
        }
        "chmod" | "chown" | "chgrp" if has("R", &["--recursive"]) && operands().any(is_vital) => refuse(
            Class::Destroys,
            "would change the rights of what the system lives on",
        ),
        "mv" if operands().count() > 1 && first().is_some_and(|path| is_vital(&path.to_owned())) => {
            refuse(Class::Destroys, "would move what the system lives on")
        }
        // The first word may be a signal: `kill -1 5` hangs up process 5.
        "kill" if first() == Some("1") || words.iter().skip(1).any(|word| word == "1" || word == "-1") => {
            refuse(Class::Destroys, "would end the first process or all of them")
        }
        "pkill" | "killall"
            if operands().any(|name| matches!(name.as_str(), "systemd" | "init" | "sshd")) =>
        {
            refuse(Class::Destroys, "would end the first process or the way in")
        }
        "dd" if words.iter().any(|word| {
            word.strip_prefix("of=")
                .is_some_and(|path| path.starts_with("/dev/") && path != "/dev/null")
        }) =>
        {
            refuse(Class::Disks, "would overwrite a device")
        }
        "cp" | "mv" | "install"
            if operands()
                .next_back()
                .is_some_and(|path| path.starts_with("/dev/sd") || path.starts_with("/dev/nvme")) =>
        {
            refuse(Class::Disks, "would overwrite a device")
        }
        "systemctl" if first_verb(words).is_some_and(|verb| STOPPING.contains(&verb)) => {
            refuse(Class::Power, "would stop the host or most of it")
        }
        "loginctl" if first().is_some_and(|verb| matches!(verb, "reboot" | "poweroff" | "halt")) => {
            refuse(Class::Power, "would stop the host")
        }
        "sysctl" if words.iter().any(|word| sets_dangerous(word)) => {
            refuse(Class::Modules, "would set how the kernel runs programs or stops")
        }
        "iptables" | "ip6tables" | "ebtables" | "arptables"
            if words.iter().any(|word| {
                matches!(
                    word.as_str(),
                    "-F" | "--flush" | "-X" | "--delete-chain" | "-P" | "--policy"
                )
            }) =>
        {
            refuse(Class::Firewall, "would open the firewall or cut the host off")
        }
        "nft" if words.iter().any(|word| word == "flush") => {
            refuse(Class::Firewall, "would open the firewall")
        }
        "ufw" if first().is_some_and(|verb| matches!(verb, "disable" | "reset" | "enable")) => {
            refuse(Class::Firewall, "would open the firewall or cut the host off")
        }
        "firewall-cmd" if words.iter().any(|word| word.contains("panic")) => {
            refuse(Class::Firewall, "would cut the host off")
        }
        "hdparm"
            if words
                .iter()
                .any(|word| word.starts_with("--security") || word.starts_with("--trim")) =>
        {
            refuse(Class::Disks, "would erase a disk")
        }
        "nvme"
            if first()
                .is_some_and(|verb| matches!(verb, "format" | "sanitize" | "write" | "write-zeroes")) =>
        {
            refuse(Class::Disks, "would erase a disk")
        }
        "zpool" | "zfs" if first() == Some("destroy") => refuse(Class::Disks, "would destroy data"),
        "mdadm"
            if words.iter().any(|word| {
                matches!(
                    word.as_str(),
                    "--zero-superblock" | "--create" | "-C" | "--stop" | "-S"
                )
            }) =>
        {
            refuse(Class::Disks, "would take an array apart")
        }
        "badblocks" if has("wn", &[]) => refuse(Class::Disks, "would overwrite a disk"),
        _ => None,
    }
}

/// The verb, past flags that have a value.
fn first_verb(words: &[String]) -> Option<&str> {
    const TAKES: &[&str] = &[
        "-H",
        "-M",
        "-t",
        "-p",
        "-n",
        "-o",
        "-s",
        "--host",
        "--machine",
        "--root",
    ];
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if TAKES.contains(&word.as_str()) {
            words.next();
        } else if !word.starts_with('-') {
            return Some(word);
        }
    }
    None
}

fn sets_dangerous(word: &str) -> bool {
    let Some((name, _)) = word.split_once('=') else {
        return false;
    };
    let name = name.trim().replace('/', ".");
    DANGEROUS_SETTINGS.iter().any(|setting| name.starts_with(setting))
}
