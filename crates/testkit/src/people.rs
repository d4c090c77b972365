//! Invented workers: the same for the same seed, and nobody's.
//!
//! What keeps them from being somebody: a NIK and a family card end in serial 0000, which is never issued (DOMAIN.md
//! 2.0), and phones begin with +6284, which no operator has. All else is as consistent as in life: a NIK carries the
//! region, birth date and sex of its person, so that rules which compare them find nothing.
//!
//! Fields are plain strings and not the types of `records`, as what a test feeds in is text that was typed somewhere.

mod names;

use std::collections::BTreeSet;

use fastrand::Rng;

use self::names::{Culture, VILLAGES, Village};

/// One invented worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The full name, as on the identity card.
    pub full_name: String,
    /// The NIK: 16 digits, serial 0000; no two people of one [`People`] have the same.
    pub nik: String,
    /// The number of the family card: 16 digits, serial 0000.
    pub family_card: String,
    /// `L` male, `P` female.
    pub sex: String,
    /// `YYYY-MM-DD`, from 1961 to 2007.
    pub birth_date: String,
    /// A village's name.
    pub birth_place: String,
    /// The code of the home village with dots: `52.03.13.2001`.
    pub village: String,
    /// The name of the home village.
    pub village_name: String,
    /// The hamlet.
    pub dusun: String,
    /// The neighbourhood: three digits.
    pub rt: String,
    /// A mobile number, E.164: `+6284…`.
    pub phone: String,
    /// Where the person works or wants to: ISO 3166-1 alpha-2.
    pub destination: String,
    /// As what: a code of DOMAIN.md 2.1, `LADANG_SAWIT`.
    pub occupation: String,
}

impl Person {
    /// Who this is, as the fields of a worker's record, but for the phone: a person may have several.
    #[must_use]
    pub fn fields(&self) -> [(&'static str, &str); 9] {
        [
            ("nik", &self.nik),
            ("kk_number", &self.family_card),
            ("name", &self.full_name),
            ("sex", &self.sex),
            ("birth_date", &self.birth_date),
            ("birth_place", &self.birth_place),
            ("dusun", &self.dusun),
            ("rt", &self.rt),
            ("origin_village", &self.village),
        ]
    }
}

/// An endless crowd of workers. The same seed gives the same people in the same order.
///
/// ```
/// use testkit::people::People;
///
/// let ani = People::seeded(7).next().unwrap();
/// assert_eq!(People::seeded(7).next(), Some(ani.clone()));
/// assert!(ani.nik.ends_with("0000"));
/// ```
#[derive(Debug, Clone)]
pub struct People {
    rng: Rng,
    homes: Vec<&'static Village>,
    niks: BTreeSet<String>,
}

impl People {
    /// People of every village that there is. Up to 100,000 are drawn in moderate time.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self { rng: Rng::with_seed(seed), homes: VILLAGES.iter().collect(), niks: BTreeSet::new() }
    }

    /// People of one village of [`villages`]; up to 10,000 are drawn in moderate time.
    ///
    /// # Panics
    /// Where `village` is none of them.
    #[must_use]
    pub fn of_village(seed: u64, village: &str) -> Self {
        let home = VILLAGES.iter().find(|home| home.code == village).expect("one of people::villages()");
        Self { homes: vec![home], ..Self::seeded(seed) }
    }

    fn birth(&mut self, home: &Village, sex: Sex) -> Birth {
        loop {
            let birth = Birth { year: self.rng.u16(1961..=2007), month: self.rng.u8(1..=12), day: self.rng.u8(1..=28) };
            if self.niks.insert(birth.nik(home, sex)) {
                return birth;
            }
        }
    }

    fn name(&mut self, culture: &Culture, sex: Sex) -> String {
        let (given, title) = match sex {
            Sex::Male => (culture.men, culture.man),
            Sex::Female => (culture.women, culture.woman),
        };
        let name = format!("{} {}", self.pick(given), self.pick(culture.families));
        match self.rng.u8(0..5) {
            0 => format!("{title}{name}"),
            1 => format!("{name} {}", self.pick(culture.families)),
            _ => name,
        }
    }

    fn phone(&mut self) -> String {
        format!("+6284{:08}", self.rng.u32(10_000_000..100_000_000))
    }

