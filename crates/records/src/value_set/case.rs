//! What is said of a complaint.

use super::value_set;

value_set! {
    /// How a complaint came in (DOMAIN.md 2.7).
    CaseChannel {
        Visit = "DATANG", "datang langsung", "in person";
        Phone = "TELEPON", "telepon", "phone";
        WhatsApp = "WA", "WhatsApp", "WhatsApp";
        Sms = "SMS", "SMS", "SMS";
        Letter = "SURAT", "surat", "letter";
        Email = "EMAIL", "surel", "e-mail";
        Web = "WEB", "formulir web", "web form";
        SocialMedia = "MEDSOS", "media sosial", "social media";
        Hotline = "HOTLINE", "hotline", "hotline";
        TrainingCentre = "BLK", "BLK", "training centre";
        Village = "DESA", "desa", "village";
    }

    /// What a complaint is about; the first nine as BP2MI counts them (DOMAIN.md 2.7).
    CaseType {
        WantsHome = "PMI_INGIN_PULANG", "PMI ingin pulang", "wants to come home";
        UnpaidWage = "GAJI_TIDAK_DIBAYAR", "gaji tidak dibayar", "wage not paid";
        Deportation = "DEPORTASI", "deportasi", "deportation";
        DepartureFailed = "GAGAL_BERANGKAT", "gagal berangkat", "departure failed";
        Died = "MENINGGAL", "meninggal", "died";
        JobFraud = "PENIPUAN_KERJA", "penipuan kerja", "job fraud";
        Sick = "SAKIT", "sakit", "sick";
        SocialSecurity = "JAMSOS", "jaminan sosial", "social security";
        LostContact = "PUTUS_KOMUNIKASI", "putus komunikasi", "contact lost";
        PhysicalViolence = "KEKERASAN_FISIK", "kekerasan fisik", "physical violence";
        SexualViolence = "KEKERASAN_SEKSUAL", "kekerasan seksual", "sexual violence";
        NotAsAgreed = "TIDAK_SESUAI_PK", "tidak sesuai perjanjian kerja", "not as in the contract";
        DocumentsWithheld = "DOKUMEN_DITAHAN", "dokumen ditahan", "documents withheld";
        Overcharging = "OVERCHARGING", "biaya berlebih", "overcharging";
        Dismissal = "PHK", "PHK", "dismissal";
        LegalTrouble = "HUKUM", "masalah hukum", "legal trouble";
        Missing = "HILANG", "hilang", "missing";
        NeglectedChild = "ANAK_TERLANTAR", "anak terlantar", "neglected child";
        TraffickingSuspected = "TPPO_SUSPECT", "dugaan TPPO", "trafficking suspected";
        Unlisted = "LAINNYA", "lainnya", "other";
    }

    /// How bad it is (DOMAIN.md 2.7).
    CaseSeverity {
        Low = "LOW", "rendah", "low";
        Medium = "MEDIUM", "sedang", "medium";
        High = "HIGH", "tinggi", "high";
        Critical = "CRITICAL", "kritis", "critical";
    }

    /// Who is accused (DOMAIN.md 2.7). The agency abroad is called as in job orders (DOMAIN.md 2.4), since `AGENCY` is the
    /// licensed agency everywhere else.
    AccusedKind {
        Agency = "P3MI", "P3MI", "licensed agency";
        Employer = "EMPLOYER", "pemberi kerja", "employer";
        Broker = "CALO", "calo", "broker";
        ForeignAgency = "MITRA_USAHA", "mitra usaha (agensi luar negeri)", "agency abroad", was "AGENCY";
    }

    /// Where a complaint stands (DOMAIN.md 2.7); the clarifications are those of Perban 23/2025.
    CaseStatus {
        Received = "DITERIMA", "diterima", "received";
        PapersWanted = "LENGKAPI", "perlu dilengkapi", "papers wanted";
        Verification = "VERIFIKASI", "verifikasi", "verification";
        FirstClarification = "KLARIFIKASI_1", "klarifikasi pertama", "first clarification";
        SecondClarification = "KLARIFIKASI_2", "klarifikasi kedua", "second clarification";
        Mediation = "MEDIASI", "mediasi", "mediation";
        Referred = "DIRUJUK", "dirujuk", "referred";
        HandledAbroad = "PENANGANAN_LN", "penanganan di luar negeri", "handled abroad";
        Resolved = "SELESAI", "selesai", "resolved";
        Closed = "DITUTUP", "ditutup", "closed";
        Reopened = "DIBUKA_LAGI", "dibuka lagi", "opened again";
    }

    /// Why a complaint was closed without being resolved: Perban 6/2024 art. 30 (DOMAIN.md 1.8).
    ClosureReason {
        PapersIncomplete = "BERKAS_TIDAK_LENGKAP", "berkas tidak dilengkapi", "papers not completed";
        NotClarified = "TIDAK_ADA_KEJELASAN", "tidak ada kejelasan", "no clarity after asking";
        Unreachable = "TIDAK_DAPAT_DIHUBUNGI", "pengadu tidak dapat dihubungi", "complainant not reachable";
        HandedOver = "DILIMPAHKAN", "dilimpahkan ke instansi lain", "handed to another agency";
        Unsolvable = "TIDAK_TERSELESAIKAN", "tidak dapat diselesaikan dan tidak ada tanggapan", "not solvable, and no reply";
        Withdrawn = "DICABUT", "dicabut pengadu", "withdrawn by the complainant";
    }

    /// What was done about a complaint; the clocks of a complaint start and stop at these.
    CaseActionKind {
        PapersAsked = "BERKAS_DIMINTA", "berkas diminta", "papers asked for";
        PapersCompleted = "BERKAS_LENGKAP", "berkas lengkap", "papers completed";
        ClarityAsked = "KEJELASAN_DIMINTA", "kejelasan diminta", "clarity asked for";
        ClarityGiven = "KEJELASAN_DIBERIKAN", "kejelasan diberikan", "clarity given";
        StatementSigned = "PERNYATAAN", "pernyataan ditandatangani", "statement signed";
        Commitment = "KOMITMEN", "komitmen pihak diadukan", "commitment of the accused";
        CommitmentMet = "KOMITMEN_DIPENUHI", "komitmen dipenuhi", "commitment met";
        CallFailed = "GAGAL_DIHUBUNGI", "gagal dihubungi", "complainant not reached";
        CallAnswered = "BERHASIL_DIHUBUNGI", "berhasil dihubungi", "complainant reached";
        Mediation = "MEDIASI", "mediasi", "mediation";
        SanctionAdvised = "REKOMENDASI_SANKSI", "rekomendasi sanksi", "sanction advised";
        Visit = "KUNJUNGAN", "kunjungan", "visit";
        Rescue = "PENYELAMATAN", "penyelamatan", "rescue";
        Repatriation = "PEMULANGAN", "pemulangan", "brought home";
        Reply = "TANGGAPAN", "tanggapan diterima", "reply received";
        Unlisted = "LAINNYA", "lainnya", "other";
    }

    /// To whom a complaint is referred (DOMAIN.md 1.9, 2.7).
    ReferralAgency {
        WomenAndChildren = "UPTD_PPA", "UPTD PPA", "women's and children's protection unit (UPTD PPA)";
        Police = "POLRI_UPPA", "Polri UPPA", "police women's and children's unit";
        TaskForce = "GUGUS_TUGAS_TPPO", "gugus tugas TPPO", "trafficking task force";
        Bp3mi = "BP3MI", "BP3MI", "BP3MI";
        Disnaker = "DISNAKER", "disnaker", "manpower office";
        Mission = "PERWAKILAN_RI", "perwakilan RI", "Indonesian mission";
        SocialAffairs = "DINSOS", "dinas sosial", "social affairs office";
        Health = "FASKES", "fasilitas kesehatan", "health facility";
        LegalAid = "BANTUAN_HUKUM", "lembaga bantuan hukum", "legal aid";
        Ngo = "LSM", "LSM", "NGO";
        Unlisted = "LAINNYA", "lainnya", "other";
    }

    /// What is claimed (DOMAIN.md 2.7).
    ClaimKind {
        Wage = "GAJI", "gaji", "unpaid wage";
        Insurance = "ASURANSI", "asuransi / jaminan sosial", "insurance or social security";
        Compensation = "SANTUNAN", "ganti rugi / santunan", "compensation";
        Refund = "PENGEMBALIAN_BIAYA", "pengembalian biaya", "refund of costs";
        Unlisted = "LAINNYA", "lainnya", "other";
    }

    /// Who may read a complaint (DOMAIN.md 2.7).
    AccessGroup {
        Normal = "NORMAL", "biasa", "normal";
        Restricted = "RESTRICTED", "terbatas", "restricted";
        Trafficking = "TPPO", "TPPO", "trafficking";
    }
}
