//! What is said of money: costs, debts, remittances.

use super::value_set;

value_set! {
    /// Who lent money for the departure (DOMAIN.md 2.1).
    LenderType {
        Family = "KELUARGA", "keluarga", "family";
        Neighbour = "TETANGGA", "tetangga", "neighbour";
        Recruiter = "PEREKRUT", "perekrut / calo", "recruiter or broker";
        Agency = "P3MI", "P3MI", "agency";
        Employer = "PEMBERI_KERJA", "pemberi kerja", "employer";
        MoneyLender = "RENTENIR", "rentenir", "money lender";
        Bank = "BANK", "bank / KUR", "bank";
        Cooperative = "KOPERASI", "koperasi", "cooperative";
        Unlisted = "LAINNYA", "lainnya", "other";
    }

    /// A part of what a placement costs: Perban BP2MI 9/2020 (DOMAIN.md 2.4).
    CostComponent {
        Ticket = "TIKET", "tiket", "ticket";
        Visa = "VISA", "visa kerja", "visa";
        HealthCheck = "MCU", "pemeriksaan kesehatan", "health check";
        Passport = "PASPOR", "paspor", "passport";
        Training = "PELATIHAN", "pelatihan", "training";
        PoliceRecord = "SKCK", "SKCK", "police record";
        LocalTransport = "TRANSPORTASI_LOKAL", "transportasi lokal", "local transport";
        Lodging = "AKOMODASI", "akomodasi", "lodging";
        AgencyFee = "JASA_PERUSAHAAN", "jasa perusahaan", "agency's fee";
        Unlisted = "LAINNYA", "lainnya", "other";
    }

    /// Whence a figure on remittances comes (DOMAIN.md 2.10).
    RemittanceSource {
        Bank = "BANK", "bank", "bank";
        Post = "PT_POS", "PT Pos", "post office";
        Survey = "SURVEY", "survei", "survey";
        Family = "FAMILY", "keluarga", "family";
    }

    /// How money is sent home.
    RemittanceMethod {
        Bank = "BANK", "transfer bank", "bank transfer";
        Post = "PT_POS", "PT Pos", "post office";
        MoneyTransfer = "JASA_KIRIM_UANG", "jasa kirim uang", "money transfer service";
        MobileWallet = "DOMPET_DIGITAL", "dompet digital", "mobile wallet";
        Carried = "TITIP", "dititipkan", "carried by somebody";
        Unlisted = "LAINNYA", "lainnya", "other";
    }
}
