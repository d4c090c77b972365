//! The records that are measured: invented workers of about 2.7 kB of JSON, some of them with a history.
//!
//! The same number gives the same record, whatever the size of the village: what was measured with 10 is among what is
//! measured with 10,000.

use std::collections::BTreeMap;

use anyhow::Result;
use document::Intent;
use fastrand::Rng;
use records::{DocId, ElementId, Path, RegionCode, Value, region};
use serde_json::{Value as Json, json};
use testkit::people::{People, Person};

/// The village that everybody of a measurement is recorded in.
pub(crate) const VILLAGE: &str = "52.03.13.2001";
const SEED: u64 = 52_03;
/// Documents of a worker who is about to leave, and milestones on the way there.
const DOCUMENTS: [&str; 4] = ["DOC_KTP", "DOC_PASSPORT", "DOC_HEALTH_PSY", "DOC_WORK_AGR"];
const MILESTONES: [&str; 5] = ["MINAT", "DAFTAR_DESA", "VERIF_DISNAKER", "PASPOR", "PELATIHAN_UJK"];
const STREETS: &[&str] = &["Melati", "Kenanga", "Rinjani", "Pendidikan", "Raya Anjani", "Veteran", "Pejanggik"];
const PLACES: &[&str] =
    &["sebelah timur balai desa", "di belakang pasar", "dekat musala", "di rumah mertua", "dekat puskesmas"];
const STATES: &[&str] =
    &["menunggu jadwal pelatihan", "paspor belum jadi", "izin keluarga sudah ada", "belum ke disnaker", "sehat"];

/// One worker, as recorded at first and as edited since.
#[derive(Debug)]
pub(crate) struct Record {
    /// The fields of the first change.
    pub(crate) fields: BTreeMap<Path, Value>,
    /// The later changes, one field each: none for most, 10 for one in ten, 50 for one in a hundred.
    pub(crate) edits: Vec<Intent>,
}

impl Record {
    /// What the first change writes.
    pub(crate) fn intents(&self) -> Vec<Intent> {
        let set = |(path, value): (&Path, &Value)| Intent::Set { path: path.clone(), value: value.clone() };
        self.fields.iter().map(set).collect()
    }

    /// The record for other programs.
    pub(crate) fn to_json(&self) -> Json {
        let edit = |intent: &Intent| match intent {
            Intent::Set { path, value } => json!({ "path": path, "value": value }),
            other => json!(other),
        };
        json!({ "fields": self.fields, "edits": self.edits.iter().map(edit).collect::<Vec<_>>() })
    }
}

/// The first `count` records.
pub(crate) fn records(count: usize) -> impl Iterator<Item = Result<Record>> {
    People::seeded(SEED).take(count).enumerate().map(|(n, person)| record(n, &person))
}

/// The village's code.
pub(crate) fn village() -> RegionCode {
    RegionCode::parse(VILLAGE).expect("a code that is written above")
}

/// The villages of a regency; [`VILLAGE`] is one of them.
pub(crate) fn villages_of(regency: &RegionCode) -> impl Iterator<Item = RegionCode> {
    let districts = region::children(regency).map(|(district, _)| district);
    districts.flat_map(|district| region::children(&district).map(|(village, _)| village).collect::<Vec<_>>())
}

