//! What is asked in a trafficking screening, and what follows from it. Advisory, never a refusal.

use super::value_set;

value_set! {
    /// The part of the way that a question is about (DOMAIN.md 1.9).
    ScreeningPhase {
        Recruitment = "RECRUITMENT", "perekrutan", "recruitment";
        Work = "WORK", "di tempat kerja", "at work";
        Return = "RETURN", "kepulangan", "return";
    }

    /// An answer. Not knowing and not saying are answers of their own (DOMAIN.md 1.9).
    ScreeningAnswer {
        Yes = "YES", "ya", "yes";
        No = "NO", "tidak", "no";
        Unknown = "UNKNOWN", "tidak tahu", "does not know";
        Refused = "REFUSED", "tidak mau menjawab", "refused to say";
    }

    /// What to do next (DOMAIN.md 1.9).
    ScreeningResult {
        Refer = "REFER", "rujuk", "refer";
        FollowUp = "FOLLOW_UP", "tindak lanjuti", "follow up";
        None = "NONE", "tidak ada", "nothing";
    }

    /// A red flag (DOMAIN.md 1.9). The questions that find it are reference data.
    Indicator {
        UnlicensedRecruiter = "R01", "perekrut perorangan/calo tanpa SIP3MI/SIP2MI", "unlicensed recruiter";
        KnowsNothing = "R02", "tidak tahu P3MI, pemberi kerja, pekerjaan, upah atau kota", "does not know agency, employer, job, wage or city";
        WrongVisa = "R03", "visa wisata, umrah, kunjungan atau magang untuk bekerja", "tourist, umrah, visit or trainee visa for work";
        ClosedDestination = "R04", "negara atau jabatan tertutup atau tanpa kerja sama", "destination or job closed, or no cooperation";
        AlteredIdentity = "R05", "identitas, umur, alamat atau status diubah", "identity, age, address or status altered";
        TooYoung = "R06", "belum 18 tahun atau di bawah syarat umur", "under 18, or below the job's minimum";
        FeeOrLoan = "R07", "dipungut biaya, pinjaman atau uang fit", "charged a fee, or lent money";
        PermissionBought = "R08", "izin keluarga dibayar, dipaksa atau bukan dari keluarga", "permission bought, pressed or not by family";
        ToldToHide = "R09", "disuruh menyembunyikan tujuan", "told to hide the purpose";
        PapersHeldByRecruiter = "R10", "paspor, KTP atau ijazah dipegang perekrut", "papers held by the recruiter";
        UnreadContract = "R11", "tanpa kontrak yang dipahami, kertas kosong, kontrak diganti", "no contract that is understood, blank paper, or switched";
        EmptyCertificate = "R12", "sertifikat ada tanpa pelatihan", "a certificate without training";
        UnusualRoute = "R13", "lewat Batam/Nunukan/Entikong, perahu kecil, penampungan", "unusual route, small boat, holding house";
        SocialMediaOffer = "R14", "tawaran hanya di media sosial, upah sangat tinggi, mendesak", "offer by social media only, very high pay, urgent";
        UnreachableInShelter = "R15", "keluarga tidak bisa menghubungi di penampungan", "family cannot reach the person in the shelter";
        SharedContact = "R16", "telepon, calo, alamat atau rekening sama pada banyak orang", "one phone, broker, address or account for many people";
        InconsistentPapers = "R17", "nomor surat dipakai ulang, NIK tidak cocok, berangkat sebelum OPP", "letter reused, NIK does not fit, left before orientation";
        AbuseOfVulnerability = "W01", "penyalahgunaan kerentanan", "abuse of vulnerability";
        Deception = "W02", "penipuan", "deception";
        MovementRestricted = "W03", "gerak dibatasi", "restriction of movement";
        Isolation = "W04", "diisolasi", "isolation";
        Violence = "W05", "kekerasan fisik atau seksual", "physical or sexual violence";
        Intimidation = "W06", "intimidasi dan ancaman", "intimidation and threats";
        DocumentsRetained = "W07", "dokumen ditahan", "documents retained";
        WageWithheld = "W08", "upah ditahan", "wages withheld";
        DebtBondage = "W09", "jeratan utang", "debt bondage";
        AbusiveConditions = "W10", "kondisi kerja dan hidup yang buruk", "abusive working and living conditions";
        ExcessiveOvertime = "W11", "lembur berlebihan", "excessive overtime";
        NoContact = "W12", "tidak ada kontak, atau hanya bila diawasi", "no contact, or only while watched";
        BadReturn = "B01", "pulang cedera, sakit, hamil akibat kekerasan, tanpa upah, dideportasi, tanpa dokumen", "returned hurt, unpaid, deported or without documents";
    }
}
