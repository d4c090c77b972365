//! What is said of a household.

use super::value_set;

value_set! {
    /// How a member is related to the worker (DOMAIN.md 2.2).
    Relation {
        Husband = "SUAMI", "suami", "husband";
        Wife = "ISTRI", "istri", "wife";
        Child = "ANAK", "anak", "child";
        Father = "AYAH", "ayah", "father";
        Mother = "IBU", "ibu", "mother";
        ParentInLaw = "MERTUA", "mertua", "parent-in-law";
        Sibling = "SAUDARA", "saudara", "sibling";
        Grandparent = "KAKEK_NENEK", "kakek/nenek", "grandparent";
        Guardian = "WALI", "wali", "guardian";
        Unlisted = "LAINNYA", "lainnya", "other";
    }

    /// What a household needs: Permen 33/2025 (DOMAIN.md 2.2).
    Need {
        Capital = "MODAL_USAHA", "modal usaha", "business capital";
        Training = "PELATIHAN", "pelatihan", "training";
        Schooling = "PENDIDIKAN_ANAK", "pendidikan anak", "children's schooling";
        Health = "KESEHATAN", "kesehatan", "health care";
        Psychosocial = "PSIKOSOSIAL", "psikososial", "psychosocial support";
        LegalAid = "BANTUAN_HUKUM", "bantuan hukum", "legal aid";
        Documents = "DOKUMEN", "dokumen", "civil documents";
    }

    /// A child's schooling (DOMAIN.md 2.2).
    ChildSchool {
        InSchool = "SEKOLAH", "sekolah", "in school";
        DroppedOut = "PUTUS", "putus sekolah", "dropped out";
        NotYet = "BELUM", "belum sekolah", "not yet of school age";
    }

    /// How the family last heard of the worker (DOMAIN.md 2.2).
    ContactChannel {
        Visit = "DATANG", "datang", "in person";
        Phone = "TELEPON", "telepon", "phone";
        WhatsApp = "WA", "WhatsApp", "WhatsApp";
        Sms = "SMS", "SMS", "SMS";
        Letter = "SURAT", "surat", "letter";
        SocialMedia = "MEDSOS", "media sosial", "social media";
        Unlisted = "LAINNYA", "lainnya", "other";
    }

    /// Social assistance that a household receives (DOMAIN.md 2.2).
    SocialAssistance {
        Dtsen = "DTSEN", "terdaftar di DTSEN", "listed in DTSEN";
        Pkh = "PKH", "PKH", "PKH (conditional cash)";
        Bpnt = "BPNT", "BPNT", "BPNT (food)";
        Unlisted = "LAINNYA", "lainnya", "other";
    }
}
