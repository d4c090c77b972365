//! What is said of the way abroad.

use super::value_set;

value_set! {
    /// How a person is placed (DOMAIN.md 2.1).
    Scheme {
        PToP = "P_TO_P", "P to P (lewat P3MI)", "private agency";
        GToG = "G_TO_G", "G to G", "government to government";
        Independent = "PERSEORANGAN", "perseorangan", "on one's own";
        ReEntry = "RE_ENTRY", "kembali bekerja", "re-entry";
        Ssw = "SSW", "SSW (Jepang)", "specified skilled worker (Japan)";
        OwnCompany = "UKPS", "untuk kepentingan perusahaan sendiri", "for one's own company";
        MerchantSeafarer = "AWAK_KAPAL_NIAGA", "awak kapal niaga", "merchant seafarer";
        FishingSeafarer = "AWAK_KAPAL_PERIKANAN", "awak kapal perikanan", "fishing vessel crew";
        Unknown = "UNKNOWN", "tidak diketahui", "unknown";
    }

    /// Whether a person goes by the official way; not knowing is a legal value (DOMAIN.md 1.5).
    ProceduralStatus {
        Procedural = "PROSEDURAL", "prosedural", "procedural";
        NonProcedural = "NONPROSEDURAL", "nonprosedural", "non-procedural";
        Unknown = "UNKNOWN", "tidak diketahui", "unknown";
    }

    /// Why a way is not procedural (DOMAIN.md 2.1).
    StatusReason {
        NoP3mi = "NO_P3MI", "tanpa P3MI", "no licensed agency";
        NoWorkVisa = "NO_WORK_VISA", "tanpa visa kerja", "no work visa";
        NoContract = "NO_CONTRACT", "tanpa perjanjian kerja", "no contract";
        NoOrientation = "NO_OPP", "tanpa OPP", "no pre-departure orientation";
        Overstay = "OVERSTAY", "melebihi izin tinggal", "overstayed";
        Absconded = "ABSCONDED", "meninggalkan pemberi kerja", "left the employer";
    }

    /// The kind of employment (DOMAIN.md 2.1).
    Sector {
        Formal = "FORMAL", "formal", "formal";
        Informal = "INFORMAL", "informal", "informal";
    }

    /// The work abroad (DOMAIN.md 2.1).
    Occupation {
        PalmOil = "LADANG_SAWIT", "ladang sawit", "oil-palm plantation";
        Harvester = "PEMANEN", "pemanen", "harvester";
        Construction = "KONSTRUKSI", "konstruksi", "construction";
        Domestic = "PRT", "pekerja rumah tangga", "domestic worker";
        Caregiver = "CAREGIVER", "perawat lansia", "caregiver";
        Factory = "PABRIK", "pabrik", "factory";
        ShipCrew = "ABK", "anak buah kapal", "ship's crew";
        Fisher = "NELAYAN", "nelayan", "fisher";
        Driver = "SOPIR", "sopir", "driver";
        Restaurant = "RESTORAN", "restoran", "restaurant";
        Nurse = "PERAWAT", "perawat", "nurse";
        Unlisted = "LAINNYA", "lainnya", "other";
    }

    /// The outcome of the health check; a diagnosis is never recorded in a village (DOMAIN.md 2.1).
    HealthResult {
        Fit = "FIT", "fit", "fit";
        Unfit = "UNFIT", "tidak fit", "unfit";
        TemporarilyUnfit = "TEMP_UNFIT", "tidak fit sementara", "temporarily unfit";
    }

    /// A system elsewhere that has its own number for the person (DOMAIN.md 2.1).
    ExternalSystem {
        Siapkerja = "SIAPKERJA", "SIAPkerja", "SIAPkerja";
        Siskop2mi = "SISKOP2MI", "SISKOP2MI", "SISKOP2MI";
        Dhis2 = "DHIS2", "DHIS2", "DHIS2";
        Simkim = "SIMKIM", "SIMKIM", "SIMKIM";
        PeduliWni = "PEDULI_WNI", "Peduli WNI", "Peduli WNI";
    }

    /// A document that a worker needs: UU 18/2017 art. 13 and what services ask for (DOMAIN.md 1.2).
    DocumentType {
        Marital = "DOC_MARITAL", "surat keterangan status perkawinan", "marital status statement";
        FamilyPermit = "DOC_FAMILY_PERMIT", "surat izin keluarga", "family permission";
        Competence = "DOC_COMPETENCE", "sertifikat kompetensi kerja", "competency certificate";
        Health = "DOC_HEALTH_PSY", "surat keterangan sehat", "fitness certificate";
        Passport = "DOC_PASSPORT", "paspor", "passport";
        WorkVisa = "DOC_WORK_VISA", "visa kerja", "work visa";
        PlacementAgreement = "DOC_PLACEMENT_AGR", "perjanjian penempatan", "placement agreement";
        WorkAgreement = "DOC_WORK_AGR", "perjanjian kerja", "employment contract";
        Ktp = "DOC_KTP", "KTP-el", "identity card";
        FamilyCard = "DOC_KK", "kartu keluarga", "family card";
        BpjsTk = "DOC_BPJS_TK", "kepesertaan BPJS Ketenagakerjaan", "social security proof";
        Jkn = "DOC_JKN", "kepesertaan JKN", "health insurance";
        Orientation = "DOC_OPP_CERT", "bukti OPP", "orientation proof";
        PoliceRecord = "DOC_SKCK", "SKCK", "police record";
        CallLetter = "DOC_CALL_LETTER", "surat panggilan kerja", "call letter";
        EmployerProfile = "DOC_EMPLOYER_PROFILE", "profil pemberi kerja", "employer's profile";
        RiskStatement = "DOC_RISK_STMT", "pernyataan tanggung jawab risiko", "risk statement";
        Leave = "DOC_LEAVE", "surat cuti", "leave letter";
    }

    /// Who keeps a document; an agency or employer who does is a warning sign (DOMAIN.md 2.3).
    DocumentHolder {
        Worker = "WORKER", "pekerja", "the worker";
        Family = "FAMILY", "keluarga", "family";
        Agency = "P3MI", "P3MI", "agency";
        Recruiter = "RECRUITER", "perekrut", "recruiter";
        Employer = "EMPLOYER", "pemberi kerja", "employer";
        Unknown = "UNKNOWN", "tidak diketahui", "unknown";
    }

    /// What a look at a document showed (DOMAIN.md 2.3).
    DocumentCheck {
        SeenOriginal = "SEEN_ORIGINAL", "asli dilihat", "original seen";
        MatchesPerson = "MATCHES_PERSON", "cocok dengan orangnya", "matches the person";
        Suspect = "SUSPECT", "diragukan", "suspect";
        Forged = "FORGED", "palsu", "forged";
        Confirmed = "CONFIRMED_BY_ISSUER", "dikonfirmasi penerbit", "confirmed by its issuer";
    }

    /// How a document was taken in (DOMAIN.md 2.3).
    DocumentCapture {
        Photo = "PHOTO", "difoto", "photographed";
        Scan = "SCAN", "dipindai", "scanned";
        NumberOnly = "NUMBER_ONLY", "hanya nomornya", "its number only";
        SeenNotCopied = "SEEN_NOT_COPIED", "dilihat, tidak disalin", "seen, not copied";
    }

    /// What a wage is paid for (DOMAIN.md 2.4).
    WagePeriod {
        Hour = "JAM", "per jam", "an hour";
        Day = "HARI", "per hari", "a day";
        Week = "MINGGU", "per minggu", "a week";
        Month = "BULAN", "per bulan", "a month";
        Piece = "BORONGAN", "borongan", "by the piece";
    }
}
