### Name: Bahasa Indonesia
### Status: complete
# What `rantau --help` prints. English stands where the commands are declared; the keys follow from the commands.

## Words.

help-word-usage = Cara pakai
help-word-commands = Perintah
help-word-arguments = Isian
help-word-options = Opsi
help-word-default = bawaan
help-word-gap-of-command = PERINTAH
help-word-gap-of-options = OPSI
help-word-print-help = Tampilkan bantuan ini
help-word-print-version = Tampilkan versi program
help-word-help-of-command = Tampilkan bantuan ini, atau bantuan sebuah perintah

## Headings.

help-heading-examples = Contoh
help-heading-exit-codes = Kode keluar
help-heading-for-every-command = Untuk semua perintah

## What values are called.

help-value-action = TINDAKAN
help-value-address = ALAMAT
help-value-agency = INSTANSI
help-value-card = KARTU
help-value-change = PERUBAHAN
help-value-code = KODE
help-value-code-answer = KODE=JAWABAN
help-value-collection-field-value = KOLEKSI KOLOM=NILAI
help-value-collection-id = KOLEKSI/ID
help-value-date = TANGGAL
help-value-day = TANGGAL
help-value-dir = DIR
help-value-element = ISI
help-value-field = KOLOM
help-value-field-value = KOLOM=NILAI
help-value-file = BERKAS
help-value-file-folder = BERKAS|FOLDER
help-value-file-id = BERKAS|ID
help-value-folder = FOLDER
help-value-from-to = DARI-SAMPAI
help-value-hash = HASH
help-value-heads = VERSI
help-value-id = ID
help-value-kind = JENIS
help-value-n = N
help-value-n-text = N|TEKS
help-value-name = NAMA
help-value-number = NOMOR
help-value-phase = MASA
help-value-reason = ALASAN
help-value-result = HASIL
help-value-score = NILAI
help-value-stage = TAHAP
help-value-status = STATUS
help-value-text = TEKS
help-value-topic = TOPIK
help-value-type = PERIHAL
help-value-time = LAMA
help-value-url = URL
help-value-version = VERSI
help-value-what = MENURUT
help-value-worker = PMI

## rantau

help = Data pekerja migran dan keluarganya, disimpan di desa dan disinkronkan bila ada jaringan
help-exit-codes-0 = berhasil
help-exit-codes-1 = tidak berhasil; pesannya menyebut sebabnya dan langkah berikutnya
help-exit-codes-2 = perintahnya salah, atau nama itu cocok dengan beberapa data
help-exit-codes-3 = sinkronisasi berakhir sebelum terbukti kedua pihak sama
help-exit-codes-4 = ruang penyimpanan habis; tidak ada yang hilang
help-note = Data disebut dengan ID-nya, dengan 4 huruf atau angka pertama ID itu atau lebih, atau dengan kata yang hanya cocok untuk satu orang. Semua disimpan dahulu di perangkat ini; `rantau sync` membawanya ke provinsi bila ada jaringan.
help-arg-data = Direktori data perangkat ini [bawaan: `rantau` di direktori data pengguna]
help-arg-passphrase-file = Berkas yang baris pertamanya kata sandi; bila tidak ada, dipakai RANTAU_PASSPHRASE, atau kata sandi ditanyakan
help-arg-officer = Nama pendek petugas yang bekerja, bila perangkat ini dipakai beberapa petugas
help-arg-json = Tulis satu objek JSON di keluaran standar, kesalahan juga
help-arg-lang = Bahasa yang dibaca orang: id, en, atau bahasa dari berkas bahasa
help-arg-languages = Direktori berkas bahasa [bawaan: `languages` di direktori data]

## rantau enrol

help-enrol = Daftarkan perangkat ini ke provinsi; cukup sekali
help-enrol-note = Undangan datang dari operator server provinsi dan berlaku satu kali: sebagai foto kode QR, sebagai tautan, atau sebagai kode yang diketik. Kata sandi melindungi isi perangkat ini; bila hilang, tidak ada yang dapat memulihkannya.
help-enrol-arg-invitation = Undangan: foto atau gambar kode QR-nya, berkas berisi tautannya, tautannya sendiri, atau - untuk masukan standar
help-enrol-arg-public-roots = Percayai juga sertifikat otoritas publik di alamat itu, bila operator mengatakannya
help-enrol-arg-server = Alamat server provinsi
help-enrol-arg-code = Kode undangan: 9 kelompok berisi 5 karakter, huruf besar atau kecil, dengan pemisah apa saja
help-enrol-arg-name = Nama perangkat ini menurut orang
help-enrol-arg-request = Tanpa jaringan: tulis permintaan ke berkas baru, untuk dibawa kepada operator
help-enrol-arg-answer = Tanpa jaringan: terima jawaban operator atas permintaan perangkat ini

## rantau status

help-status = Lihat perangkat ini, dan sampai di mana semua yang ditulis di sini

## rantau import

