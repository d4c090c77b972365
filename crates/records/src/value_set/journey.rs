//! What is said of a departure, a return and the time after it.

use super::value_set;

value_set! {
    /// Who told of a departure (DOMAIN.md 2.6).
    Reporter {
        Own = "SELF", "yang bersangkutan", "the person";
        Family = "FAMILY", "keluarga", "family";
        Village = "VILLAGE", "desa", "village";
        Bp3mi = "BP3MI", "BP3MI", "BP3MI";
        Immigration = "IMIGRASI", "imigrasi", "immigration";
    }

    /// How a leg of the way is travelled (DOMAIN.md 2.6).
    TravelMode {
        Land = "LAND", "darat", "by land";
        Sea = "SEA", "laut", "by sea";
        Air = "AIR", "udara", "by air";
    }

    /// On what visa a person leaves; any but the first is a warning sign for work (DOMAIN.md 2.6).
    VisaType {
        Work = "WORK", "visa kerja", "work visa";
        Visit = "VISIT", "visa kunjungan", "visit visa";
        Tourist = "TOURIST", "visa wisata", "tourist visa";
        Umrah = "UMRAH", "visa umrah", "umrah visa";
        Social = "SOCIAL", "visa sosial", "social visa";
        None = "NONE", "tanpa visa", "no visa";
        Unknown = "UNKNOWN", "tidak diketahui", "unknown";
    }

    /// Why a person comes back: the classes of BP3MI NTB (DOMAIN.md 2.9).
    ReturnCategory {
        ContractEnded = "HABIS_KONTRAK", "habis kontrak", "contract ended";
        Leave = "CUTI", "cuti", "on leave";
        InTrouble = "PMI_TERKENDALA", "PMI terkendala", "worker in trouble";
        Deported = "DEPORTASI", "deportasi", "deported";
        Sick = "SAKIT", "sakit", "sick";
        Remains = "JENAZAH", "jenazah", "remains";
        Prevented = "CPMI_HASIL_PENCEGAHAN", "CPMI hasil pencegahan", "candidate whose departure was prevented";
        DepartureFailed = "CPMI_GAGAL_BERANGKAT", "CPMI gagal berangkat", "candidate whose departure failed";
        Child = "ANAK_PMI", "anak PMI", "child of a worker";
        Trafficked = "KORBAN_TPPO", "korban TPPO", "trafficked";
        Crisis = "KRISIS", "krisis: perang, bencana, wabah", "crisis: war, disaster, epidemic";
    }

    /// Where a person who returns is looked after on the way (DOMAIN.md 2.9).
    TransitPlace {
        HelpDesk = "HELP_DESK", "help desk", "help desk";
        Lounge = "LOUNGE", "lounge", "lounge";
        TransitHouse = "RUMAH_RAMAH", "rumah ramah", "transit house";
        Hospital = "RUMAH_SAKIT", "rumah sakit", "hospital";
        CargoTerminal = "TERMINAL_KARGO", "terminal kargo", "cargo terminal";
    }

    /// Who pays for a return (DOMAIN.md 2.9).
    Funder {
        Bp3mi = "BP3MI", "BP3MI", "BP3MI";
        Province = "PEMPROV", "pemerintah provinsi", "province";
        Regency = "PEMKAB", "pemerintah kabupaten/kota", "regency or city";
        Agency = "P3MI", "P3MI", "agency";
        Employer = "PEMBERI_KERJA", "pemberi kerja", "employer";
        Family = "KELUARGA", "keluarga", "family";
        Baznas = "BAZNAS", "BAZNAS", "BAZNAS";
        Unlisted = "LAINNYA", "lainnya", "other";
    }

    /// In what state a person comes back; a diagnosis is never recorded here.
    HealthState {
        Well = "SEHAT", "sehat", "well";
        Sick = "SAKIT", "sakit", "sick";
        Injured = "CEDERA", "cedera", "injured";
        Pregnant = "HAMIL", "hamil", "pregnant";
        MentalDistress = "GANGGUAN_JIWA", "gangguan jiwa", "mental distress";
    }

    /// Of what a person died; often unknown (DOMAIN.md 2.9).
    DeathCause {
        Illness = "PENYAKIT", "penyakit", "illness";
        WorkAccident = "KECELAKAAN_KERJA", "kecelakaan kerja", "accident at work";
        TrafficAccident = "KECELAKAAN_LALIN", "kecelakaan lalu lintas", "traffic accident";
        Violence = "KEKERASAN", "kekerasan", "violence";
        Suicide = "BUNUH_DIRI", "bunuh diri", "suicide";
        Unknown = "TIDAK_DIKETAHUI", "tidak diketahui", "unknown";
    }

    /// Where a person who died abroad is buried (DOMAIN.md 2.9).
    Burial {
        Repatriated = "DIPULANGKAN", "dipulangkan", "brought home";
        Abroad = "DIMAKAMKAN_LN", "dimakamkan di luar negeri", "buried abroad";
    }

    /// How far a claim of money has come.
    ClaimStatus {
        NotMade = "BELUM_DIAJUKAN", "belum diajukan", "not made";
        Made = "DIAJUKAN", "diajukan", "made";
        Granted = "DISETUJUI", "disetujui", "granted";
        Paid = "DIBAYAR", "dibayar", "paid";
        Refused = "DITOLAK", "ditolak", "refused";
    }

    /// A programme for those who came back, and their families (DOMAIN.md 2.10).
    ProgrammeKind {
        Training = "PELATIHAN", "pelatihan", "training";
        Credit = "KUR", "KUR", "subsidised credit (KUR)";
        Capital = "MODAL", "modal usaha", "business capital";
        VillageEnterprise = "BUMDES", "BUMDes", "village enterprise";
        Cooperative = "KOPERASI", "koperasi", "cooperative";
        Award = "PENGHARGAAN_18DES", "penghargaan 18 Desember", "award of 18 December";
        Psychosocial = "PSIKOSOSIAL", "psikososial", "psychosocial support";
        Reintegration = "REINTEGRASI", "reintegrasi", "reintegration";
    }

    /// How far a programme has come.
    ProgrammeStatus {
        Planned = "RENCANA", "direncanakan", "planned";
        Running = "BERJALAN", "berjalan", "running";
        Completed = "SELESAI", "selesai", "completed";
        Dropped = "BERHENTI", "berhenti", "dropped out";
    }

    /// What is done to rehabilitate: PP 59/2021 art. 22 (DOMAIN.md 2.10).
    Rehabilitation {
        Psychosocial = "MOTIVASI_PSIKOSOSIAL", "motivasi dan diagnosis psikososial", "psychosocial motivation and diagnosis";
        Care = "PERAWATAN", "perawatan dan pengasuhan", "care";
        Vocational = "VOKASIONAL", "pelatihan vokasional dan kewirausahaan", "vocational and enterprise training";
        Spiritual = "MENTAL_SPIRITUAL", "bimbingan mental spiritual", "mental and spiritual guidance";
        Physical = "FISIK", "bimbingan fisik", "physical guidance";
        Counselling = "KONSELING", "bimbingan sosial dan konseling", "social counselling";
        Accessibility = "AKSESIBILITAS", "pelayanan aksesibilitas", "accessibility";
        Assistance = "BANTUAN", "bantuan dan asistensi sosial", "assistance";
        Facilities = "SARANA", "sarana dan prasarana", "facilities";
    }
}
