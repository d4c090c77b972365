//! What is said of a person, and of how it is known.

use super::value_set;

value_set! {
    /// Sex as on the identity card (DOMAIN.md 2.1).
    Sex {
        Male = "L", "laki-laki", "male";
        Female = "P", "perempuan", "female";
    }

    /// Marital status (DOMAIN.md 2.1).
    MaritalStatus {
        Single = "BELUM_KAWIN", "belum kawin", "single";
        Married = "KAWIN", "kawin", "married";
        MarriedUnregistered = "KAWIN_TIDAK_TERCATAT", "kawin tidak tercatat", "married, not registered";
        Divorced = "CERAI_HIDUP", "cerai hidup", "divorced";
        Widowed = "CERAI_MATI", "cerai mati", "widowed";
    }

    /// The highest school that was finished (DOMAIN.md 2.1).
    Education {
        None = "NONE", "tidak sekolah", "no school";
        Primary = "SD", "SD", "primary school";
        LowerSecondary = "SMP", "SMP", "lower secondary school";
        UpperSecondary = "SMA_SMK", "SMA/SMK", "upper secondary school";
        Diploma = "D1_D3", "D1-D3", "diploma";
        Bachelor = "S1", "S1", "bachelor's degree";
        Master = "S2", "S2", "master's degree";
    }

    /// How well a person reads, which decides between text and audio (DOMAIN.md 2.1).
    Literacy {
        None = "NONE", "tidak bisa membaca", "does not read";
        Basic = "BASIC", "membaca dasar", "reads a little";
        Full = "FULL", "lancar membaca", "reads well";
    }

    /// How well a person speaks a language.
    LanguageLevel {
        Basic = "BASIC", "dasar", "basic";
        Fluent = "FLUENT", "lancar", "fluent";
        Native = "NATIVE", "bahasa ibu", "mother tongue";
    }

    /// Whose phone it is: what may be said to whoever answers depends on it (DOMAIN.md 2.1).
    PhoneOwner {
        Own = "SELF", "milik sendiri", "own";
        Family = "FAMILY", "keluarga", "family";
        Neighbour = "NEIGHBOUR", "tetangga", "neighbour";
        Cadre = "CADRE", "kader", "village cadre";
    }

    /// Who said it (DOMAIN.md 2.0).
    Source {
        Own = "SELF", "yang bersangkutan", "the person";
        Family = "FAMILY", "keluarga", "family";
        Village = "VILLAGE", "desa", "village";
        Disnaker = "DISNAKER", "disnaker", "manpower office";
        Bp3mi = "BP3MI", "BP3MI", "BP3MI";
        Hotline = "HOTLINE", "hotline", "hotline";
        Import = "IMPORT", "impor daftar", "imported list";
    }

    /// Who checked it (DOMAIN.md 2.0).
    Verification {
        Unverified = "UNVERIFIED", "belum diverifikasi", "not verified";
        Village = "VILLAGE_VERIFIED", "diverifikasi desa", "verified by the village";
        Disnaker = "DISNAKER_VERIFIED", "diverifikasi disnaker", "verified by the manpower office";
        Registry = "REGISTRY_MATCHED", "cocok dengan registri", "matched with the registry";
        Disputed = "DISPUTED", "disengketakan", "disputed";
    }

    /// On what the processing rests: UU 27/2022 art. 20 (DOMAIN.md 1.7).
    LegalBasis {
        Consent = "CONSENT", "persetujuan", "consent";
        Contract = "CONTRACT", "perjanjian", "contract";
        LegalDuty = "LEGAL_DUTY", "kewajiban hukum", "legal duty";
        VitalInterest = "VITAL_INTEREST", "kepentingan vital", "vital interest";
        PublicTask = "PUBLIC_TASK", "tugas publik", "public task";
        LegitimateInterest = "LEGITIMATE_INTEREST", "kepentingan yang sah", "legitimate interest";
    }

    /// How a consent was given: written or recorded, UU 27/2022 art. 22 (DOMAIN.md 1.7).
    ConsentMethod {
        Signature = "SIGNATURE", "tanda tangan", "signature";
        Thumbprint = "THUMBPRINT", "cap jempol", "thumbprint";
        Audio = "AUDIO", "rekaman suara", "audio recording";
        Video = "VIDEO", "rekaman video", "video recording";
    }

    /// What a person asks of whoever keeps the data: UU 27/2022 art. 30, 32, 40-44 (DOMAIN.md 1.7).
    SubjectRequest {
        Access = "AKSES", "melihat datanya", "access";
        Correction = "PERBAIKAN", "memperbaiki datanya", "correction";
        Restriction = "PEMBATASAN", "membatasi pemrosesan", "restriction";
        Withdrawal = "PENCABUTAN", "mencabut persetujuan", "withdrawal of a consent";
        Erasure = "PENGHAPUSAN", "menghapus datanya", "erasure";
    }
}
