//! A record as an automerge document: edits, guard, merge, conflicts, history.
