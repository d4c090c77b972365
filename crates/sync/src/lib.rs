//! The sans-IO sync core: cursor, fingerprint, pace and the exchange as a state machine.
