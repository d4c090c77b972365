//! Work abroad in words.

use records::value_set::Occupation;

use super::named;
use crate::Reason;

const NAMES: &[(&str, &Occupation)] = &[
    ("ladang sawit", &Occupation::PalmOil),
    ("sawit", &Occupation::PalmOil),
    ("kebun sawit", &Occupation::PalmOil),
    ("kelapa sawit", &Occupation::PalmOil),
    ("kebun kelapa sawit", &Occupation::PalmOil),
    ("perkebunan sawit", &Occupation::PalmOil),
    ("perkebunan kelapa sawit", &Occupation::PalmOil),
    ("ladang", &Occupation::PalmOil),
    ("pekerja ladang sawit", &Occupation::PalmOil),
    ("pemanen", &Occupation::Harvester),
    ("pemanen sawit", &Occupation::Harvester),
    ("panen sawit", &Occupation::Harvester),
    ("harvester", &Occupation::Harvester),
    ("konstruksi", &Occupation::Construction),
    ("bangunan", &Occupation::Construction),
    ("buruh bangunan", &Occupation::Construction),
    ("tukang", &Occupation::Construction),
    ("tukang bangunan", &Occupation::Construction),
    ("kuli bangunan", &Occupation::Construction),
    ("construction", &Occupation::Construction),
    ("pekerja konstruksi", &Occupation::Construction),
    ("prt", &Occupation::Domestic),
    ("art", &Occupation::Domestic),
    ("plrt", &Occupation::Domestic),
    ("rumah tangga", &Occupation::Domestic),
    ("pembantu", &Occupation::Domestic),
    ("pembantu rumah tangga", &Occupation::Domestic),
    ("asisten rumah tangga", &Occupation::Domestic),
    ("pekerja rumah tangga", &Occupation::Domestic),
    ("penata laksana rumah tangga", &Occupation::Domestic),
    ("domestic worker", &Occupation::Domestic),
    ("housemaid", &Occupation::Domestic),
    ("caregiver", &Occupation::Caregiver),
    ("care giver", &Occupation::Caregiver),
    ("perawat lansia", &Occupation::Caregiver),
    ("pengasuh lansia", &Occupation::Caregiver),
    ("jaga lansia", &Occupation::Caregiver),
    ("perawat orang tua", &Occupation::Caregiver),
    ("pabrik", &Occupation::Factory),
    ("operator pabrik", &Occupation::Factory),
    ("buruh pabrik", &Occupation::Factory),
    ("karyawan pabrik", &Occupation::Factory),
    ("operator produksi", &Occupation::Factory),
    ("kilang", &Occupation::Factory),
    ("factory", &Occupation::Factory),
    ("manufaktur", &Occupation::Factory),
    // Who works on a fishing vessel is crew under an agreement; a nelayan fishes from the coast.
    ("abk", &Occupation::ShipCrew),
    ("anak buah kapal", &Occupation::ShipCrew),
    ("kapal ikan", &Occupation::ShipCrew),
    ("abk kapal ikan", &Occupation::ShipCrew),
    ("awak kapal", &Occupation::ShipCrew),
    ("pelaut", &Occupation::ShipCrew),
    ("kapal", &Occupation::ShipCrew),
    ("ship crew", &Occupation::ShipCrew),
    ("nelayan", &Occupation::Fisher),
    ("fisher", &Occupation::Fisher),
    ("sopir", &Occupation::Driver),
    ("supir", &Occupation::Driver),
    ("driver", &Occupation::Driver),
    ("restoran", &Occupation::Restaurant),
    ("rumah makan", &Occupation::Restaurant),
    ("pelayan restoran", &Occupation::Restaurant),
    ("koki", &Occupation::Restaurant),
    ("restaurant", &Occupation::Restaurant),
    ("perawat", &Occupation::Nurse),
    ("nurse", &Occupation::Nurse),
    ("bidan", &Occupation::Nurse),
    ("lainnya", &Occupation::Unlisted),
    ("lain lain", &Occupation::Unlisted),
];

/// Reads an occupation.
///
/// # Errors
/// [`Reason::UnknownOccupation`]: work that has no code is not made `LAINNYA`, which would hide it.
pub fn read(text: &str) -> Result<Occupation, Reason> {
    named(text, NAMES).cloned().ok_or(Reason::UnknownOccupation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn occupations_are_read_as_villages_call_them() {
        for (text, expected) in [
            ("Kebun Kelapa Sawit", Occupation::PalmOil),
            ("sawit", Occupation::PalmOil),
            ("buruh bangunan", Occupation::Construction),
            ("PRT", Occupation::Domestic),
            ("Pembantu rumah tanga", Occupation::Domestic),
            ("Perawat lansia", Occupation::Caregiver),
            ("operator pabrik", Occupation::Factory),
            ("Kapal ikan", Occupation::ShipCrew),
            ("ABK", Occupation::ShipCrew),
        ] {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
        assert_eq!(read("tukang las"), Err(Reason::UnknownOccupation));
    }
}
