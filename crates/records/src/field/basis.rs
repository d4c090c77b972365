//! What a field rests on, as lawyers cite it (DOMAIN.md, section 1).

/// What all records have in common.
pub(crate) const CONVENTIONS: &str = "Perban BP2MI 3/2023 (Satu Data PMI)";
/// The five conditions, and the identity of whoever meets them.
pub(super) const CONDITIONS: &str = "UU 18/2017 art. 5";
/// The documents of a candidate.
pub(super) const DOCUMENTS: &str = "UU 18/2017 art. 13";
/// What a contract says.
pub(super) const CONTRACT: &str = "UU 18/2017 art. 15";
/// The duties of a village.
pub(super) const VILLAGE: &str = "UU 18/2017 art. 42";
/// The placement itself.
pub(super) const PLACEMENT: &str = "UU 18/2017 art. 8; Perban BP2MI 7/2022";
/// Who may recruit.
pub(super) const RECRUITMENT: &str = "UU 18/2017; Permen P2MI 4/2025";
/// What a placement may cost the worker.
pub(super) const COSTS: &str = "UU 18/2017 art. 30; Perban BP2MI 9/2020";
/// Social security.
pub(super) const SOCIAL_SECURITY: &str = "Permenaker 4/2023";
/// The worker's card.
pub(super) const WORKER_CARD: &str = "Permen P2MI 34/2025";
/// Information and training before departure.
pub(super) const ORIENTATION: &str = "PP 59/2021 art. 4";
/// Return and remains.
pub(super) const RETURN: &str = "PP 59/2021 art. 21; Permen P2MI 32/2025";
/// Rehabilitation and empowerment.
pub(super) const REINTEGRATION: &str = "PP 59/2021 art. 22-23; Permen P2MI 32/2025";
/// Data and needs of families.
pub(super) const FAMILIES: &str = "Permen P2MI 33/2025 art. 6";
/// Complaints.
pub(super) const COMPLAINTS: &str = "Perban BP2MI 23/2025; Perban BP2MI 6/2024 art. 30";
/// Trafficking.
pub(super) const TRAFFICKING: &str = "UU 21/2007 art. 1; ILO indicators of forced labour";
/// Consent.
pub(super) const CONSENT: &str = "UU 27/2022 art. 20-26";
/// Rights of whom data is about.
pub(super) const SUBJECT_RIGHTS: &str = "UU 27/2022 art. 30, 32, 40-44";
/// Data that needs more care.
pub(super) const SPECIFIC_DATA: &str = "UU 27/2022 art. 4";
/// Figures with source and date.
pub(super) const STATISTICS: &str = "Perpres 39/2019 (Satu Data); Perban BP2MI 3/2023";
/// What authorities decide and publish.
pub(super) const AUTHORITIES: &str = "PP 59/2021 art. 35";
/// What the offices and villages do without a rule that says so.
pub(super) const PRACTICE: &str = "practice of villages and offices";
