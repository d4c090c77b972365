//! Signatures, device certificates, sealing and key wrapping.
