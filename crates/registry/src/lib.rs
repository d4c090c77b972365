//! Forwarding to a registry, and rantau-registry, a sandbox registry.