help-import = Masukkan daftar desa ke dalam data
help-import-note = CSV dan lembar kerja, dengan kolom apa pun yang ada; cukup ada baris judul dengan Nama atau NIK. Setiap baris disimpan apa adanya; yang tidak terbaca dilaporkan, dan diperbaiki kemudian di datanya. Tulisan orang tidak pernah ditimpa, daftar yang diimpor lagi tidak menambah apa-apa, dan `rantau import undo` menariknya kembali.
help-import-examples-daftar-pmi-xlsx-dry-run = lihat dahulu apa yang terjadi
help-import-arg-file = Daftarnya: CSV, XLSX, XLS, atau ODS
help-import-arg-rows = Hanya baris ini, dihitung dari baris pertama di bawah judul: 1-300, atau 7
help-import-arg-village = Desa pemilik daftar [bawaan: desa perangkat ini]
help-import-arg-dry-run = Hanya tunjukkan apa yang akan dilakukan
help-import-arg-force-village = Tetap impor walau daftarnya menyebut desa lain
help-import-undo = Tarik kembali daftar yang diimpor; yang ditulis orang sesudahnya tetap
help-import-undo-arg-list = Daftarnya: berkas, nama, atau ID seperti di `rantau import list`
help-import-list = Lihat daftar yang pernah diimpor, di sini atau di perangkat lain
help-import-problems = Lihat sel yang tidak terbaca atau perlu diperiksa
help-import-problems-arg-list = Hanya dari daftar ini: berkas, nama, atau ID-nya

## rantau add

help-add = Buat data baru
help-add-note = Di terminal, isian wajib yang belum ada akan ditanyakan. `rantau fields` menyebut semua kolom. Bila NIK atau nomor KK itu sudah punya data, tidak ada yang ditulis: ubah data yang ada. Data yang mungkin milik orang yang sama ditampilkan dahulu, dan di terminal Anda ditanya; --json menyebutnya sebagai `likely`.
help-add-note-2 = Data rahasia pekerja hanya ada pada penulisnya dan kantor-kantor. Pengamatan adalah angka sebuah wilayah, yang ditulis kantor.
help-add-arg-kind = Jenis data: worker (pekerja), household (keluarga), confidential (data rahasia), atau observation (pengamatan)
help-add-arg-fields = Kolom dengan nilainya, misalnya name="Contoh Satu"
help-add-arg-add = Isi koleksi: `--add phone number=0812… owner=SELF`
help-add-arg-new-person = Jangan tanyakan apakah orangnya baru, walau ada yang mirip
help-add-arg-village = Desa pemilik data, atau wilayah sebuah pengamatan [bawaan: wilayah perangkat ini]

## rantau edit

help-edit = Ubah data
help-edit-note = Nilai yang meragukan tetap disimpan, dengan peringatan; nilai yang tidak mungkin untuk kolomnya ditolak, dan tidak ada yang ditulis. Dengan --seen, perubahan Anda tidak membatalkan tulisan orang lain sesudah itu: bila keduanya menulis, kedua nilai disimpan.
help-edit-arg-record = Datanya: ID, awal ID, atau kata (dalam tanda kutip) yang hanya cocok untuk satu orang
help-edit-arg-fields = Kolom dengan nilai barunya
help-edit-arg-clear = Kosongkan sebuah kolom
help-edit-arg-add = Isi koleksi: `--add phone number=0812… owner=SELF`
help-edit-arg-remove = Keluarkan satu isi dari koleksinya: `--remove phone/1a2b3c4d`
help-edit-arg-seen = Versi yang tadi terlihat di layar: `heads` dari `rantau show --json` [bawaan: yang sekarang]

## rantau show

help-show = Lihat seluruh isi satu data
help-show-note = Nomor-nomor orang ditampilkan lengkap hanya di sini, tidak pernah di daftar. Isi data dibandingkan dengan aturan hari itu: tahapnya, apakah jalurnya prosedural, dokumen apa yang belum ada, apa yang perlu diperhatikan, dan apa yang jatuh tempo.
help-show-examples-4f2a91c0-on-2026-03-01 = menurut keadaan tanggal itu
help-show-examples-siti-aminah-json = dengan `heads`, untuk --seen nanti
help-show-arg-record = Datanya: ID, awal ID, atau kata yang hanya cocok untuk satu orang
help-show-arg-on = Menurut keadaan tanggal ini [bawaan: hari ini]

## rantau list

help-list = Lihat daftar data, urut nama
help-list-examples = semua pekerja, urut nama
help-list-examples-stage-berangkat = siapa yang sudah berangkat
help-list-examples-not-sent-json = yang belum ada di provinsi
help-list-arg-kind = Jenis data: worker, household, session, case …
help-list-arg-stage = Hanya yang di tahap ini: kode atau nama, misalnya BERANGKAT
help-list-arg-village = Hanya dari wilayah ini: kode desa, kecamatan, atau kabupaten
help-list-arg-problems = Hanya yang berisi nilai meragukan
help-list-arg-conflicts = Hanya yang berisi konflik
help-list-arg-not-sent = Hanya yang sebagian isinya belum ada di provinsi
help-list-arg-limit = Paling banyak sekian

## rantau search

help-search = Cari orang menurut nama, dusun, desa, atau nomor
help-search-note = Nama dicari menurut bunyinya: `sapura` menemukan Saputra. Angka dicocokkan dengan awal NIK atau nomor KK.
help-search-examples-sapura-lebak = nama, dan dusun atau desa
help-search-arg-words = Kata dari nama, dusun, atau desa; atau angka pertama sebuah nomor
help-search-arg-limit = Paling banyak sekian

## rantau history

help-history = Lihat siapa menulis apa di satu data, dan sudah sampai di mana
help-history-arg-record = Datanya: ID, awal ID, atau kata yang hanya cocok untuk satu orang

## rantau conflicts

help-conflicts = Lihat kolom yang berisi beberapa nilai, dan siapa penulisnya
help-conflicts-note = Dua nilai disimpan bila dua orang menulis satu kolom tanpa melihat tulisan yang lain. Putuskan dengan `rantau resolve`.
help-conflicts-arg-record = Hanya data ini: ID, awal ID, atau kata yang hanya cocok untuk satu orang

