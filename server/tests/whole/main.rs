//! The whole server over HTTP, as devices and registries meet it: a real router on a free port, scripted devices made
//! of the same crates that real ones are made of, and the sandbox registry.

// `cfg(test)` tells clippy that these are tests as well.
#[cfg(test)]
mod device;
#[cfg(test)]
mod stage;

#[cfg(test)]
mod audiences;
#[cfg(test)]
mod authorship;
#[cfg(test)]
mod backup;
#[cfg(test)]
mod bundles;
#[cfg(test)]
mod census;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod digests;
#[cfg(test)]
mod enrolment;
#[cfg(test)]
mod erasure;
#[cfg(test)]
mod exchange;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod forwarding;
#[cfg(test)]
mod full;
#[cfg(test)]
mod held;
#[cfg(test)]
mod loans;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod packs;
#[cfg(test)]
mod poison;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod sameness;
#[cfg(test)]
mod scopes;
#[cfg(test)]
mod single_thread;
