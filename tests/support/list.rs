//! Made-up village lists.

use anyhow::Result;
use testkit::people::{People, Person};

use crate::VILLAGE;

/// So many people of the village, the same for the same seed.
#[must_use]
pub fn people(seed: u64, count: usize) -> Vec<Person> {
    People::of_village(seed, VILLAGE).take(count).collect()
}

/// Writes a village list as desa offices keep them.
///
/// # Errors
/// Where the file cannot be written.
pub fn write_list(path: &str, people: &[Person]) -> Result<()> {
    let mut list = csv::WriterBuilder::new().delimiter(b';').from_path(path)?;
    list.write_record(["Nama Lengkap", "NIK", "No. KK", "L/P", "Tgl Lahir", "Dusun", "RT", "No HP"])?;
    for person in people {
        let Person { full_name, nik, family_card, sex, birth_date, dusun, rt, phone, .. } = person;
        list.write_record([full_name, nik, family_card, sex, birth_date, dusun, rt, phone])?;
    }
    Ok(list.flush()?)
}

/// The names of people, sorted, as [`names`](crate::names) gives those of a device.
#[must_use]
pub fn names_of(people: &[Person]) -> Vec<String> {
    let mut names: Vec<_> = people.iter().map(|person| person.full_name.clone()).collect();
    names.sort();
    names
}
