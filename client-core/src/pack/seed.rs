//! Handing packs on.
