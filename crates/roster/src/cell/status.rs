//! How far a person is, as milestones (DOMAIN.md 1.5).

use records::milestone::MilestoneCode;

use super::named;
use crate::Reason;

/// What the column of the status says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Wants to go.
    Interested,
    /// Registered, and getting ready.
    Registered,
    /// Left.
    Departed,
    /// At work abroad.
    Working,
    /// Abroad, and at home on leave.
    OnLeave,
    /// Back.
    Returned,
    /// Back for good.
    Retired,
    /// Gave it up.
    Cancelled,
    /// Was rejected.
    Rejected,
    /// Was stopped on the way.
    Prevented,
    /// Did not get away.
    FailedToLeave,
    /// Away, and not heard of.
    LostContact,
    /// Died.
    Died,
}

impl Progress {
    /// The milestones that a person of this status has passed. A village list says where people are now; of the steps
    /// before, only the departure of whoever is away or back is certain.
    #[must_use]
    pub const fn milestones(self) -> &'static [MilestoneCode] {
        match self {
            Self::Interested => &[MilestoneCode::Interest],
            Self::Registered => &[MilestoneCode::VillageRegistration],
            Self::Departed => &[MilestoneCode::Departure],
            Self::Working => &[MilestoneCode::Departure, MilestoneCode::Working],
            Self::OnLeave => &[MilestoneCode::Departure, MilestoneCode::Leave],
            Self::Returned => &[MilestoneCode::Departure, MilestoneCode::Return],
            Self::Retired => &[MilestoneCode::Departure, MilestoneCode::Return, MilestoneCode::Returned],
            Self::Cancelled => &[MilestoneCode::Cancelled],
            Self::Rejected => &[MilestoneCode::Rejected],
            Self::Prevented => &[MilestoneCode::Prevented],
            Self::FailedToLeave => &[MilestoneCode::DepartureFailed],
            Self::LostContact => &[MilestoneCode::Departure, MilestoneCode::LostContact],
            Self::Died => &[MilestoneCode::Died],
        }
    }
}

const NAMES: &[(&str, Progress)] = &[
    ("minat", Progress::Interested),
    ("berminat", Progress::Interested),
    ("konsultasi", Progress::Interested),
    ("rencana", Progress::Interested),
    ("proses", Progress::Registered),
    ("dalam proses", Progress::Registered),
    ("sedang proses", Progress::Registered),
    ("daftar", Progress::Registered),
    ("mendaftar", Progress::Registered),
    ("terdaftar", Progress::Registered),
    ("pendaftaran", Progress::Registered),
    ("belum berangkat", Progress::Registered),
    ("blm berangkat", Progress::Registered),
    ("berangkat", Progress::Departed),
    ("sudah berangkat", Progress::Departed),
    ("sdh berangkat", Progress::Departed),
    ("di luar negeri", Progress::Departed),
    ("di ln", Progress::Departed),
    ("masih di ln", Progress::Departed),
    ("masih di luar negeri", Progress::Departed),
    ("departed", Progress::Departed),
    ("bekerja", Progress::Working),
    ("masih bekerja", Progress::Working),
    ("aktif", Progress::Working),
    ("working", Progress::Working),
    ("cuti", Progress::OnLeave),
    ("pulang", Progress::Returned),
    ("sudah pulang", Progress::Returned),
    ("sdh pulang", Progress::Returned),
    ("kembali", Progress::Returned),
    ("sudah kembali", Progress::Returned),
    ("returned", Progress::Returned),
    ("di rumah", Progress::Returned),
    ("purna", Progress::Retired),
    ("purna pmi", Progress::Retired),
    ("eks pmi", Progress::Retired),
    ("mantan pmi", Progress::Retired),
    ("batal", Progress::Cancelled),
    ("mundur", Progress::Cancelled),
    ("mengundurkan diri", Progress::Cancelled),
    ("ditolak", Progress::Rejected),
    ("dicegah", Progress::Prevented),
    ("gagal berangkat", Progress::FailedToLeave),
    ("hilang kontak", Progress::LostContact),
    ("lost contact", Progress::LostContact),
    ("tidak ada kabar", Progress::LostContact),
    ("meninggal", Progress::Died),
    ("meninggal dunia", Progress::Died),
    ("wafat", Progress::Died),
    ("alm", Progress::Died),
    ("almarhum", Progress::Died),
    ("almarhumah", Progress::Died),
];

/// Reads the status.
///
/// # Errors
/// [`Reason::UnknownStatus`].
pub fn read(text: &str) -> Result<Progress, Reason> {
    named(text, NAMES).ok_or(Reason::UnknownStatus)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_becomes_milestones() {
        for (text, expected) in [
            ("Minat", &["MINAT"][..]),
            ("Proses", &["DAFTAR_DESA"]),
            ("BERANGKAT", &["BERANGKAT"]),
            ("brangkat", &["BERANGKAT"]),
            ("Belum berangkat", &["DAFTAR_DESA"]),
            ("Pulang", &["BERANGKAT", "PULANG"]),
        ] {
            let codes: Vec<&str> = read(text).unwrap().milestones().iter().map(MilestoneCode::code).collect();
            assert_eq!(codes, expected, "{text}");
        }
        assert_eq!(read("entah"), Err(Reason::UnknownStatus));
    }
}