## rantau resolve

help-resolve = Putuskan isi kolom yang berisi beberapa nilai
help-resolve-note = Nilai yang dipilih menggantikan nilai-nilai yang terlihat; nilai lain yang datang kemudian tetap menjadi konflik dengannya.
help-resolve-examples-4f2a91c0-birth-date-value-2 = nilai kedua
help-resolve-examples-4f2a91c0-birth-date-value-12-3-1990 = nilai lain
help-resolve-examples-4f2a91c0-note-clear = bukan semuanya
help-resolve-arg-record = Datanya: ID, awal ID, atau kata (dalam tanda kutip) yang hanya cocok untuk satu orang
help-resolve-arg-field = Kolomnya, seperti di `rantau conflicts`
help-resolve-arg-value = Nomor salah satu nilai, atau nilai lain
help-resolve-arg-clear = Kosongkan kolom itu
help-resolve-arg-seen = Versi yang tadi terlihat di layar: `heads` dari `rantau show --json` [bawaan: yang sekarang]

## rantau consent

help-consent = Persetujuan seseorang: catat, catat pencabutannya, atau lihat keadaannya
help-consent-note = UU 27/2022 pasal 20-24: persetujuan harus tertulis atau direkam, untuk satu tujuan, dalam bahasa yang dipahami orangnya, dan dapat ditarik kembali kapan saja; pemrosesan untuk tujuan itu lalu dihentikan dalam tiga hari. Pencabutan mengalahkan semua persetujuan untuk tujuan yang sama yang tidak jelas diberikan sesudahnya.
help-consent-give = Catat bahwa seseorang menyetujui satu tujuan
help-consent-give-arg-record = Datanya: ID, awal ID, atau kata (dalam tanda kutip) yang hanya cocok untuk satu orang
help-consent-give-arg-purpose = Untuk apa, dengan kata biasa; kata yang sama berarti tujuan yang sama
help-consent-give-arg-on = Tanggalnya [bawaan: hari ini]
help-consent-give-arg-method = Cara memberikannya: SIGNATURE (tanda tangan), THUMBPRINT (cap jempol), AUDIO, VIDEO
help-consent-give-arg-basis = Dasar pemrosesan datanya [bawaan: CONSENT]
help-consent-give-arg-by = Siapa yang memberikan, bila bukan orangnya sendiri: wali seorang anak
help-consent-give-arg-relation = Hubungan pemberi dengan orangnya: AYAH, IBU, WALI …
help-consent-give-arg-notice = Versi pemberitahuan yang dibacakan atau ditunjukkan
help-consent-give-arg-language = Bahasa yang dipakai membacakannya, tiga huruf
help-consent-give-arg-witness = Siapa yang menyaksikan
help-consent-give-arg-accommodation = Bantuan untuk memahami, bagi penyandang disabilitas
help-consent-give-arg-evidence = Hash surat yang ditandatangani atau rekamannya
help-consent-withdraw = Catat bahwa seseorang mencabut persetujuannya
help-consent-withdraw-arg-record = Datanya: ID, awal ID, atau kata (dalam tanda kutip) yang hanya cocok untuk satu orang
help-consent-withdraw-arg-purpose = Untuk apa, dengan kata biasa; kata yang sama berarti tujuan yang sama
help-consent-withdraw-arg-on = Tanggalnya [bawaan: hari ini]
help-consent-withdraw-arg-by = Siapa yang mencabut, bila bukan orangnya sendiri
help-consent-list = Lihat keadaan semua persetujuan seseorang
help-consent-list-arg-record = Datanya: ID, awal ID, atau kata yang hanya cocok untuk satu orang

## rantau duplicates

help-duplicates = Lihat data yang mungkin milik satu orang, dengan alasannya
help-duplicates-note = Dua data bisa jadi satu orang yang tercatat dua kali: dengan ejaan lain, NIK salah ketik atau tidak diisi, tanggal dan bulan lahir tertukar. Tidak ada yang digabung sendiri; yang memutuskan orang yang mengenal desanya.
help-duplicates-examples-likely = hampir pasti satu orang: dari 0,95
help-duplicates-examples-4f2a91c0-json = siapa lagi orang ini mungkin
help-duplicates-examples-contradictions = sebaliknya: dua orang, satu data
help-duplicates-arg-contradictions = Data yang mungkin milik dua orang, dengan tulisan masing-masing
help-duplicates-arg-record = Hanya data ini: ID, awal ID, atau kata yang hanya cocok untuk satu orang
help-duplicates-arg-likely = Hanya pasangan yang hampir pasti satu orang
help-duplicates-arg-limit = Paling banyak sekian

## rantau merge

help-merge = Tampilkan dua data satu orang atau keluarga sebagai satu, atau batalkan
help-merge-note = Tidak ada yang disalin: kedua data tetap ada dengan riwayatnya, dan mulai sekarang ditampilkan sebagai satu, di bawah yang pertama. Bila isinya berbeda, semua nilai ditampilkan, dan `rantau resolve` memutuskannya. Perangkat yang belum tahu tetap bekerja seperti biasa.
help-merge-examples-4f2a91c0-5e6f7a8b = yang pertama dipertahankan
help-merge-examples-undo-5e6f7a8b = menjadi dua data lagi
help-merge-arg-records = Data-datanya: ID, awal ID, atau kata (dalam tanda kutip) yang hanya cocok untuk satu orang
help-merge-arg-undo = Batalkan penggabungan data ini dengan data lain
help-merge-arg-not-same = Keduanya orang yang berbeda: jangan diusulkan lagi
help-merge-arg-maybe-same = Ternyata belum pasti: boleh diusulkan lagi

