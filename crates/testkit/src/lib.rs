//! Invented people, bad links and running programs, for tests only.
