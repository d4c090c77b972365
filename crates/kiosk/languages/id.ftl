### Name: Bahasa Indonesia
### Status: complete
# What another language lacks is said in this one.

## Labels.

answers = Jawaban provinsi
carried = Dititipkan
half-deposits = Titipan belum lengkap
refused-bundles = Ditolak provinsi
size = Ukuran
to-province = Untuk provinsi
at-registry = Diterima registri
born = Lahir
cell = Isi sel
change = Perubahan
column = Kolom
data = Tempat data
device = Perangkat
field = Kolom
households = Keluarga
id = ID
label = Isian
last-sync = Sinkronisasi terakhir
list = Daftar
lists = Daftar diimpor
marks = Perhatian
name = Nama
new-people = Orang baru
not-sent = Belum terkirim
officer = Petugas
place = Dusun, desa
problems = Masalah
progress = Sampai
reason = Masalah
received = Diterima
region = Wilayah
receipts = Tanda terima provinsi
registry = Registri
restored = Dipulihkan
rounds = Pertukaran
row = Baris
rows = Baris
rows-kept = Baris disimpan
rows-not-kept = Baris terlalu besar, tidak disimpan
rows-of-lists = Baris daftar
rows-with-problems = Baris bermasalah
sent = Terkirim
server = Server
stage = Tahap
store = Data di perangkat
takes = Diisi dengan
unchanged = Tidak berubah
undone = Ditarik
updated = Diperbarui
value = Nilai
village = Desa
when = Waktu
workers = PMI/CPMI

## Values.

changes-and-bytes = { $changes } perubahan, { $bytes } bita
from-list = dari daftar
never = belum pernah
no = tidak
not-proven = belum terbukti sama
n-conflicts = { $count } konflik
n-edits = { $count } perubahan
n-of-n = { $some } dari { $all }
n-problems = { $count } diragukan
lists-with = { $lists } ({ $cells } sel bermasalah)
other-device = (perangkat lain)
proven = terbukti sama
carried-by = dibawa { $courier }
n-receipts = { $receipts } dari { $changes } perubahan perangkat ini
feed-equal = sama, { $records } data
feed-mended = diperbaiki: { $records } data berbeda, { $changes } perubahan datang, { $absent } tidak ada di provinsi
feed-not-compared = perbandingan belum selesai
store-sound = utuh, { $changes } perubahan dihitung ulang
store-unsound = { $changes } perubahan dan { $records } data rusak, { $counts } jumlah dan { $signatures } tanda tangan salah
damaged-record = Data { $record } rusak:
damaged-record-rebuilt = data disusun kembali dari perubahannya
damaged-restored = { $count } perubahan dibaca kembali dari data itu sendiri
damaged-fetched = { $count } perubahan diambil kembali dari provinsi
damaged-awaited = { $count } perubahan masih harus diambil dari provinsi: jalankan `rantau sync` bila ada jaringan
damaged-written-again = { $count } perubahan yang belum terkirim ditulis kembali
damaged-lost = { $count } perubahan hilang dari perangkat ini: impor kembali daftar desa asalnya, lalu periksa dengan `rantau show { $record }`
yes = ya

## How far a change or a record got.

state-flagged = tercatat di provinsi, sedang ditinjau
state-held = di provinsi, menunggu perubahan lain
state-local = baru di perangkat ini
state-logged = tercatat di provinsi
state-quarantined = dikarantina, tidak dipakai
state-receipted = tercatat di provinsi, dengan tanda terima
state-received = sampai di provinsi, belum diputuskan
state-refused = ditolak provinsi, tetap disimpan
state-set-aside = ditulis ulang
state-waiting = menunggu perubahan lain

## Answers.