## rantau split

help-split = Pisahkan satu data yang berisi dua orang menjadi dua data
help-split-note = Tanpa --take, yang ditampilkan: apa yang ditulis tiap petugas dan tiap baris daftar di data itu, dan mana yang tampaknya bukan tentang satu orang. Yang diambil menjadi data sendiri; data lama mendapat kembali tulisan yang lain. `rantau merge` membatalkannya, dengan semua nilainya.
help-split-examples-rantau-duplicates-contradictions = yang mungkin dua orang
help-split-arg-record = Datanya: ID, awal ID, atau kata (dalam tanda kutip) yang hanya cocok untuk satu orang
help-split-arg-take = Nomor tulisan yang menjadi bagian data baru

## rantau undo

help-undo = Batalkan satu perubahan pada data
help-undo-note = Tidak ada yang dihapus dari riwayat: perubahan itu dibatalkan dengan perubahan baru, yang dapat dibatalkan juga. Kolom yang sudah ditulis lagi oleh orang lain tetap seperti sekarang, dan disebut namanya.
help-undo-arg-record = Datanya: ID, awal ID, atau kata (dalam tanda kutip) yang hanya cocok untuk satu orang
help-undo-arg-change = Perubahannya: hash atau awal hash seperti di `rantau history`

## rantau register-again

help-register-again = Catat lagi orang yang datanya sudah dihapus, atau buang yang ditulis
help-register-again-note = Orang yang datanya sudah dihapus di mana-mana dapat dicatat lagi bila ia mau. Perangkat yang tidak pernah punya data lamanya tidak dapat tahu: provinsi tidak menerima data yang baru, dan data itu menunggu keputusan Anda di sini. Data baru tidak ada hubungannya dengan yang dihapus.
help-register-again-examples = siapa yang menunggu
help-register-again-examples-4f2a91c0 = orangnya mau dicatat
help-register-again-examples-4f2a91c0-drop = orangnya tidak mau
help-register-again-arg-record = Siapa: ID yang ditolak, atau awalnya
help-register-again-arg-drop = Buang yang ditulis: orangnya tidak mau dicatat

## rantau stats

help-stats = Angka: keberangkatan, kepulangan, kematian, dokumen, orientasi, pengaduan lewat tenggat
help-stats-note = Semua dihitung dari data perangkat ini, sekarang: data yang diperbaiki memperbaiki angkanya. Setiap angka menyebut dari berapa, dan berapa yang tidak dapat dihitung. Untuk orang luar pakai --publish, yang tidak menyebut angka yang begitu kecil sehingga orangnya dapat ditebak.
help-stats-arg-from = Hari pertama periode [bawaan: 1 Januari]
help-stats-arg-to = Hari terakhir periode [bawaan: hari ini]
help-stats-arg-area = Hanya orang yang rumahnya di wilayah ini
help-stats-arg-by = Rinci tiap angka menurut: procedural_status, sex, sector, country, regency, category
help-stats-arg-publish = Jangan sebut angka yang mengungkap orang tertentu

## rantau case

