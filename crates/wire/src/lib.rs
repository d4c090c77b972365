//! What crosses a boundary: envelopes, frames, receipts, and their bytes.