changed = { $name } ({ $record }) sudah diubah.
created = { $name } ({ $record }) sudah dicatat.
dry-run = Percobaan: belum ada yang ditulis
how-to-correct = Perbaiki dengan `rantau edit`; baris asli tetap tersimpan.
how-to-resolve = Pilih dengan `rantau resolve ID KOLOM --value NOMOR`.
kept-aside = { $count } perubahan disimpan tetapi tidak dipakai; tanyakan kepada provinsi.
kept-aside-of = `rantau show { $record }`: { $state } ({ $reason })
leaving = { $count } data akan keluar dari perangkat ini setelah perubahan Anda diputuskan.
left = { $count } data sudah keluar dari perangkat ini: pindah, atau desanya dilayani perangkat lain.
left-elsewhere = { $count } data yang Anda tulis ternyata milik desa lain; sudah ditinjau dan keluar dari perangkat ini.
held-for = { $count } perubahan menunggu perubahan orang lain yang belum sampai: perangkat mereka perlu sinkron.
only-here = { $count } perubahan orang lain hilang di provinsi dan tinggal ada di sini: perangkat pembuatnya perlu sinkron.
nobody-found = Tidak ada yang cocok.
none = Tidak ada data.
nothing-written = Tidak ada yang ditulis.
now-enrolled = Perangkat ini sudah terdaftar.
now-enrolled-next = Selanjutnya: `rantau sync` mengambil data yang sudah ada.
no-conflicts = Tidak ada konflik.
no-lists = Belum ada daftar yang diimpor.
no-problems = Tidak ada masalah.
open-conflicts = { $count } data berisi dua nilai; lihat `rantau conflicts`.
other-worksheets = Lembar lain tidak dibaca: { $names }
review-accepted = Perubahan Anda pada data { $record } diterima.
review-open = Perubahan Anda pada data { $record } sedang ditinjau provinsi.
review-undone = Perubahan Anda pada data { $record } dibatalkan provinsi.
row-and-record = baris { $row }, data { $record }: { $fields }
said-so-already = { $name } ({ $record }) sudah berisi itu; tidak ada yang berubah.
same-as-record = baris { $row } dan data { $record }: { $reasons }
same-people = Mungkin satu orang (nama sama atau mirip; data yang berbeda tidak digabung)
same-rows = baris { $row } dan { $other }: { $reasons }
says-otherwise = Isi daftar berbeda; kedua nilai disimpan
shown-of = { $shown } dari { $total } data
pairs-of = { $shown } dari { $total } pasangan
sync-connecting = pertukaran ke-{ $number } dengan provinsi
sync-fetching = paket awal: { $done } dari { $total } KiB
sync-pack-given-up = paket awal tidak dapat dipakai; data diambil satu per satu
sync-reading = { $done } dari { $total } dibaca
sync-pulled = { $count } perubahan diterima
sync-pushing = { $done } dari { $total } terkirim
sync-waiting = menunggu jaringan { $seconds } detik
sync-not-proven = Belum terbukti sama dengan provinsi.
sync-not-proven-next = Semua tetap aman di perangkat ini; ulangi `rantau sync`.
sync-proven = Terbukti sama dengan provinsi.
card-next = Salin teks ini ke perangkat desa: `rantau seed out BERKAS --to KARTU`. Di jaringan kios tidak perlu: `rantau seed in --from ALAMAT`.
card-of = Kartu perangkat { $device }:
seed-taken = { $count } perubahan diterima.
seed-taken-next = Selanjutnya: `rantau sync` mengambil yang datang sejak itu.
seed-written = { $file } ditulis untuk perangkat { $device }.
seed-written-next = Berkas ini hanya terbuka di perangkat itu: `rantau seed in BERKAS`.
watch-failed = belum tersambung: { $reason }
watch-stopped = Dihentikan; semua tetap tersimpan.
watch-synced = { $sent } terkirim, { $received } diterima, { $proof }
sync-refused = { $count } perubahan ditolak provinsi dan tetap disimpan di sini: `rantau status` menyebut datanya.
taken-back = { $rows } baris ditarik dari { $records } data.
unread-columns = Kolom yang disimpan tetapi tidak dibaca: { $names }
answer-superseded = Tidak ada yang baru di dalamnya.
answer-taken = Jawaban provinsi: { $arrived } perubahan kita sampai, { $received } perubahan lain diterima.
arrived = { $count } perubahan perangkat ini sudah sampai di provinsi.
bundle-out-next = Isinya tetap ada di perangkat ini sampai jawaban provinsi datang: `rantau bundle in`.
bundle-written = { $file }: { $size }
carried-next = Dititipkan, belum sampai di provinsi; kunjungi kurir lagi untuk mengambil jawaban.
courier-fingerprint = Sidik kunci perangkat ini: { $fingerprint }
courier-serves = Kotak titipan terbuka. Perangkat lain menitipkan dengan:
forwarded = { $arrived } titipan sampai di provinsi, { $waiting } masih di sini.
forward-refused = { $count } titipan ditolak provinsi; isinya tetap ada di perangkat asalnya.
no-answers = Tidak ada jawaban baru.
no-network = Komputer ini tidak terhubung ke jaringan mana pun.
n-bytes = { $bytes } bita
qr-n-of = Kode { $number } dari { $total }
to-carry = Titipan perangkat lain; ikut ke provinsi pada `rantau sync` berikutnya.
unusable-answers = { $count } jawaban rusak atau bukan dari provinsi, tidak dipakai.
visited = Kurir { $courier } ({ $fingerprint })
with-courier = { $count } di antaranya dititipkan kepada kurir, belum sampai di provinsi.