help-case = Terima dan tindak lanjuti pengaduan
help-case-note = Pengaduan hanya ada pada penulisnya dan kantor-kantor: perangkat lain di desa tidak pernah menerimanya. Yang sudah dilakukan hanya ditambah, masing-masing dengan tanggalnya, dan tenggat menurut aturan dihitung dari tanggal-tanggal itu.
help-case-new = Terima pengaduan
help-case-new-note = Pekerja, negara, dan nomor paspornya sudah cukup untuk bertindak. Di terminal, yang belum diisi akan ditanyakan. Nomor pengaduan diberikan oleh provinsi.
help-case-new-arg-fields = Kolom dengan nilainya, misalnya severity=HIGH
help-case-new-arg-worker = PMI yang mengalami masalahnya: ID, awal ID, atau kata dalam tanda kutip
help-case-new-arg-types = Perihalnya: kode atau nama, misalnya GAJI_TIDAK_DIBAYAR
help-case-new-arg-village = Desa pengaduan itu [bawaan: desa perangkat ini]
help-case-list = Lihat pengaduan yang masih terbuka
help-case-list-note = Yang mendesak paling atas, lalu yang tenggatnya paling dekat.
help-case-list-examples-all = yang sudah ditutup juga
help-case-list-examples-past-json = yang lewat tenggat
help-case-list-arg-all = Yang sudah ditutup juga
help-case-list-arg-past = Hanya yang lewat tenggat
help-case-list-arg-on = Menurut keadaan tanggal ini [bawaan: hari ini]
help-case-list-arg-limit = Paling banyak sekian
help-case-show = Lihat satu pengaduan: sampai di mana, tenggatnya, dan semua catatannya
help-case-show-arg-case = Pengaduannya: nomor, ID, atau awal ID
help-case-show-arg-on = Menurut keadaan tanggal ini [bawaan: hari ini]
help-case-act = Catat yang sudah dilakukan, atau sampai di mana pengaduan itu
help-case-act-note = Tenggat menurut aturan mulai dan berhenti pada yang dilakukan: KOMITMEN berlaku tujuh hari sampai KOMITMEN_DIPENUHI, BERKAS_LENGKAP mengakhiri tenggat berkas tiga puluh hari.
help-case-act-arg-case = Pengaduannya: nomor, ID, atau awal ID
help-case-act-arg-action = Yang dilakukan: kode atau nama, misalnya KOMITMEN
help-case-act-arg-status = Status pengaduan sekarang, misalnya VERIFIKASI
help-case-act-arg-date = Tanggalnya [bawaan: hari ini]
help-case-act-arg-by = Oleh siapa
help-case-act-arg-note = Keterangan lain
help-case-act-arg-outcome = Hasilnya
help-case-refer = Rujuk pengaduan ke instansi lain
help-case-refer-note = Hanya data yang diperlukan rujukan yang dibagikan, dan itu dicatat: --scope. Dengan --consent, persetujuan orangnya yang menjadi dasar.
help-case-refer-arg-case = Pengaduannya: nomor, ID, atau awal ID
help-case-refer-arg-agency = Kepada siapa: kode atau nama, misalnya UPTD_PPA
help-case-refer-arg-office = Kantor yang mana
help-case-refer-arg-scope = Data apa yang dibagikan
help-case-refer-arg-consent = Persetujuan yang menjadi dasar: salah satu isi pengaduan
help-case-refer-arg-date = Tanggal dikirim [bawaan: hari ini]
help-case-refer-arg-accepted = Tanggal diterima instansi itu
help-case-close = Tutup pengaduan: sudah selesai, atau dengan alasan
help-case-close-note = Pengaduan yang belum selesai ditutup dengan alasan menurut peraturan; `rantau case show` menyebut alasan yang boleh dipakai karena lewat tenggat. Yang sudah ditutup dibuka lagi dengan `rantau case act ID --status DIBUKA_LAGI`.
help-case-close-arg-case = Pengaduannya: nomor, ID, atau awal ID
help-case-close-arg-resolved = Masalah yang diadukan sudah selesai
help-case-close-arg-reason = Alasan menutup sebelum selesai: kode atau nama
help-case-close-arg-date = Tanggalnya [bawaan: hari ini]
help-case-close-arg-by = Oleh siapa

## rantau screen

help-screen = Periksa apakah ada tanda perdagangan orang (skrining)
help-screen-note = Pertanyaannya menurut masanya: RECRUITMENT (perekrutan), WORK (bekerja), atau RETURN (kepulangan), sesuai keadaan orangnya. Ditanyakan di terminal, atau dijawab dengan --answer. Hasilnya hanya saran, dan tidak ada orang yang ditolak karenanya. Seperti pengaduan, skrining hanya ada pada penulisnya dan kantor-kantor.
help-screen-examples-shared = telepon atau perekrut yang sama
help-screen-arg-shared = Tampilkan apa yang sama pada banyak data (R16, R17), tanpa bertanya
help-screen-arg-worker = Datanya: ID, awal ID, atau kata yang hanya cocok untuk satu orang
help-screen-arg-name = Nama orang yang belum punya data
help-screen-arg-phase = Masanya [bawaan: sesuai keadaan orangnya]
help-screen-arg-answer = Jawaban: YES (ya), NO (tidak), UNKNOWN (tidak tahu), REFUSED (tidak mau menjawab), misalnya R01=YES
help-screen-arg-private = Orangnya ditanya tanpa orang lain di dekatnya
help-screen-arg-language = Bahasa yang dipakai, kode tiga huruf
help-screen-arg-by = Oleh siapa
help-screen-arg-date = Tanggalnya [bawaan: hari ini]
help-screen-arg-village = Desa skrining itu [bawaan: desa perangkat ini]
help-screen-arg-case = Bila hasilnya begitu, buka pengaduan dugaan TPPO
help-screen-arg-questions = Tampilkan pertanyaannya saja, tanpa bertanya

## rantau session

help-session = Catat sosialisasi, orientasi, dan pelatihan, dan siapa yang hadir
help-session-note = Isi kegiatan dibandingkan dengan topik yang diminta PP 59/2021 pasal 4 ayat (4); yang hadir di orientasi (OPP) mendapat buktinya.
help-session-new = Catat kegiatan
help-session-new-note = Di terminal, yang belum diisi akan ditanyakan. `rantau fields session` menyebut kolomnya, serta jenis dan topik dengan kodenya.
help-session-new-arg-fields = Kolom dengan nilainya, misalnya kind=OPP
help-session-new-arg-topics = Topik yang dibahas: kode atau nama, misalnya BIAYA
help-session-new-arg-village = Desa kegiatan itu [bawaan: desa perangkat ini]
help-session-list = Lihat daftar kegiatan, yang terbaru paling atas
help-session-list-arg-limit = Paling banyak sekian
help-session-show = Lihat satu kegiatan: topik, kehadiran, nilai
help-session-show-arg-session = Kegiatannya: ID atau awal ID
help-session-show-arg-on = Menurut aturan tanggal ini [bawaan: hari ini]
help-session-attend = Catat siapa yang hadir, atau tidak hadir
help-session-attend-note = Orang yang sama tetap dihitung satu: yang dicatat kemudian ditambahkan pada yang sudah ada.
help-session-attend-arg-session = Kegiatannya: ID atau awal ID
help-session-attend-arg-worker = Datanya: ID, awal ID, atau kata (dalam tanda kutip) yang hanya cocok untuk satu orang
help-session-attend-arg-name = Nama orang yang belum punya data
help-session-attend-arg-absent = Ada di daftar, tetapi tidak hadir
help-session-attend-arg-before = Nilai sebelum, dari 100
help-session-attend-arg-after = Nilai sesudah, dari 100
help-session-attend-arg-result = Hasilnya: kode atau nama, misalnya LULUS
help-session-attend-arg-certificate = Nomor sertifikat