/// The `k`th edit of the `n`th record: one of the fields that change often, with a value of its own.
pub(crate) fn edit(n: usize, k: usize) -> Result<Intent> {
    let mut random = Rng::with_seed((n * 1_000 + k) as u64);
    let mut pick = |words: &[&'static str]| random.choice(words).copied().unwrap_or_default();
    Ok(match k % 3 {
        0 => {
            let (street, beside) = (pick(STREETS), pick(PLACES));
            Intent::set("address", format!("Jalan {street} {}, {beside}", k + 1))?
        }
        // Beyond what anybody has from the start: an edit that changes nothing is none.
        1 => Intent::set("rt", format!("{:03}", k + 100))?,
        _ => {
            let (state, next) = (pick(STATES), pick(PLACES));
            Intent::set("note", format!("Kunjungan ke-{}: {state}, bertemu {next}.", k + 1))?
        }
    })
}

/// The id of the `n`th document where nobody derives it: as random as those that are keyed hashes of a NIK.
pub(crate) fn doc_id(n: usize) -> DocId {
    let mut random = Rng::with_seed(!(n as u64));
    DocId::from_bytes(std::array::from_fn(|_| random.u8(..)))
}

fn edits_of(n: usize) -> usize {
    match (n % 100, n % 10) {
        (7, _) => 50,
        (_, 3) => 10,
        _ => 0,
    }
}

fn record(n: usize, person: &Person) -> Result<Record> {
    let mut fields = Fields::default();
    fields.person(person)?;
    fields.way(person)?;
    for (at, code) in DOCUMENTS.into_iter().enumerate() {
        fields.document(person, code, at)?;
    }
    for (at, code) in MILESTONES.into_iter().enumerate() {
        fields.milestone(person, code, at)?;
    }
    fields.consent(person)?;
    Ok(Record { fields: fields.0, edits: (0..edits_of(n)).map(|k| edit(n, k)).collect::<Result<_>>()? })
}

#[derive(Default)]
struct Fields(BTreeMap<Path, Value>);

impl Fields {
    fn set(&mut self, path: &str, value: impl Into<Value>) -> Result<()> {
        self.0.insert(Path::parse(path)?, value.into());
        Ok(())
    }

    fn of_element<const N: usize>(
        &mut self,
        person: &Person,
        (collection, key): (&str, &str),
        fields: [(&str, Value); N],
    ) -> Result<()> {
        let element = ElementId::derived(&[&person.nik, collection, key]);
        for (field, value) in fields {
            self.0.insert(Path::element(collection, element, field)?, value);
        }
        Ok(())
    }

    fn person(&mut self, person: &Person) -> Result<()> {
        for (path, value) in person.fields() {
            self.set(path, value)?;
        }
        for (path, value) in [
            ("marital_status", "KAWIN"),
            ("education", "SMA_SMK"),
            ("address", "Jalan Raya Anjani, di belakang pasar lama"),
            ("literacy", "FULL"),
            ("preferred_language", "sas"),
        ] {
            self.set(path, value)?;
        }
        let phone = [("number", person.phone.as_str().into()), ("owner", "SELF".into()), ("whatsapp", true.into())];
        self.of_element(person, ("phone", &person.phone), phone)
    }

    fn way(&mut self, person: &Person) -> Result<()> {
        self.set("destination_country", person.destination.as_str())?;
        self.set("occupation", person.occupation.as_str())?;
        for (path, value) in [
            ("scheme", "P_TO_P"),
            ("procedural_status", "PROSEDURAL"),
            ("sector", "INFORMAL"),
            ("agency", "PT Contoh Karya Bersama"),
            ("verification", "VILLAGE_VERIFIED"),
            ("source", "VILLAGE"),
            ("legal_basis", "CONSENT"),
        ] {
            self.set(path, value)?;
        }
        let skill = [("code", "menjahit".into()), ("years", Value::Int(3))];
        self.of_element(person, ("skill", "menjahit"), skill)
    }

    fn document(&mut self, person: &Person, code: &str, at: usize) -> Result<()> {
        let number = format!("C{}{at}", &person.phone[5..]);
        let fields = [
            ("code", code.into()),
            ("number", number.into()),
            ("issued_on", format!("2025-{:02}-{:02}", at * 2 + 1, &person.rt.parse::<u8>()?).into()),
        ];
        self.of_element(person, ("document", code), fields)
    }

    fn milestone(&mut self, person: &Person, code: &str, at: usize) -> Result<()> {
        let date = format!("2025-{:02}-{:02}", at + 3, at * 5 + 2);
        let fields = [("code", code.into()), ("date", date.into())];
        self.of_element(person, ("milestone", code), fields)
    }

    fn consent(&mut self, person: &Person) -> Result<()> {
        let fields = [
            ("purpose", "pendataan dan pelayanan penempatan".into()),
            ("method", "SIGNATURE".into()),
            ("given_by", person.full_name.as_str().into()),
            ("given_on", "2025-02-11".into()),
        ];
        self.of_element(person, ("consent", "pendataan"), fields)
    }
}
