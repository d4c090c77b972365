//! The provincial sync server.
