//! Village rosters: CSV and spreadsheets read into fields, nothing dropped.
