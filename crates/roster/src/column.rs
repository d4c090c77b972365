//! What the columns of a roster mean.
//!
//! Headers are matched by meaning: `Tgl Lahir`, `TANGGAL LAHIR` and `Birth date` are one column. First whole, then
//! with a slip or two of the keyboard, then by a known phrase within a longer header. A header that none of this
//! reaches, or that could mean two things, is reported; its cells are kept verbatim like all others.

mod names;

use std::collections::BTreeSet;

use crate::fold;
use names::{NAMES, PHRASES};

/// A column that this crate reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Column {
    /// The list's own numbering.
    Number,
    /// The person's name.
    Name,
    /// NIK.
    Nik,
    /// Number of the family card.
    FamilyCard,
    /// Sex.
    Sex,
    /// Birth date.
    BirthDate,
    /// Birth place.
    BirthPlace,
    /// Birth place and date in one cell: `Praya, 12-07-1990`.
    BirthPlaceAndDate,
    /// Hamlet.
    Dusun,
    /// RT and RW in one cell: `01/03`.
    RtRw,
    /// RT alone.
    Rt,
    /// RW alone.
    Rw,
    /// Address.
    Address,
    /// Country of destination.
    Country,
    /// Place of destination within the country.
    Place,
    /// Work abroad.
    Occupation,
    /// Placement agency (P3MI), or who stands in its place.
    Agency,
    /// Recruiter, sponsor.
    Recruiter,
    /// Date of departure.
    DepartureDate,
    /// Date of return.
    ReturnDate,
    /// How far the person is.
    Status,
    /// Whether by the official way.
    Route,
    /// The person's phone.
    Phone,
    /// A phone of the family.
    FamilyPhone,
    /// Remarks.
    Note,
    /// Marital status.
    MaritalStatus,
    /// Education.
    Education,
    /// Passport number.
    Passport,
}

/// What one header means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// This column.
    Known(Column),
    /// One of these, and nothing tells which.
    Ambiguous(BTreeSet<Column>),
    /// Nothing that this crate reads.
    Unknown,
}

/// The meaning of every header of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    meanings: Vec<Meaning>,
}

impl Columns {
    /// Reads a header.
    #[must_use]
    pub fn of(header: &[String]) -> Self {
        Self { meanings: header.iter().map(|text| meaning(text)).collect() }
    }

    /// What each header means, from left to right.
    #[must_use]
    pub fn meanings(&self) -> &[Meaning] {
        &self.meanings
    }

    /// Where a column stands, from 0; more than once where two headers mean the same.
    pub fn all(&self, column: Column) -> impl Iterator<Item = usize> {
        self.meanings.iter().enumerate().filter(move |(_, m)| **m == Meaning::Known(column)).map(|(at, _)| at)
    }

    /// Where a column stands first.
    #[must_use]
    pub fn first(&self, column: Column) -> Option<usize> {
        self.all(column).next()
    }

    /// How many different columns are known.
    #[must_use]
    pub fn known(&self) -> usize {
        self.known_columns().collect::<BTreeSet<_>>().len()
    }

    /// Headers that mean nothing to this crate, by their place; blank ones too.
    pub fn unmatched(&self) -> impl Iterator<Item = usize> {
        self.meanings.iter().enumerate().filter(|(_, m)| **m == Meaning::Unknown).map(|(at, _)| at)
    }

    /// Headers that could mean several columns, by their place. Their cells are not read.
    pub fn ambiguous(&self) -> impl Iterator<Item = (usize, &BTreeSet<Column>)> {
        self.meanings.iter().enumerate().filter_map(|(at, m)| match m {
            Meaning::Ambiguous(columns) => Some((at, columns)),
            Meaning::Known(_) | Meaning::Unknown => None,
        })
    }

    /// Columns that several headers mean. A second phone is read too; of all others the first filled cell is.
    #[must_use]
    pub fn repeated(&self) -> BTreeSet<Column> {
        self.known_columns().filter(|column| self.all(*column).nth(1).is_some()).collect()
    }

    fn known_columns(&self) -> impl Iterator<Item = Column> {
        self.meanings.iter().filter_map(|m| match m {
            Meaning::Known(column) => Some(*column),
            Meaning::Ambiguous(_) | Meaning::Unknown => None,
        })
    }
}

fn meaning(header: &str) -> Meaning {
    let without_bracket = header.split(['(', '[']).next().unwrap_or_default();
    whole(header)
        .or_else(|| whole(without_bracket))
        .map(Meaning::Known)
        .or_else(|| misspelt(header))
        .or_else(|| phrase(header))
        .unwrap_or(Meaning::Unknown)
}