    fn family_card(&mut self, home: &Village) -> String {
        let (day, month, year) = (self.rng.u8(1..=28), self.rng.u8(1..=12), self.rng.u8(8..=24));
        format!("{}{day:02}{month:02}{year:02}0000", home.district())
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        *self.rng.choice(list).expect("no list of names is empty")
    }
}

impl Iterator for People {
    type Item = Person;

    fn next(&mut self) -> Option<Person> {
        let homes = self.homes.clone();
        let home = self.pick(&homes);
        let sex = self.pick(&[Sex::Male, Sex::Female]);
        let birth = self.birth(home, sex);
        let (destination, occupation) = self.pick(names::WORK);
        Some(Person {
            full_name: self.name(home.culture, sex),
            nik: birth.nik(home, sex),
            family_card: self.family_card(home),
            sex: sex.code().to_owned(),
            birth_date: format!("{:04}-{:02}-{:02}", birth.year, birth.month, birth.day),
            birth_place: home.name.to_owned(),
            village: home.code.to_owned(),
            village_name: home.name.to_owned(),
            dusun: self.pick(home.culture.hamlets).to_owned(),
            rt: format!("{:03}", self.rng.u8(1..=12)),
            phone: self.phone(),
            destination: destination.to_owned(),
            occupation: occupation.to_owned(),
        })
    }
}

/// The codes of the villages that people come from, with dots.
pub fn villages() -> impl Iterator<Item = &'static str> {
    VILLAGES.iter().map(|village| village.code)
}

#[derive(Debug, Clone, Copy)]
enum Sex {
    Male,
    Female,
}

impl Sex {
    fn code(self) -> &'static str {
        match self {
            Self::Male => "L",
            Self::Female => "P",
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Birth {
    year: u16,
    month: u8,
    day: u8,
}

impl Birth {
    /// District, day (a woman's plus 40), month, year, serial.
    fn nik(self, home: &Village, sex: Sex) -> String {
        let day = match sex {
            Sex::Male => self.day,
            Sex::Female => self.day + 40,
        };
        format!("{}{day:02}{:02}{:02}0000", home.district(), self.month, self.year % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_people_and_another_one_others() {
        let crowd = |seed| People::seeded(seed).take(50).collect::<Vec<_>>();
        assert_eq!(crowd(1), crowd(1));
        assert_ne!(crowd(1), crowd(2));
    }

    #[test]
    fn a_nik_tells_district_birth_and_sex_and_is_never_issued() {
        for person in People::seeded(3).take(2_000) {
            let Person { nik, sex, birth_date, village, .. } = &person;
            assert_eq!(nik.len(), 16);
            assert_eq!(nik[..6], village.replace('.', "")[..6]);
            let day: u8 = nik[6..8].parse().unwrap();
            let birth_day: u8 = birth_date[8..].parse().unwrap();
            assert_eq!(day, birth_day + if sex == "P" { 40 } else { 0 }, "{person:?}");
            assert_eq!((&nik[8..10], &nik[10..12]), (&birth_date[5..7], &birth_date[2..4]));
            assert_eq!(&nik[12..], "0000");
            assert!(person.family_card.ends_with("0000") && person.family_card.len() == 16);
            assert!(person.phone.starts_with("+6284") && person.phone.len() == 13);
        }
    }

    #[test]
    fn no_two_people_share_a_nik() {
        let niks: BTreeSet<String> = People::seeded(5).take(20_000).map(|person| person.nik).collect();
        assert_eq!(niks.len(), 20_000);
    }

    #[test]
    fn a_village_has_only_its_own_people_of_both_sexes() {
        let village = villages().next().unwrap();
        let crowd: Vec<Person> = People::of_village(1, village).take(3_000).collect();
        assert!(crowd.iter().all(|person| person.village == village));
        assert!(crowd.iter().any(|person| person.sex == "L") && crowd.iter().any(|person| person.sex == "P"));
    }

    #[test]
    fn villages_are_distinct_and_of_both_provinces() {
        let codes: BTreeSet<&str> = villages().collect();
        assert_eq!(codes.len(), VILLAGES.len());
        assert!(codes.iter().any(|code| code.starts_with("52.")) && codes.iter().any(|code| code.starts_with("53.")));
        assert!(codes.iter().all(|code| code.len() == 13));
    }
}