## Reasons for two rows being one person.

same-card = No. KK sama
same-nik = NIK sama (satu data)
same-nik-slip = NIK hampir sama
same-other = alasan lain
same-phone = nomor telepon sama

## Questions.

again-passphrase = Ulangi kata sandi:
ask-passphrase = Kata sandi:
new-passphrase = Kata sandi baru:

## What went wrong, and what to do next.

bundle-for-another = Berkas ini untuk perangkat lain.
bundle-for-another-next = Bawa ke perangkat asalnya.
bundle-for-province = Berkas ini milik perangkat ini sendiri, untuk provinsi.
bundle-for-province-next = Bawa ke provinsi, atau titipkan kepada kurir.
courier-full = Kotak titipan kurir penuh; tidak ada yang hilang.
courier-full-next = Kurir harus ke provinsi dulu (`rantau courier forward`); atau pakai `rantau bundle out`.
courier-next = Semua tetap aman di perangkat ini; coba lagi, atau bawa sebagai berkas dengan `rantau bundle out`.
damaged-bundle = Ini bukan berkas titipan, atau berkasnya rusak.
damaged-bundle-next = Salin sekali lagi dari asalnya; tidak ada yang berubah di sini.
file-exists = { $file } sudah ada dan tidak ditimpa.
file-exists-next = Beri nama lain, atau sebut foldernya saja.
half-bundle = Berkas ini hanya setengah: akhirnya tidak ada.
not-written = { $file } tidak dapat ditulis: { $reason }
not-written-next = Periksa tempatnya, lalu ulangi; data tetap aman di perangkat ini.
nothing-to-send = Data ini sudah sampai di provinsi: tidak ada yang perlu dikirim.
nothing-to-send-next = Lihat `rantau status`.
no-bundle-next = Sebut berkas yang ada.
no-listener = Tidak dapat melayani di { $address }: { $reason }
no-listener-next = Beri --listen dengan alamat atau nomor port lain.
no-qr = Tidak ada kode QR Rantau yang terbaca di { $file }.
no-qr-next = Ambil foto sekali lagi: lurus, terang, seluruh kode terlihat.
no-room-on = Tidak ada ruang di { $place }; berkas tidak ditulis dan tidak ada yang hilang.
no-room-on-next = Kosongkan sedikitnya { $kilobytes } kB di { $place }, lalu ulangi.
qr-damaged = Kode di { $file } tidak terbaca dengan benar.
qr-missing = Kode yang belum ada: { $numbers }.
qr-missing-next = Foto kode itu juga, lalu ulangi dengan semua foto; urutannya bebas.
qr-other-set = Kode di { $file } bukan bagian dari yang lain.
qr-other-set-next = Ulangi dengan foto dari satu kiriman saja.
too-much-for-bundle = Terlalu banyak untuk satu berkas.
too-much-for-bundle-next = Pakai `rantau sync` dengan jaringan, atau `--record` untuk satu data.
wrong-courier = Kurir lain menjawab di alamat itu (sidik { $fingerprint }).
wrong-courier-next = Periksa alamat yang ditunjukkan kurir itu.
ambiguous = Tidak jelas data siapa yang dimaksud.
ambiguous-next = Pakai ID dari daftar di atas.
bad-address = Alamat server tidak benar.
bad-address-next = Tulis alamat seperti https://rantau.example.go.id.
cancelled = Dihentikan.
cancelled-next = Yang sudah tersimpan tetap ada; ulangi bila perlu.
damaged = Penyimpanan rusak; berkasnya disimpan sebagai { $file } dan tidak ada yang dihapus.
damaged-next = Hubungi provinsi sebelum melakukan hal lain.
disk-full = Ruang penyimpanan habis: tidak ada yang ditulis dan tidak ada yang hilang.
disk-full-next = Hapus berkas lain yang tidak perlu (unduhan, foto, video), lalu ulangi. `rantau sync` tetap mengirim yang sudah ditulis di sini.
empty-element = Sesudah --add dan nama koleksi harus ada KOLOM=NILAI.
enrolled = Perangkat ini sudah terdaftar: { $directory } berisi data.
enrolled-next = Pakai --data untuk tempat lain bila memang perangkat lain.
exists = Orang atau keluarga dengan nomor ini sudah punya data; tidak ada yang ditulis.
exists-next = Lihat dengan `rantau show`, lalu ubah dengan `rantau edit`.
foreign-province = Server ini bukan server provinsi dari undangan itu.
internal = Kesalahan di dalam program.
internal-next = Data tetap aman; laporkan kepada provinsi.
invalid = Isian ini tidak dapat dicatat, dan tidak ada yang ditulis:
invalid-next = Perbaiki isian itu; `rantau fields` menunjukkan isian yang diterima.
invitation-next = Minta kode undangan baru kepada operator provinsi.
later-next = Coba lagi sebentar lagi.
missing = Belum diisi: { $fields }
missing-next = Tambahkan sebagai KOLOM=NILAI.
mistyped-code = Kode undangan salah ketik atau tidak lengkap.
mistyped-code-next = Periksa tiap kelompok: 9 kelompok, masing-masing 5 karakter.
newer = Data ini ditulis oleh versi program yang lebih baru.
newer-next = Perbarui program ini.
nothing-to-edit = Tidak ada yang diubah.
nothing-to-edit-next = Tulis KOLOM=NILAI, --clear, --add atau --remove.
not-a-list-next = Simpan daftar sebagai CSV atau XLSX dengan judul kolom, lalu ulangi.
not-a-pair = Isian ditulis sebagai KOLOM=NILAI.
not-a-pair-next = Contoh: name="Contoh Satu"
not-enrolled = Perangkat ini belum terdaftar: tidak ada data di { $directory }.
not-enrolled-next = Daftarkan dengan `rantau enrol`, atau beri --data yang benar.
not-heads = Nilai --seen bukan versi sebuah data.
not-heads-next = Pakai `heads` dari `rantau show --json`.
no-collection = Sesudah --add harus ada nama koleksi.
no-collection-next = Contoh: --add phone number=081234567890 owner=SELF
no-date = tulis tanggal seperti 12-3-1990, 12 Maret 1990, 1990-03, 1990, atau ±1990 bila perkiraan
no-device-name = Nama perangkat kosong.
no-device-name-next = Beri nama yang dikenal orang, misalnya --name "kiosk desa".
no-file = Berkas daftar belum disebut.
no-file-next = Sebut berkasnya: rantau import daftar.csv
no-home = Direktori pengguna tidak ditemukan.
no-home-next = Beri --data DIR.
no-such-language = Bahasa { $code } tidak dapat dipakai ({ $file }); dipakai bahasa Indonesia.
no-such-area = Bukan kode wilayah.
no-such-area-next = Tulis seperti 52.03, 52.03.13 atau 52.03.13.2001.
no-such-conflict = Tidak ada konflik di { $field }.
no-such-conflict-next = Lihat `rantau conflicts`; untuk mengubah, pakai `rantau edit`.
no-such-element = Tidak ada satu pun, atau lebih dari satu, isi { $collection } dengan ID itu.
no-such-element-next = Lihat ID-nya di `rantau show`.
no-such-field = tidak ada kolom ini pada { $kind }
no-such-file = Berkas { $file } tidak dapat dibaca: { $reason }
no-such-list = Tidak ada daftar seperti itu yang pernah diimpor.
no-such-list-next = Lihat `rantau import list` dan pakai ID-nya.
no-such-record = Tidak ada data seperti itu di perangkat ini.
no-such-record-next = Cari dengan `rantau search`.
no-such-stage = Tahap tidak dikenal.
no-such-stage-next = Tahap: { $codes }
no-such-village = Tidak ada desa atau kelurahan dengan kode itu.
operator-next = Data tetap aman di perangkat ini; hubungi operator provinsi.
other-village = Daftar ini diimpor untuk { $village }, tetapi menyebut desa { $other }.
other-village-next = Beri --village KODE, atau --force-village bila memang benar.
passphrases-differ = Kedua kata sandi berbeda.
passphrases-differ-next = Ulangi.
passphrase-file = Berkas kata sandi tidak dapat dibaca: { $reason }
passphrase-needed = Kata sandi diperlukan.
passphrase-next = Pakai --passphrase-file atau RANTAU_PASSPHRASE, atau jalankan di terminal.
province-only = Jenis data ini hanya ditulis oleh provinsi.
province-only-next = Catat di data orangnya; provinsi akan memeriksanya.
qr-too-large = Terlalu banyak untuk kode QR.
qr-too-large-next = Bawa sebagai berkas: `rantau bundle out BERKAS`.
refused = Server menolak: { $reason }
revoked-next = Hubungi operator provinsi; data di perangkat ini tetap ada.
several-lists = Beberapa daftar cocok.
short-passphrase = Kata sandi harus paling sedikit { $characters } karakter.
short-passphrase-next = Beberapa kata biasa lebih mudah diingat daripada simbol.
store-busy = Program lain sedang menulis.
unexpected = Tidak berhasil: { $reason }
unknown-heads = Versi yang Anda lihat tidak ada di perangkat ini.
unknown-heads-next = Lihat lagi dengan `rantau show`, lalu ulangi.
unreachable = Server tidak dapat dihubungi.
unreachable-next = Tidak ada yang hilang; ulangi bila ada jaringan, atau pakai --keep-trying. Tanpa jaringan sama sekali: `rantau sync --via` kurir, atau `rantau bundle out`.
usage-next = Lihat `rantau --help`.
village-needed = Perangkat ini melayani { $region }, jadi desanya harus disebut.
village-next = Beri --village dengan kode seperti 52.03.13.2001.
village-out-of-scope = Desa itu di luar wilayah perangkat ini ({ $region }).
seed-foreign-card = Kartu itu bukan dari provinsi ini.
seed-foreign-card-next = Daftarkan perangkat itu dahulu pada provinsi yang sama.
seed-not-a-card = Itu bukan kartu perangkat.
seed-not-a-card-next = Di perangkat baru: `rantau device card`.
seed-not-for-us = Berkas itu bukan untuk perangkat ini, atau rusak.
seed-not-for-us-next = Minta yang baru dengan kartu perangkat ini.
seed-not-needed = Perangkat ini sudah memiliki data itu.
seed-not-needed-next = Jalankan `rantau sync` untuk yang terbaru.
seed-not-read = Berkas tidak terbaca: { $reason }
seed-not-read-next = Periksa nama berkas dan stiknya.
seed-no-pack = Provinsi sedang menyiapkan paket desa ini.
seed-no-pack-next = Coba lagi beberapa menit lagi; desa dengan sedikit data cukup `rantau sync`.
seed-from-where = Tidak disebut dari mana: berkas, atau alamat kios.
seed-no-pack-there = Kios itu belum memegang data desa ini untuk dibagikan.
seed-no-pack-there-next = Di kios, saat ada jaringan: `rantau courier serve --forward`. Atau jalankan `rantau sync` di sini.
seed-other-feeds = Perangkat itu tidak terdaftar untuk data yang ada di sini.
seed-other-feeds-next = Tanyakan wilayah perangkat itu kepada provinsi.