fn whole(header: &str) -> Option<Column> {
    let header = fold::compact(header);
    NAMES.iter().find(|(name, _)| letters(name).eq(header.chars())).map(|(_, column)| *column)
}

fn misspelt(header: &str) -> Option<Meaning> {
    let header = fold::compact(header);
    let distance = |name: &str| fold::slips_between(&header, &letters(name).collect::<String>());
    let distances: BTreeSet<(usize, Column)> =
        NAMES.iter().filter_map(|(name, column)| Some((distance(name)?, *column))).collect();
    let least = distances.first()?.0;
    one_of(distances.into_iter().take_while(|(distance, _)| *distance == least).map(|(_, column)| column).collect())
}

/// A name of the table without its spaces; it is folded already.
fn letters(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| *c != ' ')
}

/// The known phrases that stand within the header, word for word; of `tempat tgl lahir` and `tgl lahir` the first.
fn phrase(header: &str) -> Option<Meaning> {
    let header = format!(" {} ", fold::words(header));
    let found: Vec<&(&str, Column)> =
        PHRASES.iter().filter(|(phrase, _)| header.contains(&format!(" {phrase} "))).collect();
    let is_within = |short: &str| found.iter().any(|(long, _)| *long != short && long.contains(short));
    one_of(found.iter().filter(|(phrase, _)| !is_within(phrase)).map(|(_, column)| *column).collect())
}

fn one_of(columns: BTreeSet<Column>) -> Option<Meaning> {
    match columns.len() {
        0 => None,
        1 => columns.first().map(|column| Meaning::Known(*column)),
        _ => Some(Meaning::Ambiguous(columns)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(header: &str) -> Meaning {
        meaning(header)
    }

    #[test]
    fn headers_are_matched_by_meaning() {
        for (header, column) in [
            ("No", Column::Number),
            ("NO.", Column::Number),
            ("Nama Lengkap", Column::Name),
            ("NAMA  CPMI/PMI", Column::Name),
            ("Full name", Column::Name),
            ("NIK", Column::Nik),
            ("No. KTP", Column::Nik),
            ("N I K", Column::Nik),
            ("Nomor Induk Kependudukan (NIK)", Column::Nik),
            ("No. KK", Column::FamilyCard),
            ("L/P", Column::Sex),
            ("Jenis Kelamin (L/P)", Column::Sex),
            ("Tgl Lahir", Column::BirthDate),
            ("Tempat, Tanggal Lahir", Column::BirthPlaceAndDate),
            ("TTL", Column::BirthPlaceAndDate),
            ("Dusun", Column::Dusun),
            ("RT/RW", Column::RtRw),
            ("RT", Column::Rt),
            ("Negara Tujuan", Column::Country),
            ("P3MI/PT", Column::Agency),
            ("Tgl Berangkat", Column::DepartureDate),
            ("Tanggal Kepulangan", Column::ReturnDate),
            ("Jalur", Column::Route),
            ("No HP", Column::Phone),
            ("No. HP/WA", Column::Phone),
            ("No HP Keluarga", Column::FamilyPhone),
            ("Keterangan", Column::Note),
            ("No. Paspor", Column::Passport),
        ] {
            assert_eq!(of(header), Meaning::Known(column), "{header}");
        }
    }

    #[test]
    fn slips_and_longer_headers_are_understood() {
        for (header, column) in [
            ("Nama Lengkpa", Column::Name),
            ("Negara Tjuan", Column::Country),
            ("Pekerjan", Column::Occupation),
            ("Keteragan", Column::Note),
            ("Nama Lengkap sesuai KTP", Column::Name),
            ("Tanggal Lahir PMI (dd/mm/yyyy)", Column::BirthDate),
            ("Nomor Paspor yang berlaku", Column::Passport),
        ] {
            assert_eq!(of(header), Meaning::Known(column), "{header}");
        }
    }

    #[test]
    fn what_is_not_known_is_said() {
        for header in ["", "Nama Ayah", "Jumlah tanggungan", "Sumber dana"] {
            assert_eq!(of(header), Meaning::Unknown, "{header}");
        }
        let columns = Columns::of(&["Nama".into(), "Gaji".into(), "No HP".into(), "Telepon".into()]);
        assert_eq!(columns.unmatched().collect::<Vec<_>>(), [1]);
        assert_eq!(columns.repeated(), BTreeSet::from([Column::Phone]));
        assert_eq!(columns.known(), 2);
    }

    #[test]
    fn a_header_that_means_two_things_is_ambiguous() {
        let columns = Columns::of(&["Tanggal berangkat / tanggal kembali".into()]);
        let both = BTreeSet::from([Column::DepartureDate, Column::ReturnDate]);
        assert_eq!(columns.ambiguous().collect::<Vec<_>>(), [(0, &both)]);
    }
}
