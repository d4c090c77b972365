//! What is said of an orientation or training.

use super::value_set;

value_set! {
    /// What kind of session it was (DOMAIN.md 2.5).
    SessionKind {
        VillageMeeting = "SOSIALISASI_DESA", "sosialisasi desa", "village information session";
        Blk = "BLK", "pelatihan BLK", "training at a public centre (BLK)";
        Lpk = "LPK", "pelatihan LPK", "training at a private centre (LPK)";
        CompetencyTest = "UJK", "uji kompetensi", "competency test";
        Orientation = "OPP", "orientasi pra pemberangkatan", "pre-departure orientation";
        SectorOrientation = "OPP_SEKTOR", "OPP sektor", "pre-departure orientation of a sector";
        TrainersTraining = "TOT", "pelatihan pelatih", "training of trainers";
        FinancialLiteracy = "LITERASI_KEUANGAN", "literasi keuangan", "financial literacy";
        AfterReturn = "PASCA_PULANG", "pasca kepulangan", "after return";
    }

    /// What is spoken of: the topics of PP 59/2021 art. 4(4), then those that orientations have beside them
    /// (DOMAIN.md 1.3, 2.5).
    Topic {
        RightsAndDuties = "HAK_KEWAJIBAN", "hak dan kewajiban", "rights and duties";
        Vacancies = "LOWONGAN", "lowongan, pemberi kerja, lokasi dan kondisi kerja", "vacancies, employer, place and working conditions";
        SocialSecurity = "JAMINAN_SOSIAL", "jaminan sosial: akses dan klaim", "social security: access and claims";
        Procedure = "PROSEDUR", "prosedur resmi", "the official procedure";
        Costs = "BIAYA", "aturan biaya penempatan", "rules on the cost of placement";
        Dangers = "KERENTANAN", "bahaya TPPO, narkoba, radikalisme, kesehatan", "dangers: trafficking, drugs, radicalisation, health";
        DestinationLaw = "HUKUM_BUDAYA", "hukum dan budaya negara tujuan", "law and culture of the destination";
        Agreements = "PERJANJIAN", "perjanjian penempatan dan perjanjian kerja", "placement agreement and employment contract";
        Agencies = "DAFTAR_P3MI", "daftar P3MI dan mitra", "agencies and their partners";
        Countries = "NEGARA_TUJUAN", "negara terbuka dan tertutup", "open and closed countries";
        Complaints = "PENGADUAN", "kanal pengaduan di dalam dan luar negeri", "where to complain, at home and abroad";
        NationalLaw = "HUKUM_NASIONAL", "hukum nasional", "national law";
        HealthyLiving = "HIDUP_SEHAT", "HIV dan hidup sehat", "HIV and healthy living";
        MentalPreparation = "KESIAPAN_MENTAL", "kesiapan mental", "mental preparation";
        Finance = "KEUANGAN", "pengelolaan keuangan", "handling money";
        OccupationalSafety = "K3", "keselamatan dan kesehatan kerja", "occupational safety and health";
    }

    /// What came of a person's attendance.
    AttendanceResult {
        Passed = "LULUS", "lulus", "passed";
        Failed = "TIDAK_LULUS", "tidak lulus", "failed";
        Attended = "MENGIKUTI", "mengikuti", "attended";
        Left = "TIDAK_SELESAI", "tidak selesai", "left early";
    }
}
