//! What a hostile change costs in memory. A program of its own, as the peak is the whole process's.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use document::{Author, Document, Guard, Intent, Limits, guard};
use records::Actor;
use testkit::poison::{self, Victim};

/// What a change may cost on top of what the test itself holds: the bare library takes 1.5 GiB for one.
const ALLOWED: u64 = 48 << 20;

/// The most memory that this process ever had, bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

#[test]
fn no_poison_costs_more_memory_than_an_honest_change_may() {
    let signer = Author { actor: Actor::from_bytes([2; 16]), time: 1 };
    let mut doc = Document::new();
    let change = doc.edit(signer, &doc.heads(), &[Intent::set("name", "Siti").unwrap()]).unwrap().unwrap();
    let poisons = poison::catalogue(&Victim::of([change.bytes.as_slice()], *signer.actor.as_bytes()));
    let before = peak();
    for poison in poisons {
        // What automerge gives up on is caught; a backtrace of it would cost more than any poison.
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        Guard::vouched(doc.clone(), Limits::default()).admit(&poison.raw);
        let (_, _) = (guard::inspect(&poison.raw), guard::meaning(&poison.raw));
        std::panic::set_hook(hook);
        assert!(peak() - before < ALLOWED, "{}", poison.what);
    }
}
