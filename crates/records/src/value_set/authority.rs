//! What authorities say: notices, and the answers of registries.

use super::value_set;

value_set! {
    /// What a notice is about (DESIGN section 4).
    NoticeKind {
        JobOrder = "JOB_ORDER", "job order", "job order";
        Agency = "AGENCY", "P3MI berizin", "licensed agency";
        CountryRule = "COUNTRY_RULE", "aturan negara tujuan", "country rule";
        Guidance = "GUIDANCE", "bahan informasi", "guidance";
        Reference = "REFERENCE", "data acuan", "reference data";
    }

    /// Where a job order stands; a revoked one must reach villages fast (DOMAIN.md 2.4).
    JobOrderStatus {
        Draft = "DRAFT", "rancangan", "draft";
        Open = "OPEN", "dibuka", "open";
        Paused = "PAUSED", "dihentikan sementara", "paused";
        Closed = "CLOSED", "ditutup", "closed";
        Revoked = "REVOKED", "dicabut", "revoked";
    }

    /// What an agency may do.
    LicenceStatus {
        Active = "ACTIVE", "berlaku", "active";
        Suspended = "SUSPENDED", "dibekukan", "suspended";
        Expired = "EXPIRED", "habis masa berlaku", "expired";
        Revoked = "REVOKED", "dicabut", "revoked";
    }

    /// Whether people may be placed somewhere (DOMAIN.md 1.1, 2.0).
    CountryStatus {
        Open = "OPEN", "terbuka", "open";
        Closed = "CLOSED", "tertutup", "closed";
        Moratorium = "MORATORIUM", "moratorium", "moratorium";
        Caution = "CAUTION", "waspada", "caution";
    }

    /// What the employer provides, or the worker pays (DOMAIN.md 2.4).
    Provision {
        Free = "GRATIS", "disediakan gratis", "provided free";
        Deducted = "POTONG_UPAH", "dipotong dari upah", "deducted from the wage";
        Own = "SENDIRI", "ditanggung pekerja", "paid by the worker";
    }

    /// What a registry answered. The codes are those that provinces have written since the first version.
    RegistryStatus {
        Accepted = "accepted", "diterima", "accepted";
        Rejected = "rejected", "ditolak", "rejected";
    }
}
