//! Forwarding records to a registry, and `rantau-registry`, a registry to practise with.
//!
//! The server owns the outbox and the loop that empties it; this crate owns what is said to a registry and how its
//! answers are understood. Everything is pure but [`client`], which speaks HTTP, and [`sandbox`], which is a registry.
//!
//! The way of one version of a record:
//!
//! 1. [`event`]: the version becomes a CloudEvent, cut by the target's [`allow_list`]. The same version is the same
//!    event, so a registry that counts ids hears everything once.
//! 2. [`profile`]: the target's profile writes events as one [`request`] and reads the reply as an [`answer`].
//! 3. [`answer::Action`]: what to do next. [`retry`] says when, [`breaker`] whether the target is to be left alone.
//!
//! ```
//! use registry::{RetryPolicy, retry::Next};
//!
//! let policy = RetryPolicy::default();
//! assert_eq!(policy.next(0, None, 0), Next::In(std::time::Duration::ZERO));
//! assert_eq!(policy.next(10, None, 0), Next::Park);
//! ```
//!
//! More profiles (DOMAIN.md 5.3 B to D) are one variant of [`Profile`] and one module each: none of the other modules
//! knows what a request looks like.

pub mod allow_list;
pub mod answer;
pub mod breaker;
pub mod client;
pub mod cloudevents;
pub mod event;
pub mod profile;
pub mod request;
pub mod retry;
pub mod sandbox;
pub mod secret;
pub mod signature;
pub mod target;

pub use allow_list::AllowList;
pub use answer::{Action, Answer, ItemOutcome, ItemStatus};
pub use breaker::Breaker;
pub use event::{Event, EventId, EventSource};
pub use profile::Profile;
pub use retry::RetryPolicy;
pub use secret::{BearerToken, SigningSecret};
pub use target::Target;