## What two records have in common, and in what they differ.

clues-for = Cocok: { $clues }
clues-against = Berbeda: { $clues }
clue-address = alamat sama
clue-birth = tanggal lahir sama
clue-birth-age = tanggal lahir terpaut satu generasi
clue-birth-conventional = tanggal lahir sama, tetapi tanggal yang lazim bila tidak tahu
clue-birth-differs = tanggal lahir berbeda
clue-birth-digit = tanggal lahir beda satu angka
clue-birth-estimate = perkiraan lahir cocok
clue-birth-month = bulan dan tahun lahir sama
clue-birth-near = tahun lahir berdekatan
clue-birth-other-year = hari lahir sama, tahun lain
clue-birth-swapped = tanggal dan bulan lahir tertukar
clue-birth-year = tahun lahir sama
clue-card-differs = No. KK berbeda
clue-card-slip = No. KK hampir sama
clue-hamlet = dusun sama
clue-hamlet-differs = dusun berbeda
clue-name = nama sama
clue-name-letter = nama beda satu huruf
clue-name-letters = nama beda { $letters } huruf
clue-name-other = nama berbeda
clue-name-part = nama yang satu lebih lengkap
clue-name-spelling = nama sama, tulisan lain
clue-name-word = nama hanya sebagian sama
clue-neighbourhood = RT/RW sama
clue-nik = NIK sama
clue-nik-birth = NIK berbeda seperti tanggal lahirnya
clue-nik-changed = NIK beda satu angka
clue-nik-differs = NIK berbeda
clue-nik-district = NIK sama kecuali kecamatannya
clue-nik-doubled = satu angka NIK tertulis dua kali
clue-nik-lost = NIK kurang angka
clue-nik-swapped = dua angka NIK tertukar
clue-passport = paspor sama
clue-phone-differs = nomor telepon berbeda
clue-phone-slip = nomor telepon hampir sama
clue-sex = jenis kelamin sama
clue-sex-differs = jenis kelamin berbeda
clue-village = desa sama
clue-village-differs = desa berbeda
duplicates-next = Tidak ada yang digabung. Bandingkan dengan `rantau show ID`.
from-row = { $list }, baris { $row }
no-duplicates = Tidak ada yang tampak tercatat dua kali.
unnamed-list = daftar tanpa nama
wrong-passphrase = Kata sandi salah.
wrong-passphrase-next = Ulangi; kata sandi yang hilang tidak dapat dipulihkan.