## rantau reminders

help-reminders = Lihat yang jatuh tempo: kontrak, kabar, dokumen, pengaduan
help-reminders-note = Yang jatuh tempo sekarang atau sebentar lagi: kontrak yang berakhir, orang di luar negeri yang 30 atau 90 hari tanpa kabar, dokumen yang habis masa berlakunya, permintaan yang harus dijawab, tenggat pengaduan. Yang paling awal di atas; yang sudah lewat mendahului yang akan datang.
help-reminders-examples-past = hanya yang sudah lewat
help-reminders-arg-on = Menurut keadaan tanggal ini [bawaan: hari ini]
help-reminders-arg-village = Hanya dari wilayah ini: kode desa, kecamatan, atau kabupaten
help-reminders-arg-past = Hanya yang sudah lewat
help-reminders-arg-limit = Paling banyak sekian

## rantau notices

help-notices = Lihat pemberitahuan provinsi: job order, P3MI, negara
help-notices-note = Yang diberitahukan provinsi di sini: job order, P3MI berizin, aturan negara, panduan. Datang bersama setiap sinkronisasi, dan yang dicabut datang lebih dahulu. `rantau show ID` menampilkan seluruh isinya. Siapa yang sudah berangkat untuk sebuah job order, dan siapa yang masih berproses, dihitung dari data perangkat ini.
help-notices-examples-all = yang sudah ditarik juga
help-notices-arg-kind = Hanya jenis ini: JOB_ORDER, AGENCY, COUNTRY_RULE (aturan negara), GUIDANCE (panduan), atau REFERENCE (data acuan)
help-notices-arg-all = Yang sudah ditarik juga

## rantau sync

help-sync = Tukar perubahan dengan provinsi sampai kedua pihak sama
help-sync-note = Di mana pun jaringan terputus, atau dengan Ctrl-C, yang sudah sampai tetap tersimpan dan sinkronisasi berikutnya meneruskan dari situ. Kode keluarnya 3 sampai terbukti bahwa perangkat ini dan provinsi memegang data yang sama.
help-sync-examples-keep-trying = sampai terbukti, berapa lama pun
help-sync-examples-watch = berjalan sendiri, sampai dihentikan
help-sync-examples-verify = bandingkan semuanya
help-sync-examples-via-https-192-168-1-5-8777-4f2a9c01d2e3b4a5 = titipkan kepada kurir di jaringan ini
help-sync-arg-keep-trying = Teruskan sampai kedua pihak sama, tidak berhenti sesudah beberapa kali tanpa hasil
help-sync-arg-watch = Tetap berjalan dan sinkron sendiri: segera sesudah tiap perubahan, ketika jaringan ada, dan setiap lima menit. Berakhir dengan Ctrl-C atau SIGTERM; dengan --json tiap baris satu objek
help-sync-arg-verify = Periksa setiap bita, jumlah, dan tanda tangan di perangkat ini, perbaiki yang rusak, ambil dari provinsi yang hilang, dan bandingkan semuanya dengan provinsi walau keduanya tampak sama; yang diperbaiki dilaporkan
help-sync-arg-server = Alamat lain server provinsi, misalnya alamat perantara [bawaan: alamat waktu mendaftar]
help-sync-examples-watch-lock-after-5m = dan tutup yang rahasia bila tidak dipakai
help-sync-arg-lock-after = Dengan --watch atau --keep-trying: bila perangkat ini selama itu tidak dipakai, tutup pengaduan, skrining, dan catatan rahasia, dan teruskan yang lain: 15m, 1h, atau never [bawaan: 15m bila beberapa petugas berbagi perangkat]
help-sync-arg-via = Kurir di jaringan ini, menurut alamat yang ditunjukkannya: titipkan yang perlu dikirim, dan ambil jawaban yang dibawanya

## rantau bundle

help-bundle = Bertukar dengan provinsi lewat berkas yang dibawa orang, atau kode QR
help-bundle-note = Berkas titipan tersegel: pembawanya tidak dapat membaca atau mengubahnya. Isinya tetap ada di perangkat ini sampai jawaban provinsi datang, jadi berkas yang hilang tidak merugikan. Memasukkannya dua kali, atau terlambat, tidak apa-apa.
help-bundle-examples-out-media-usb = semua yang perlu dikirim
help-bundle-examples-out-record-4f2a91c0-qr = satu data, di layar
help-bundle-examples-in-media-usb-bundle = jawaban provinsi
help-bundle-examples-in-foto1-jpg-foto2-jpg = foto kode QR
help-bundle-out = Tulis yang belum diketahui sampai ke dalam berkas, atau kode QR
help-bundle-out-arg-to = Berkasnya, atau folder seperti stik USB: berkas lalu diberi nama bertanggal yang tidak menyebut siapa pun
help-bundle-out-arg-record = Satu data saja: ID, awal ID, atau kata yang hanya cocok untuk satu orang
help-bundle-out-arg-qr = Sebagai kode QR, di terminal atau dengan --png
help-bundle-out-arg-png = Kode QR sebagai gambar di folder ini
help-bundle-in = Masukkan yang dibawa ke sini: jawaban untuk perangkat ini, atau titipan perangkat lain untuk dibawa terus
help-bundle-in-arg-files = Berkas titipan, atau foto kode QR dari satu berkas
help-bundle-qr = Tampilkan berkas titipan sebagai kode QR, misalnya jawaban yang harus kembali ke perangkatnya
help-bundle-qr-arg-file = Berkas titipannya
help-bundle-qr-arg-png = Sebagai gambar di folder ini

