//! A mailbox over HTTP, as devices meet it: the real router on a free port.

// `cfg(test)` tells clippy that these are tests as well.
#[cfg(test)]
mod calls;
