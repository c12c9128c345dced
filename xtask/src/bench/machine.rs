//! Where and when the figures were taken.

use std::fs;
use std::process::Command;
use std::thread;

use crate::{Result, repository};

/// The day, as 2026-01-31.
pub(crate) fn date() -> Result<String> {
    let date = repository::output(Command::new("date").args(["-u", "+%F"]))?;
    Ok(date.trim().to_owned())
}

/// CPU model, cores and kernel.
pub(crate) fn describe() -> Result<String> {
    let cpu = fs::read_to_string("/proc/cpuinfo")?;
    let cpu = field(&cpu, "model name").unwrap_or("unknown CPU");
    let cores = thread::available_parallelism()?;
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    Ok(format!("{cpu}, {cores} cores, Linux {}", kernel.trim()))
}

/// Whether every core has an extension, named as Linux names it.
pub(crate) fn has_cpu_flag(flag: &str) -> Result<bool> {
    let cpu = fs::read_to_string("/proc/cpuinfo")?;
    let flags = field(&cpu, "flags").unwrap_or_default();
    Ok(flags.split(' ').any(|it| it == flag))
}

/// The resident memory of a process, in KiB.
pub(crate) fn rss_kib(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    field(&status, "VmRSS")
        .and_then(|value| value.strip_suffix(" kB")?.parse().ok())
        .ok_or_else(|| format!("process {pid} shows no VmRSS").into())
}

/// The value of a line `name: value`.
fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.trim() == name)
        .map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_from_proc_files() {
        let status = "Name:\tcountersign\nVmHWM:\t   31000 kB\nVmRSS:\t   30784 kB\n";
        assert_eq!(field(status, "VmRSS"), Some("30784 kB"));
        let cpu = "processor\t: 0\nmodel name\t: Some CPU @ 2.0GHz\n\nprocessor\t: 1\n";
        assert_eq!(field(cpu, "model name"), Some("Some CPU @ 2.0GHz"));
        assert_eq!(field(cpu, "cache size"), None);
    }

    #[test]
    fn the_memory_of_this_process_is_known() {
        assert!(rss_kib(std::process::id()).unwrap() > 0);
    }
}