## rantau courier

help-courier = Bawa titipan perangkat yang tidak punya jaringan
help-courier-note = Perangkat di Wi-Fi yang sama menitipkan berkas tersegel di sini dengan `rantau sync --via`, dan perangkat baru desa mulai dengan `rantau seed in --from`. Perangkat ini tidak dapat membaca titipan itu. `rantau sync` di sini membawanya ke provinsi dan mengambil jawabannya, yang menunggu sampai diambil perangkat masing-masing.
help-courier-examples-serve = sampai Ctrl-C
help-courier-examples-serve-forward = bila kadang ada jaringan
help-courier-examples-forward = semuanya ke provinsi, sekarang
help-courier-examples-answers-media-usb = yang menunggu perangkat lain
help-courier-serve = Layani perangkat di jaringan ini sampai dihentikan
help-courier-serve-arg-listen = Alamat dan port yang dilayani; port 0 mengambil yang kosong
help-courier-serve-arg-forward = Setiap lima menit, bila ada jaringan: bawa titipan ke provinsi, dan ambil data awal untuk perangkat baru desa
help-courier-serve-arg-lock-after = Bila selama itu tidak ada perangkat baru yang meminta apa pun, tutup data perangkat ini dan lupakan kuncinya; titipan tetap dibawa: 15m, 1h, atau never [bawaan: 15m bila beberapa petugas berbagi perangkat]
help-courier-forward = Bawa isi kotak titipan ke provinsi, dan ambil jawabannya
help-courier-forward-arg-server = Alamat lain server provinsi [bawaan: alamat waktu perangkat ini mendaftar]
help-courier-answers = Salin jawaban yang menunggu perangkat lain, untuk dibawa orang
help-courier-answers-arg-to = Folder, misalnya stik USB
help-courier-status = Lihat isi kotak titipan

## rantau outbox

help-outbox = Serahkan yang belum ada di provinsi tanpa membuka perangkat ini
help-outbox-note = Semua yang dicatat juga disegel untuk provinsi, dalam berkas yang hanya dapat dibuka provinsi, sampai provinsi memilikinya. Perintah ini tidak meminta kata sandi: dapat dipakai di perangkat yang terkunci, yang masa pakainya habis, atau yang sudah dihapus isinya. Yang diserahkan tetap di sini sampai seseorang membuka perangkat ini dan jawaban provinsi diperiksa. Perangkat lain membawa berkasnya dengan `rantau bundle in`, provinsi menerimanya dengan `rantau-server bundle in`.
help-outbox-examples-deliver = lewat jaringan
help-outbox-examples-deliver-to-file-media-usb-kotak = satu berkas, untuk stik USB
help-outbox-list = Lihat isi kotak keluar
help-outbox-deliver = Serahkan isi kotak keluar, lewat jaringan atau sebagai satu berkas
help-outbox-deliver-arg-to-file = Ke berkas ini saja, untuk dibawa orang
help-outbox-deliver-arg-server = Alamat lain server provinsi [bawaan: alamat waktu perangkat ini mendaftar]

## rantau device

help-device = Perkenalkan perangkat ini kepada perangkat lain
help-device-examples-card = untuk dipindai atau disalin kios
help-device-card = Tampilkan kartu perangkat ini: untuk siapa data awal disegel, ditandatangani provinsi

## rantau province

help-province = Lihat kunci provinsi yang dikenal di sini, dan terima yang lebih baru
help-province-note = Perangkat hanya percaya pada yang ditandatangani dengan kunci provinsi. Bila provinsi mengganti kuncinya, sinkronisasi berikutnya, kurir, atau jawaban dalam bundel memberitahukannya, dan tidak ada yang perlu mendaftar lagi. Bila semua itu tidak sampai, sebuah berkas dapat menggantikannya: provinsi menulisnya dengan `rantau-server keys show --chain FILE`. Berkas dari pihak lain tidak mengubah apa-apa.
help-province-show = Lihat kunci provinsi, yang terlama lebih dulu
help-province-update = Terima berkas yang menyatakan bagaimana kunci provinsi saling menggantikan
help-province-update-arg-file = Berkasnya

## rantau seed

help-seed = Serahkan data desa kepada perangkat baru tanpa mengunduh
help-seed-note = Perangkat baru didaftarkan dahulu. Di jaringan kios yang menjalankan `rantau courier serve`, perangkat itu meminta datanya sendiri; di mana pun terputus, perintah yang sama meneruskannya. Tanpa jaringan, perangkat itu menunjukkan kartunya: `rantau device card`. Berkasnya hanya terbuka di perangkat itu, jadi boleh dibawa dengan stik USB atau telepon mana pun.
help-seed-examples-in-from-https-192-168-1-5-8777-4f2a9c01d2e3b4a5 = di perangkat baru
help-seed-examples-out-desa-seed-to-card-txt = di perangkat desa
help-seed-examples-in-desa-seed = di perangkat baru
help-seed-examples-rantau-sync = di sana, untuk yang terbaru
help-seed-out = Tulis berkas untuk perangkat baru. Data yang belum ada di sini diambil dahulu dari provinsi
help-seed-out-arg-file = Berkas yang ditulis
help-seed-out-arg-to = Kartu perangkat baru: teksnya, atau berkas berisi teks itu
help-seed-in = Masukkan berkas itu di perangkat baru, atau ambil data dari kios di jaringan ini
help-seed-in-arg-file = Berkas yang ditulis perangkat desa dengan `rantau seed out`
help-seed-in-arg-from = Kios di jaringan ini, menurut alamat yang ditunjukkan `rantau courier serve` di sana

