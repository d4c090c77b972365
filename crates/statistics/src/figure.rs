//! Which figures there are, and what each counts.

use serde::Serialize;

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FigureCode {
    /// Departures to work abroad.
    Placements,
    /// Those of them by another way than the official one.
    PlacementsNonProcedural,
    /// Returns of the living.
    Returns,
    /// Deaths.
    Deaths,
    /// Those of them whose way was not the official one.
    DeathsNonProcedural,
    /// People on their way whose papers are complete.
    DocumentsComplete,
    /// Departures before which the orientation was done.
    OrientationDone,
    /// Open complaints of which a clock has run out.
    CasesPastClock,
    /// People on their way without papers.
    NoDocs,
    /// People on their way without a licensed agency.
    NoP3mi,
    /// People on their way without competence.
    NoCompetence,
}

/// What a figure says, in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Definition {
    /// Its name, in Indonesian.
    pub label_id: &'static str,
    /// Its name, in English.
    pub label_en: &'static str,
    /// What is counted and of what, in Indonesian.
    pub definition_id: &'static str,
    /// What is counted and of what, in English.
    pub definition_en: &'static str,
}

impl FigureCode {
    /// Every figure, in the order of a report.
    pub const ALL: [Self; 11] = [
        Self::Placements,
        Self::PlacementsNonProcedural,
        Self::OrientationDone,
        Self::Returns,
        Self::Deaths,
        Self::DeathsNonProcedural,
        Self::DocumentsComplete,
        Self::NoDocs,
        Self::NoP3mi,
        Self::NoCompetence,
        Self::CasesPastClock,
    ];

    /// The code, as JSON has it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Placements => "PLACEMENTS",
            Self::PlacementsNonProcedural => "PLACEMENTS_NON_PROCEDURAL",
            Self::Returns => "RETURNS",
            Self::Deaths => "DEATHS",
            Self::DeathsNonProcedural => "DEATHS_NON_PROCEDURAL",
            Self::DocumentsComplete => "DOCUMENTS_COMPLETE",
            Self::OrientationDone => "ORIENTATION_DONE",
            Self::CasesPastClock => "CASES_PAST_CLOCK",
            Self::NoDocs => "NO_DOCS",
            Self::NoP3mi => "NO_P3MI",
            Self::NoCompetence => "NO_COMPETENCE",
        }
    }

    /// What it says.
    #[must_use]
    pub const fn definition(self) -> Definition {
        let (label_id, label_en, definition_id, definition_en) = self.words();
        Definition { label_id, label_en, definition_id, definition_en }
    }

    const fn words(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Placements => (
                "Keberangkatan",
                "Departures",
                "keberangkatan bekerja ke luar negeri dalam periode, menurut desa, keluarga atau instansi; dari semua orang yang tercatat",
                "departures to work abroad within the period, as village, family or authority tell; of all people on record",
            ),
            Self::PlacementsNonProcedural => (
                "Keberangkatan nonprosedural",
                "Departures by another way",
                "keberangkatan orang yang status prosedurnya NONPROSEDURAL; dari keberangkatan dalam periode",
                "departures of people whose procedural status is NONPROSEDURAL; of the departures within the period",
            ),
            Self::OrientationDone => (
                "OPP sebelum berangkat",
                "Orientation before leaving",
                "keberangkatan orang yang OPP-nya tercatat; dari keberangkatan dalam periode",
                "departures of people whose orientation is on record; of the departures within the period",
            ),
            Self::Returns => (
                "Kepulangan",
                "Returns",
                "kepulangan orang yang masih hidup dalam periode, apa pun sebabnya; dari semua orang yang tercatat",
                "returns of the living within the period, whatever the reason; of all people on record",
            ),
            Self::Deaths => (
                "Kematian",
                "Deaths",
                "orang yang meninggal dalam periode; dari semua orang yang tercatat",
                "people who died within the period; of all people on record",
            ),
            Self::DeathsNonProcedural => (
                "Kematian pekerja nonprosedural",
                "Deaths of people without procedure",
                "orang meninggal dengan status prosedur NONPROSEDURAL saat meninggal; dari kematian dalam periode",
                "deaths of people who were abroad without procedure when they died; of the deaths within the period",
            ),
            Self::DocumentsComplete => (
                "Dokumen lengkap",
                "Papers complete",
                "calon yang tidak kekurangan dokumen menurut skemanya; dari calon yang skema dan syaratnya diketahui",
                "people on their way who lack nothing that their scheme needs; of those whose scheme and its needs are known",
            ),
            Self::NoDocs => (
                "Tanpa dokumen",
                "Without papers",
                "calon dengan tanda NO_DOCS; dari semua calon",
                "people on their way with the flag NO_DOCS; of all people on their way",
            ),
            Self::NoP3mi => (
                "Tanpa P3MI",
                "Without a licensed agency",
                "calon dengan tanda NO_P3MI; dari semua calon",
                "people on their way with the flag NO_P3MI; of all people on their way",
            ),
            Self::NoCompetence => (
                "Tanpa kompetensi",
                "Without competence",
                "calon dengan tanda NO_COMPETENCE; dari semua calon",
                "people on their way with the flag NO_COMPETENCE; of all people on their way",
            ),
            Self::CasesPastClock => (
                "Pengaduan lewat tenggat",
                "Complaints past their clock",
                "pengaduan terbuka yang salah satu tenggatnya lewat; dari pengaduan terbuka",
                "open complaints of which a clock has run out; of the open complaints",
            ),
        }
    }
}
