//! What invented people are called. Words that exist in names, put together at random; nobody's.

#[rustfmt::skip]
pub(crate) const MEN: &[&str] = &[
    "Hendra", "Rizal", "Taufik", "Sulaiman", "Firman", "Bayu", "Agung", "Dedi", "Iwan", "Joko", "Eko", "Wahyu",
    "Arif", "Fauzi", "Hamdan", "Ilham", "Jamal", "Khairul", "Lukman", "Mansur", "Nasrudin", "Oman", "Parman",
    "Qomar", "Rahmat", "Samsul", "Tarmizi", "Usman", "Wawan", "Yusuf", "Zainal", "Suparman", "Kurniawan",
    "Hasan", "Husein", "Rudi", "Budi", "Andi", "Hadi", "Basuki", "Sutrisno", "Gunawan", "Herman", "Imam",
    "Bonifasius", "Emanuel", "Fidelis", "Gabriel", "Hironimus", "Ignasius", "Kornelis", "Laurensius", "Markus",
    "Nikolaus", "Oktavianus", "Rafael", "Silvester", "Viktor", "Yakobus", "Blasius",
];

#[rustfmt::skip]
pub(crate) const WOMEN: &[&str] = &[
    "Aminah", "Aisyah", "Halimah", "Kartini", "Dewi", "Rina", "Rini", "Yanti", "Wulandari", "Ningsih", "Endang",
    "Lestari", "Murni", "Nurul", "Ratna", "Sari", "Tini", "Umi", "Wahidah", "Yuni", "Zulaikha", "Hasanah",
    "Khadijah", "Laila", "Maimunah", "Nurhayati", "Puspita", "Rohana", "Sulastri", "Titin", "Hayati", "Indah",
    "Juwita", "Karmila", "Mega", "Nadia", "Oktaviani", "Purnama", "Rukmini", "Suryani",
    "Agnes", "Bernadete", "Klara", "Dorkas", "Emilia", "Filomena", "Goreti", "Helena", "Imelda", "Kristina",
    "Lidwina", "Magdalena", "Noviana", "Olivia", "Paulina", "Regina", "Skolastika", "Teresia", "Veronika", "Yasinta",
];

#[rustfmt::skip]
pub(crate) const SECOND: &[&str] = &[
    "Hakim", "Rahman", "Santoso", "Wijaya", "Kusuma", "Nugraha", "Pratama", "Setiawan", "Hartono", "Susanto",
    "Wibowo", "Hidayatullah", "Firdaus", "Maulidin", "Zakaria", "Hamzah", "Yakub", "Ismail", "Ibrahim", "Daud",
    "Sanusi", "Mahmud", "Jalaludin", "Saifudin", "Badrun", "Mashuri", "Munawir", "Sahabudin", "Supriadi", "Rasyid",
    "Purnomo", "Suherman", "Kartika", "Anggraini", "Permata", "Maharani", "Utami", "Rahayu", "Handayani", "Safitri",
    "Lewar", "Tokan", "Kelen", "Hurit", "Muda", "Sabon", "Keraf", "Boro", "Lamuri", "Wuwur", "Bahy", "Naben",
    "Seran", "Nahak", "Klau", "Bria", "Mau", "Taek", "Lopo", "Banunaek", "Selan", "Nenabu", "Tefa", "Kase",
    "Rambu", "Umbu", "Landu", "Ndapa", "Bili", "Dapa", "Ngongo", "Malo", "Raya", "Deta", "Wungo", "Djawa",
];

/// Before some names; many people have them.
pub(crate) const FIRST_OF_MEN: &[&str] = &["Muhammad", "Ahmad", "Abdul", "Yohanes", "Fransiskus"];
pub(crate) const FIRST_OF_WOMEN: &[&str] = &["Siti", "Nur", "Sri", "Maria", "Baiq"];
pub(crate) const TITLES: &[&str] = &["Lalu", "H.", "Bapak", "L."];

pub(crate) const HAMLETS: &[&str] = &[
    "Dasan Lekong",
    "Repok Tengah",
    "Montong Sari",
    "Bagik Polak",
    "Gubuk Daya",
    "Lewo Nuba",
    "Oe Sapi",
    "Dusun Tiga",
];

/// Two spellings of one sound, as they stand in names.
#[rustfmt::skip]
pub(crate) const SPELLINGS: &[(&str, &str)] = &[
    ("u", "oe"), ("j", "dj"), ("f", "p"), ("z", "j"), ("kh", "h"), ("y", "j"), ("v", "f"), ("ai", "ae"), ("ks", "x"),
    ("sy", "s"), ("i", "ie"), ("d", "dh"), ("t", "th"), ("au", "ao"), ("s", "sh"), ("k", "q"),
];