## rantau fields

help-fields = Lihat kolom satu jenis data, dan apa yang dapat diisikan
help-fields-note = Nama dengan * milik sebuah koleksi: `rantau edit ID --add phone number=0812…` mengisi phone/*/number.
help-fields-examples-case = dengan kode tiap kolom
help-fields-arg-kind = Jenis data: worker, household, session, case, screening, confidential, …

## rantau languages

help-languages = Lihat bahasa yang ada; periksa satu bahasa, atau mulai menerjemahkan
help-languages-note = Satu bahasa adalah satu berkas dengan tata tulis Fluent, bernama kode ISO 639-3: `sas.ftl` dipakai dengan `--lang sas`. Tempatnya `languages` di direktori data, atau --languages DIR. Yang tidak disebut di dalamnya tampil dalam bahasa Indonesia, jadi berkas itu berguna sejak baris pertama. Komentar di awalnya menyebut siapa penanggung jawabnya:
help-languages-examples-template-sas-sas-ftl = semua yang perlu diterjemahkan
help-languages-examples-check-sas-ftl = apa yang kurang atau salah
help-languages-examples-template-sas-rest-ftl = yang belum diterjemahkan
help-languages-list = Lihat bahasa yang ada, dan sampai di mana terjemahannya
help-languages-check = Lihat apa yang belum ada dan apa yang salah di berkas bahasa
help-languages-check-arg-file = Berkasnya, bernama kode bahasa: sas.ftl
help-languages-template = Tulis berkas untuk penerjemah: semuanya, atau yang belum ada di berkas terpasang
help-languages-template-arg-code = Kode bahasa menurut ISO 639-3

## rantau officer

help-officer = Lihat dan atur siapa yang bekerja di perangkat ini
help-officer-note = Setiap petugas di perangkat bersama punya kata sandi dan nama pendek sendiri, menyebut siapa yang bekerja dengan --officer atau RANTAU_OFFICER, dan bertanggung jawab atas tulisannya. Pengaduan, skrining, dan data rahasia disegel bagi penulisnya: petugas lain di perangkat ini tidak dapat membacanya.
help-officer-note-2 = Petugas baru memerlukan undangan untuk perangkat ini, yang dibuat operator server provinsi.
help-officer-list = Lihat petugas-petugas perangkat ini
help-officer-add = Tambahkan petugas yang diundang operator untuk perangkat ini
help-officer-add-arg-invitation = Undangannya: foto atau gambar kode QR, berkas berisi tautannya, tautannya sendiri, atau - untuk masukan standar
help-officer-add-arg-code = Kode undangan, bila diketik
help-officer-add-arg-name = Nama pendek petugas baru: 1 sampai 16 huruf, angka, atau tanda hubung
help-officer-add-arg-new-passphrase-file = Berkas yang baris pertamanya kata sandi petugas baru; bila tidak ada, dipakai RANTAU_NEW_PASSPHRASE, atau ditanyakan
help-officer-rename = Ganti nama pendek petugas yang sedang bekerja
help-officer-rename-arg-name = Nama pendek yang baru
help-officer-remove = Keluarkan petugas dari perangkat ini; yang hanya dapat dibacanya tetap tersegel
help-officer-remove-arg-name = Nama pendek petugas itu

## rantau pin

help-pin = Ganti PIN atau kata sandi
help-pin-note = Kata sandi dari beberapa kata melindungi data juga dari orang yang mengambil berkasnya. PIN enam angka atau lebih hanya menahan orang yang duduk di perangkat ini: orang yang menyalin berkasnya dapat mencoba semuanya dalam satu sore.
help-pin-note-2 = Yang lupa meminta kode kepada operator provinsi. Kode itu berlaku satu kali, tanpa jaringan, untuk satu petugas di satu perangkat.
help-pin-change = Ganti PIN atau kata sandi yang sekarang
help-pin-change-arg-new-passphrase-file = Berkas yang baris pertamanya kata sandi baru; bila tidak ada, dipakai RANTAU_NEW_PASSPHRASE, atau ditanyakan
help-pin-reset = Pasang yang baru dengan kode dari provinsi, bila yang lama terlupa atau perangkat ini ditutup
help-pin-reset-arg-code = Kodenya, seperti dibacakan operator
help-pin-reset-arg-new-passphrase-file = Berkas yang baris pertamanya kata sandi baru; bila tidak ada, dipakai RANTAU_NEW_PASSPHRASE, atau ditanyakan

## rantau key

help-key = Enkripsi data perangkat ini dengan kunci baru
help-key-note = Bila berkas perangkat ini mungkin pernah disalin orang: semuanya dienkripsi ulang, bagi semua petugas, dan salinan lama berkas kunci tidak membuka apa pun yang ada di sini sesudahnya. Program lain tidak boleh sedang membuka datanya. Listrik padam di tengahnya tidak merusak. Yang sudah disalin sebelumnya tetap dapat dibaca seperti semula.
help-key-change = Beri kunci baru, dan enkripsi ulang
