//! The parts that people are made of: names that sound of Lombok and of the Lamaholot islands, and real villages.

/// What people of one place are called.
#[derive(Debug)]
pub(super) struct Culture {
    pub(super) men: &'static [&'static str],
    pub(super) women: &'static [&'static str],
    pub(super) families: &'static [&'static str],
    /// Before some men's names.
    pub(super) man: &'static str,
    /// Before some women's names.
    pub(super) woman: &'static str,
    pub(super) hamlets: &'static [&'static str],
}

/// A village that exists.
#[derive(Debug)]
pub(super) struct Village {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) culture: &'static Culture,
}

impl Village {
    /// The six digits of the kecamatan, the beginning of a NIK.
    pub(super) fn district(&self) -> String {
        self.code.chars().filter(char::is_ascii_digit).take(6).collect()
    }
}

#[rustfmt::skip]
static SASAK: Culture = Culture {
    men: &[
        "Sahrim", "Mahnun", "Zaenul", "Rusnan", "Sabarudin", "Jumahir", "Haerul", "Muhsan", "Ratnawan", "Sukardin",
        "Lukmanul", "Marzuan", "Nasrip", "Safriadi", "Wirasentana", "Kamarudin", "Yusril", "Hamzanul",
    ],
    women: &[
        "Nurhaeni", "Sahnim", "Mardiah", "Rohaniah", "Sumiatun", "Zohriah", "Husniwati", "Maesarah", "Faozah",
        "Rabiatun", "Hilmayanti", "Nurlaelah", "Samini", "Jumaenah", "Rauhun", "Salmiah",
    ],
    families: &[
        "Ramdani", "Wirajaya", "Suhaeni", "Kertasari", "Mahsunin", "Padlurahman", "Anggrawan", "Seruni", "Hadiatmo",
        "Rinjaniwan", "Gunasari", "Zulkarsih", "Pranajati", "Masturin", "Selaparang", "Bayanwangi",
    ],
    man: "Lalu ",
    woman: "Baiq ",
    hamlets: &["Lebak", "Montong", "Dasan Baru", "Gubuk Timuq", "Karang Bila", "Otak Desa", "Batu Belah"],
};

#[rustfmt::skip]
static LAMAHOLOT: Culture = Culture {
    men: &[
        "Kopong", "Boli", "Laga", "Ola", "Suban", "Demon", "Petrus Lewo", "Yohanes Beda", "Paulus Nara", "Sili",
        "Gabriel Raya", "Mado", "Kia", "Lambertus Ama", "Tupen", "Dominikus Bala",
    ],
    women: &[
        "Peni", "Barek", "Tuto", "Ose", "Maria Kewa", "Theresia Uba", "Bunga", "Lusia Perada", "Yuliana Nogo", "Kene",
        "Agata Wato", "Surat", "Katarina Dai", "Elisabet Lipat",
    ],
    families: &[
        "Tokanwai", "Hurintan", "Kelenata", "Lamabelan", "Wuranggole", "Atawolong", "Leworaja", "Koliwutun",
        "Ledjabala", "Lamanepan", "Tukanboro", "Ritaweling", "Nunangwai", "Bataonaja",
    ],
    man: "Bapa ",
    woman: "Mama ",
    hamlets: &["Lewotala", "Riang Puho", "Wai Ebak", "Lewokeda", "Duli Detu", "Ile Wutun"],
};

/// One village each of many kecamatan, as a NIK tells the kecamatan.
pub(super) static VILLAGES: &[Village] = &[
    sasak("52.03.13.2001", "Anjani"),
    lamaholot("53.13.01.2003", "Atawai"),
    sasak("52.03.01.2001", "Tanjung Luar"),
    sasak("52.03.02.2001", "Suwangi"),
    sasak("52.03.03.2001", "Jenggik"),
    sasak("52.03.05.2001", "Kesik"),
    sasak("52.02.02.2001", "Barejulat"),
    sasak("52.02.03.2001", "Bujak"),
    sasak("52.02.04.2001", "Sengkol"),
    sasak("52.02.05.2001", "Bonder"),
    sasak("52.02.08.2001", "Pringgarata"),
    sasak("52.08.04.2001", "Bayan"),
    lamaholot("53.13.02.2001", "Atakera"),
    lamaholot("53.13.04.2001", "Hadakewa"),
    lamaholot("53.13.06.2001", "Balauring"),
    lamaholot("53.06.01.2008", "Boru"),
    lamaholot("53.06.02.2002", "Lewolaga"),
    lamaholot("53.06.12.2001", "Watololong"),
    lamaholot("53.06.17.2001", "Sagu"),
    lamaholot("53.06.18.2001", "Horowura"),
];

/// Where people of these villages go, and as what.
pub(super) static WORK: &[(&str, &str)] = &[
    ("MY", "LADANG_SAWIT"),
    ("MY", "PEMANEN"),
    ("MY", "KONSTRUKSI"),
    ("MY", "PRT"),
    ("SA", "PRT"),
    ("HK", "PRT"),
    ("SG", "PRT"),
    ("TW", "CAREGIVER"),
    ("TW", "PABRIK"),
    ("KR", "PABRIK"),
    ("BN", "KONSTRUKSI"),
    ("KR", "NELAYAN"),
    ("TW", "ABK"),
];

const fn sasak(code: &'static str, name: &'static str) -> Village {
    Village { code, name, culture: &SASAK }
}

const fn lamaholot(code: &'static str, name: &'static str) -> Village {
    Village { code, name, culture: &LAMAHOLOT }
}