## Languages.

broken = Rusak
broken-messages = Tidak dipakai karena rusak
code = Kode
fault-empty = tidak ada teks
fault-endless = terlalu banyak kata bersama di dalamnya
fault-missing = { $name } tidak ada: hanya kata bersama (-nama) yang ditulis di atasnya dapat dipakai
fault-steers = berisi karakter yang mengubah layar
fault-too-long = terlalu panjang
fault-twice = kunci ini sudah ada di atas
fault-unreadable = tidak tertulis sebagai kunci = teks
key = Kunci
lacking-keys = { $count } kunci belum diterjemahkan dan ditampilkan dalam bahasa Indonesia; lihat `rantau languages template { $code }`.
language = Bahasa
languages-in = Berkas bahasa dicari di { $directory }.
languages-next = Lihat `rantau languages --help`.
language-unread = berkas tidak terbaca
left-out-variables = tidak memakai { $names }
line = Baris
not-said = (tidak disebut)
reviewer = Diperiksa oleh
translated = Diterjemahkan
translation = Terjemahan
unknown-keys = Kunci yang tidak dikenal program ini
unknown-variables = memakai { $names }, yang tidak ada; kalimat bahasa Indonesia yang dipakai
unnamed-language = Nama berkas bukan kode bahasa dengan .ftl, misalnya sas.ftl.
wrong-variables = Kalimat dengan isian yang salah

