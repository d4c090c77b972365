//! Ten thousand invented workers of twenty villages: households with brothers, twins, and fathers and sons of one name.
//!
//! The same seed gives the same people. Nobody's numbers: every NIK and family card ends in serial 0000, which is never
//! issued.

use std::collections::BTreeSet;

use fastrand::Rng;
use matching::Facts;
use records::{FamilyCardNumber, PartialDate, Phone, RegionCode, value_set::Sex};

use crate::names;

/// Everybody of one seed.
pub(crate) struct People {
    pub(crate) rng: Rng,
    niks: BTreeSet<String>,
}

/// How the members of a household are related.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Household {
    One,
    Siblings,
    Couple,
    Twins,
    FatherAndSon,
    Namesakes,
}

impl People {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { rng: Rng::with_seed(seed), niks: BTreeSet::new() }
    }

    /// So many people.
    pub(crate) fn take(&mut self, count: usize) -> Vec<Facts> {
        let mut people = Vec::new();
        while people.len() < count {
            people.extend(self.household());
        }
        people.truncate(count);
        people
    }

    pub(crate) fn chance(&mut self, percent: u8) -> bool {
        self.rng.u8(0..100) < percent
    }

    fn household(&mut self) -> Vec<Facts> {
        let kind = match self.rng.u16(0..1000) {
            0..700 => Household::One,
            700..870 => Household::Siblings,
            870..940 => Household::Couple,
            940..945 => Household::Twins,
            945..995 => Household::FatherAndSon,
            _ => Household::Namesakes,
        };
        let first = self.person();
        if kind == Household::One {
            return vec![first];
        }
        let second = self.relative(&first, kind);
        vec![first, second]
    }

    fn person(&mut self) -> Facts {
        let sex = if self.rng.bool() { Sex::Male } else { Sex::Female };
        let (year, month, day) = self.birthday();
        let village = self.village();
        Facts {
            names: [self.name(&sex)].into(),
            nik: self.nik(&village, (year, month, day), &sex),
            family_card: FamilyCardNumber::parse(&self.family_card(&village)).ok(),
            birth: PartialDate::from_day(year, month, day).ok(),
            sex: Some(sex),
            phones: self.chance(85).then(|| self.phone()).into_iter().collect(),
            dusun: self.pick(names::HAMLETS).to_owned(),
            rt: format!("{:02}", self.rng.u8(1..=8)),
            rw: format!("{:02}", self.rng.u8(1..=4)),
            village: Some(village),
            ..Facts::default()
        }
    }

    /// Somebody of the same house.
    fn relative(&mut self, first: &Facts, kind: Household) -> Facts {
        let second = self.person();
        let sex = match kind {
            Household::Couple if first.sex == Some(Sex::Male) => Sex::Female,
            Household::Couple => Sex::Male,
            Household::FatherAndSon | Household::Namesakes | Household::Twins => first.sex.clone().unwrap_or(Sex::Male),
            Household::One | Household::Siblings => second.sex.clone().unwrap_or(Sex::Male),
        };
        let birth = first.birth.filter(|_| kind == Household::Twins).or_else(|| self.born_near(first, kind));
        let birth = birth.or(second.birth);
        let name =
            if kind == Household::Namesakes { first.names.clone() } else { [self.sibling_name(first, &sex)].into() };
        let phones = if self.chance(40) { first.phones.clone() } else { second.phones };
        let nik = birth.map(|birth| {
            let date = birth.earliest();
            let village = self.village();
            let of_home = first.village.clone().filter(|_| kind != Household::Twins);
            self.nik(&of_home.unwrap_or(village), (date.year(), date.month(), date.day()), &sex)
        });
        Facts { names: name, nik: nik.unwrap_or_default(), birth, sex: Some(sex), phones, ..first.clone() }
    }

    /// Half of all siblings have a word of their names in common.
    fn sibling_name(&mut self, first: &Facts, sex: &Sex) -> String {
        let name = self.name(sex);
        let last = first.names.first().and_then(|name| name.split(' ').nth(1)).map(str::to_owned);
        match (last, name.split_once(' ')) {
            (Some(last), Some((given, _))) if self.rng.bool() => format!("{given} {last}"),
            _ => name,
        }
    }

    fn born_near(&mut self, first: &Facts, kind: Household) -> Option<PartialDate> {
        let years = match kind {
            Household::FatherAndSon | Household::Namesakes => self.rng.i16(18..35),
            Household::One | Household::Siblings | Household::Couple | Household::Twins => self.rng.i16(1..9),
        };
        let (_, month, day) = self.birthday();
        PartialDate::from_day(first.birth?.year() + years, month, day).ok()
    }

    fn name(&mut self, sex: &Sex) -> String {
        let is_man = *sex == Sex::Male;
        let (given, first) =
            if is_man { (names::MEN, names::FIRST_OF_MEN) } else { (names::WOMEN, names::FIRST_OF_WOMEN) };
        let given = self.skewed(given);
        let second = self.skewed(names::SECOND);
        match self.rng.u8(0..100) {
            0..8 => given.to_owned(),
            8..24 => format!("{} {given}", self.pick(first)),
            24..36 => format!("{given} {second} {}", self.skewed(names::SECOND)),
            36..44 if is_man => format!("{} {given} {second}", self.pick(names::TITLES)),
            _ => format!("{given} {second}"),
        }
    }

    fn birthday(&mut self) -> (i16, i8, i8) {
        let year = self.rng.i16(1961..=2007);
        match self.rng.u8(0..100) {
            0 | 1 => (year, 12, 31),
            2 => (year, 7, 1),
            3 => (year, 1, 1),
            _ => (year, self.rng.i8(1..=12), self.rng.i8(1..=28)),
        }
    }

    /// One that nobody has; people of one birthday and kecamatan would differ in their serial, so here they differ in
    /// their kecamatan.
    fn nik(&mut self, village: &RegionCode, (year, month, day): (i16, i8, i8), sex: &Sex) -> String {
        let day = if *sex == Sex::Female { day + 40 } else { day };
        let mut district = district(village);
        loop {
            let nik = format!("{district}{day:02}{month:02}{:02}0000", year % 100);
            if self.niks.insert(nik.clone()) {
                return nik;
            }
            district = format!("52{:02}{:02}", self.rng.u8(1..=8), self.rng.u8(1..=20));
        }
    }

    pub(crate) fn family_card(&mut self, village: &RegionCode) -> String {
        let (day, month, year) = (self.rng.u8(1..=28), self.rng.u8(1..=12), self.rng.u8(8..=24));
        format!("{}{day:02}{month:02}{year:02}0000", district(village))
    }

    pub(crate) fn phone(&mut self) -> Phone {
        Phone::parse(&format!("+6284{:08}", self.rng.u32(10_000_000..100_000_000))).unwrap()
    }

    pub(crate) fn village(&mut self) -> RegionCode {
        let (kecamatan, village) = (self.rng.u8(1..=10), self.rng.u8(1..=2));
        RegionCode::parse(&format!("52.03.{kecamatan:02}.20{village:02}")).unwrap()
    }

    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.rng.usize(0..list.len())]
    }

    /// The first of a list are the most frequent.
    fn skewed(&mut self, list: &'static [&'static str]) -> &'static str {
        let at = self.rng.f64() * self.rng.f64() * list.len() as f64;
        list[at as usize]
    }
}

fn district(village: &RegionCode) -> String {
    village.as_str().chars().filter(char::is_ascii_digit).take(6).collect()
}
