//! The whole system in one process, drawn from a seed: devices and their province on disks that lose their power, over
//! lines that lose, turn and repeat what they carry, with clocks that are wrong.
//!
//! ```text
//! seed ──► plan: steps ──► world: stores, servers, disks, lines ──► check: the promises, meanwhile and at the end
//!                                                      │
//!          shrink: fewer steps ◄── broken promise ◄────┘
//! ```
//!
//! Real stores, real SQLite files, the product's own exchange on both sides; only power, lines and clocks are simulated.
//! Nothing runs at the same time, so the same seed does the same things, down to every byte on the line.
//!
//! | variable | what for |
//! |---|---|
//! | `RANTAU_SEED` | this seed only, with all that happened |
//! | `RANTAU_SEEDS` | so many seeds |
//! | `RANTAU_TRIES` | so many runs to make a failure short |
//! | `RANTAU_SOAK` | new seeds for so many minutes (`make soak`) |

mod check;
mod clock;
mod courier;
mod device;
mod erasing;
mod forger;
mod found;
mod lost;
mod model;
mod operator;
mod packs;
mod plan;
mod province;
mod run;
mod shrink;
mod talk;
mod template;
mod trace;
mod voice;
mod world;

use run::Runs;

#[test]
fn nothing_is_lost_whatever_happens() {
    Runs::of_environment().go();
}

#[test]
fn the_same_seed_does_the_same() {
    for seed in [11, 12, 13] {
        assert_eq!(run::trace(seed), run::trace(seed), "seed {seed}");
    }
}