## Persetujuan.

consent-active = diberikan
consent-not-given = belum diberikan
consent-void = tidak ada: persetujuan harus tertulis atau direkam
consent-withdrawn = dicabut
method = Cara
no-consents = Belum ada persetujuan yang dicatat.
no-purpose = Persetujuan berlaku untuk satu tujuan.
no-purpose-next = Beri --purpose dengan kata biasa, misalnya "foto di papan desa".
purpose = Tujuan
since = Sejak

## Angka.

as-of = Per tanggal
figure-share = { $numerator } dari { $denominator } ({ $percent } %)
figure-uncertain = dan { $count } yang tidak dapat dihitung karena datanya kurang
figure-withheld = kurang dari { $count }
figures-people = Orang yang tercatat: { $people }
how-many = Banyaknya
no-period = Periode itu tidak ada.
no-period-next = Beri --from dan --to sebagai hari, misalnya 2026-01-01 dan 2026-06-30.
period = Periode
rules-version = Aturan
unknown-value = tidak diketahui

## Data satu orang.

not-mergeable = Dua data itu bukan jenis yang sama, atau bukan jenis yang dapat digabung.
not-mergeable-next = Gabungkan dua data pekerja, atau dua data keluarga.
not-merged = Data itu tidak digabung dengan data lain, atau lebih dari satu data digabung dengannya.
not-merged-next = Lihat `rantau show`: di sana tertulis data mana saja yang digabung.
no-such-change = Tidak ada perubahan dengan awal hash itu di data ini, atau lebih dari satu.
no-such-change-next = Lihat hash perubahan di `rantau history`; paling sedikit 4 huruf atau angka.
merge-takes-two = Untuk menggabungkan perlu dua data; untuk membatalkan perlu satu.
merge-takes-two-next = Tulis `rantau merge DIPERTAHANKAN LAINNYA` atau `rantau merge --undo ID`.
merged = { $name } ({ $id }): { $count } data kini ditampilkan sebagai satu.
one-already = { $name } ({ $id }): { $count } data itu sudah ditampilkan sebagai satu.
merged-next = Bila keliru: `rantau merge --undo { $id }`.
merged-with = Digabung dengan
parted = { $name } ({ $id }) kembali menjadi data sendiri.
not-same = Dicatat: dua orang yang berbeda. Keduanya tidak diusulkan lagi.
maybe-same = Dicatat: belum tentu. Keduanya dapat diusulkan lagi.
change-undone = Perubahan itu dibatalkan dengan perubahan baru.
nothing-to-undo = Tidak ada lagi yang terlihat dari perubahan itu; tidak ada yang ditulis.
written-over = { $field } tetap seperti sekarang: sudah ditulis lagi sesudahnya.
in-record = di data { $id }

## Riwayat.

on-device = di perangkat { $device }
told-written = { $who } mengisi { $field }: { $to }.
told-changed = { $who } mengubah { $field } dari { $from } menjadi { $to }.
told-settled = { $who } memutuskan { $field }: { $to }, dari { $from }.
told-emptied = { $who } mengosongkan { $field }, sebelumnya { $from }.
told-imported = { $who } mengimpor { $field } dari baris { $row } sebuah daftar: { $to }.
told-reimported = { $who } mengimpor { $field } dari baris { $row } daftar yang lebih baru: { $from } menjadi { $to }.
told-merged = { $who } menggabungkan data ini ke data { $record }.
told-parted = { $who } membatalkan penggabungan dengan data { $record }.
told-not-same = { $who } mencatat: bukan orang yang sama dengan data { $record }.
told-maybe-same = { $who } mencabut catatan bahwa data { $record } orang lain.
told-split = { $who } memisahkan data ini dari data { $record }.
told-not-split = { $who } mencabut catatan pemisahan dari data { $record }.
told-difference = { $who } memutuskan satu perbedaan dengan data { $record }.
told-difference-open = { $who } membuka lagi satu perbedaan dengan data { $record }.
