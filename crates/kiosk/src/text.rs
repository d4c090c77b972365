//! Every sentence that people read, in both languages, in one place.
//!
//! Sentences about values come from the crates that know the rules (`records`, `roster`) and are in both languages
//! there. No sentence holds what somebody typed into a record; gaps take counts, ids, codes and file names.

use client_core::{State, record::SyncState};
use records::milestone::MilestoneCode;

use crate::lang::{Said, Text};

macro_rules! texts {
    ($($name:ident = $id:literal, $en:literal;)+) => {
        $(pub(crate) const $name: Text = Text { id: $id, en: $en };)+
        #[cfg(test)]
        const ALL: &[(&str, Text)] = &[$((stringify!($name), $name)),+];
    };
}

texts! {
    // Labels.
    ANSWERS = "Jawaban provinsi", "Answers of the province";
    CARRIED = "Dititipkan", "With the courier";
    HALF_DEPOSITS = "Titipan belum lengkap", "Deposits not whole yet";
    REFUSED_BUNDLES = "Ditolak provinsi", "Refused by the province";
    SIZE = "Ukuran", "Size";
    TO_PROVINCE = "Untuk provinsi", "For the province";
    AT_REGISTRY = "Diterima registri", "Accepted by a registry";
    BORN = "Lahir", "Born";
    CELL = "Isi sel", "Cell";
    CHANGE = "Perubahan", "Change";
    COLUMN = "Kolom", "Column";
    DATA = "Tempat data", "Data directory";
    DEVICE = "Perangkat", "Device";
    FIELD = "Kolom", "Field";
    HOUSEHOLDS = "Keluarga", "Households";
    ID = "ID", "ID";
    LABEL = "Isian", "Label";
    LAST_SYNC = "Sinkronisasi terakhir", "Last sync";
    LIST = "Daftar", "List";
    LISTS = "Daftar diimpor", "Lists imported";
    MARKS = "Perhatian", "Attention";
    NAME = "Nama", "Name";
    NEW_PEOPLE = "Orang baru", "New people";
    NOT_SENT = "Belum terkirim", "Not sent yet";
    OFFICER = "Petugas", "Officer";
    PLACE = "Dusun, desa", "Hamlet, village";
    PROBLEMS = "Masalah", "Problems";
    PROGRESS = "Sampai", "How far";
    REASON = "Masalah", "Problem";
    RECEIVED = "Diterima", "Received";
    REGION = "Wilayah", "Region";
    RECEIPTS = "Tanda terima provinsi", "Receipts of the province";
    REGISTRY = "Registri", "Registry";
    RESTORED = "Dipulihkan", "Restored";
    ROUNDS = "Pertukaran", "Exchanges";
    ROW = "Baris", "Row";
    ROWS = "Baris", "Rows";
    ROWS_KEPT = "Baris disimpan", "Rows kept";
    ROWS_NOT_KEPT = "Baris terlalu besar, tidak disimpan", "Rows too large, not kept";
    ROWS_OF_LISTS = "Baris daftar", "Rows of lists";
    ROWS_WITH_PROBLEMS = "Baris bermasalah", "Rows with problems";
    SENT = "Terkirim", "Sent";
    SERVER = "Server", "Server";
    STAGE = "Tahap", "Stage";
    STORE = "Data di perangkat", "Data on this device";
    TAKES = "Diisi dengan", "Takes";
    UNCHANGED = "Tidak berubah", "Unchanged";
    UNDONE = "Ditarik", "Undone";
    UPDATED = "Diperbarui", "Updated";
    VALUE = "Nilai", "Value";
    VILLAGE = "Desa", "Village";
    WHEN = "Waktu", "When";
    WORKERS = "PMI/CPMI", "Workers";

    // Values.
    CHANGES_AND_BYTES = "{} perubahan, {} bita", "{} changes, {} bytes";
    EMPTIED = "(dikosongkan)", "(emptied)";
    FROM_LIST = "dari daftar", "from a list";
    NEVER = "belum pernah", "never";
    NO = "tidak", "no";
    NOT_PROVEN = "belum terbukti sama", "not proven equal";
    N_CONFLICTS = "{} konflik", "{} in conflict";
    N_EDITS = "{} perubahan", "{} edits";
    N_OF_N = "{} dari {}", "{} of {}";
    N_PROBLEMS = "{} diragukan", "{} doubtful";
    LISTS_WITH = "{} ({} sel bermasalah)", "{} ({} cells with problems)";
    OTHER_DEVICE = "(perangkat lain)", "(another device)";
    PROVEN = "terbukti sama", "proven equal";
    CARRIED_BY = "dibawa {}", "carried by {}";
    N_RECEIPTS = "{} dari {} perubahan perangkat ini", "{} of {} changes of this device";
    FEED_EQUAL = "sama, {} data", "equal, {} records";
    FEED_MENDED = "diperbaiki: {} data berbeda, {} perubahan datang, {} tidak ada di provinsi", "mended: {} records differed, {} changes came, {} were not at the province";
    FEED_NOT_COMPARED = "perbandingan belum selesai", "the comparison did not end";
    STORE_SOUND = "utuh, {} perubahan dihitung ulang", "sound, {} changes hashed again";
    STORE_UNSOUND = "{} perubahan dan {} data rusak, {} jumlah dan {} tanda tangan salah", "{} changes and {} records damaged, {} counts and {} signatures wrong";
    DAMAGED_RECORD = "Data {} rusak:", "Record {} was damaged:";
    DAMAGED_RECORD_REBUILT = "data disusun kembali dari perubahannya", "the record was made again from its changes";
    DAMAGED_RESTORED = "{} perubahan dibaca kembali dari data itu sendiri", "{} changes were read again from the record itself";
    DAMAGED_FETCHED = "{} perubahan diambil kembali dari provinsi", "{} changes were fetched again from the province";
    DAMAGED_AWAITED = "{} perubahan masih harus diambil dari provinsi: jalankan `rantau sync` bila ada jaringan", "{} changes are still to be fetched from the province: run `rantau sync` when there is a line";
    DAMAGED_WRITTEN_AGAIN = "{} perubahan yang belum terkirim ditulis kembali", "{} changes that were not sent were written again";
    DAMAGED_LOST = "{} perubahan hilang dari perangkat ini: impor kembali daftar desa asalnya, lalu periksa dengan `rantau show {}`", "{} changes are gone from this device: import the village list that they came from again, then look with `rantau show {}`";
    ROW_OF_LIST = "baris {} dari daftar", "row {} of a list";
    YES = "ya", "yes";

    // How far a change or a record got.
    STATE_FLAGGED = "tercatat di provinsi, sedang ditinjau", "logged, under review";
    STATE_HELD = "di provinsi, menunggu perubahan lain", "at the province, waits for another change";
    STATE_LOCAL = "baru di perangkat ini", "on this device only";
    STATE_LOGGED = "tercatat di provinsi", "logged by the province";
    STATE_QUARANTINED = "dikarantina, tidak dipakai", "quarantined, not used";
    STATE_RECEIPTED = "tercatat di provinsi, dengan tanda terima", "logged by the province, with its receipt";
    STATE_RECEIVED = "sampai di provinsi, belum diputuskan", "at the province, not decided yet";
    STATE_REFUSED = "ditolak provinsi, tetap disimpan", "refused by the province, kept here";
    STATE_SET_ASIDE = "ditulis ulang", "written again";
    STATE_WAITING = "menunggu perubahan lain", "waits for another change";

    // Answers.
    CHANGED = "{} ({}) sudah diubah.", "{} ({}) was changed.";
    CREATED = "{} ({}) sudah dicatat.", "{} ({}) was recorded.";
    DRY_RUN = "Percobaan: belum ada yang ditulis", "Dry run: nothing was written";
    HOW_TO_CORRECT = "Perbaiki dengan `rantau edit`; baris asli tetap tersimpan.", "Correct with `rantau edit`; the row itself stays as it was.";
    HOW_TO_RESOLVE = "Pilih dengan `rantau resolve ID KOLOM --value NOMOR`.", "Choose with `rantau resolve ID FIELD --value NUMBER`.";
    KEPT_ASIDE = "{} perubahan disimpan tetapi tidak dipakai; tanyakan kepada provinsi.", "{} changes are kept and not used; ask the province.";
    KEPT_ASIDE_OF = "`rantau show {}`: {} ({})", "`rantau show {}`: {} ({})";
    LEAVING = "{} data akan keluar dari perangkat ini setelah perubahan Anda diputuskan.", "{} records leave this device once your edits of them are decided on.";
    LEFT = "{} data sudah keluar dari perangkat ini: pindah, atau desanya dilayani perangkat lain.", "{} records have left this device: they moved, or another device serves their village.";
    LEFT_ELSEWHERE = "{} data yang Anda tulis ternyata milik desa lain; sudah ditinjau dan keluar dari perangkat ini.", "{} records that you wrote are another village's; they were reviewed and have left this device.";
    HELD_FOR = "{} perubahan menunggu perubahan orang lain yang belum sampai: perangkat mereka perlu sinkron.", "{} edits wait for changes of others that have not arrived: their devices need to sync.";
    ONLY_HERE = "{} perubahan orang lain hilang di provinsi dan tinggal ada di sini: perangkat pembuatnya perlu sinkron.", "{} changes of others were lost at the province and are only here: the devices that made them need to sync.";
    NOBODY_FOUND = "Tidak ada yang cocok.", "Nobody fits.";
    NONE = "Tidak ada data.", "No records.";
    NOTHING_WRITTEN = "Tidak ada yang ditulis.", "Nothing was written.";
    NOW_ENROLLED = "Perangkat ini sudah terdaftar.", "This device is enrolled.";
    NOW_ENROLLED_NEXT = "Selanjutnya: `rantau sync` mengambil data yang sudah ada.", "Next: `rantau sync` fetches what is there already.";
    NO_CONFLICTS = "Tidak ada konflik.", "No conflicts.";
    NO_LISTS = "Belum ada daftar yang diimpor.", "No list was imported yet.";
    NO_PROBLEMS = "Tidak ada masalah.", "No problems.";
    OPEN_CONFLICTS = "{} data berisi dua nilai; lihat `rantau conflicts`.", "{} records hold two values; see `rantau conflicts`.";
    OTHER_WORKSHEETS = "Lembar lain tidak dibaca: {}", "Other worksheets were not read: {}";
    REVIEW_ACCEPTED = "Perubahan Anda pada data {} diterima.", "Your edit of record {} was accepted.";
    REVIEW_OPEN = "Perubahan Anda pada data {} sedang ditinjau provinsi.", "Your edit of record {} is being reviewed by the province.";
    REVIEW_UNDONE = "Perubahan Anda pada data {} dibatalkan provinsi.", "Your edit of record {} was undone by the province.";
    ROW_AND_RECORD = "baris {}, data {}: {}", "row {}, record {}: {}";
    SAID_SO_ALREADY = "{} ({}) sudah berisi itu; tidak ada yang berubah.", "{} ({}) said so already; nothing changed.";
    SAME_AS_RECORD = "baris {} dan data {}: {}", "row {} and record {}: {}";
    SAME_PEOPLE = "Mungkin satu orang (nama sama atau mirip; data yang berbeda tidak digabung)", "May be one person (names alike; different records are not merged)";
    SAME_ROWS = "baris {} dan {}: {}", "rows {} and {}: {}";
    SAYS_OTHERWISE = "Isi daftar berbeda; kedua nilai disimpan", "The list says otherwise; both values are kept";
    SHOWN_OF = "{} dari {} data", "{} of {} records";
    PAIRS_OF = "{} dari {} pasangan", "{} of {} pairs";
    SYNC_CONNECTING = "pertukaran ke-{} dengan provinsi", "exchange {} with the province";
    SYNC_FETCHING = "paket awal: {} dari {} KiB", "first pack: {} of {} KiB";
    SYNC_PACK_GIVEN_UP = "paket awal tidak dapat dipakai; data diambil satu per satu", "the first pack is of no use; records come one by one";
    SYNC_READING = "{} dari {} dibaca", "{} of {} read";
    SYNC_PULLED = "{} perubahan diterima", "{} changes received";
    SYNC_PUSHING = "{} dari {} terkirim", "{} of {} sent";
    SYNC_WAITING = "menunggu jaringan {} detik", "waiting {} s for the line";
    SYNC_NOT_PROVEN = "Belum terbukti sama dengan provinsi.", "Not proven equal to the province yet.";
    SYNC_NOT_PROVEN_NEXT = "Semua tetap aman di perangkat ini; ulangi `rantau sync`.", "Everything is safe on this device; run `rantau sync` again.";
    SYNC_PROVEN = "Terbukti sama dengan provinsi.", "Proven equal to the province.";
    CARD_NEXT = "Salin teks ini ke perangkat desa: `rantau seed out BERKAS --to KARTU`. Di jaringan kios tidak perlu: `rantau seed in --from ALAMAT`.", "Copy this text to a device of the village: `rantau seed out FILE --to CARD`. On the network of a kiosk there is no need: `rantau seed in --from ADDRESS`.";
    CARD_OF = "Kartu perangkat {}:", "The card of the device {}:";
    SEED_TAKEN = "{} perubahan diterima.", "{} changes were taken in.";
    SEED_TAKEN_NEXT = "Selanjutnya: `rantau sync` mengambil yang datang sejak itu.", "Next: `rantau sync` fetches what came since.";
    SEED_WRITTEN = "{} ditulis untuk perangkat {}.", "{} was written for the device {}.";
    SEED_WRITTEN_NEXT = "Berkas ini hanya terbuka di perangkat itu: `rantau seed in BERKAS`.", "The file opens on that device alone: `rantau seed in FILE`.";
    WATCH_FAILED = "belum tersambung: {}", "not in sync: {}";
    WATCH_STOPPED = "Dihentikan; semua tetap tersimpan.", "Stopped; everything is kept.";
    WATCH_SYNCED = "{} terkirim, {} diterima, {}", "{} sent, {} received, {}";
    SYNC_REFUSED = "{} perubahan ditolak provinsi dan tetap disimpan di sini: `rantau status` menyebut datanya.", "{} changes were refused by the province and are kept here: `rantau status` names the records.";
    TAKEN_BACK = "{} baris ditarik dari {} data.", "{} rows were taken back from {} records.";
    UNREAD_COLUMNS = "Kolom yang disimpan tetapi tidak dibaca: {}", "Columns that are kept and not read: {}";

    ANSWER_SUPERSEDED = "Tidak ada yang baru di dalamnya.", "There was nothing new in it.";
    ANSWER_TAKEN = "Jawaban provinsi: {} perubahan kita sampai, {} perubahan lain diterima.", "The province's answer: {} of our changes arrived, {} of others came.";
    ARRIVED = "{} perubahan perangkat ini sudah sampai di provinsi.", "{} changes of this device have arrived at the province.";
    BUNDLE_OUT_NEXT = "Isinya tetap ada di perangkat ini sampai jawaban provinsi datang: `rantau bundle in`.", "What is in it stays on this device until the province's answer is here: `rantau bundle in`.";
    BUNDLE_WRITTEN = "{}: {}", "{}: {}";
    CARRIED_NEXT = "Dititipkan, belum sampai di provinsi; kunjungi kurir lagi untuk mengambil jawaban.", "Handed over, not at the province yet; visit the courier again for the answer.";
    COURIER_FINGERPRINT = "Sidik kunci perangkat ini: {}", "Fingerprint of this device's key: {}";
    COURIER_SERVES = "Kotak titipan terbuka. Perangkat lain menitipkan dengan:", "The mailbox is open. Other devices use it with:";
    FORWARDED = "{} titipan sampai di provinsi, {} masih di sini.", "{} bundles of others are at the province, {} are still here.";
    FORWARD_REFUSED = "{} titipan ditolak provinsi; isinya tetap ada di perangkat asalnya.", "{} bundles were refused by the province; what is in them stays on their devices.";
    NO_ANSWERS = "Tidak ada jawaban baru.", "There are no new answers.";
    NO_NETWORK = "Komputer ini tidak terhubung ke jaringan mana pun.", "This machine is on no network.";
    N_BYTES = "{} bita", "{} bytes";
    QR_N_OF = "Kode {} dari {}", "Code {} of {}";
    TO_CARRY = "Titipan perangkat lain; ikut ke provinsi pada `rantau sync` berikutnya.", "A bundle of another device; it goes to the province with the next `rantau sync`.";
    UNUSABLE_ANSWERS = "{} jawaban rusak atau bukan dari provinsi, tidak dipakai.", "{} answers were damaged or not the province's, and not used.";
    VISITED = "Kurir {} ({})", "Courier {} ({})";
    WITH_COURIER = "{} di antaranya dititipkan kepada kurir, belum sampai di provinsi.", "{} of them are with a courier, and not at the province yet.";

    // Reasons for two rows being one person.
    SAME_CARD = "No. KK sama", "one family card";
    SAME_NIK = "NIK sama (satu data)", "the same NIK (one record)";
    SAME_NIK_SLIP = "NIK hampir sama", "nearly the same NIK";
    SAME_OTHER = "alasan lain", "another reason";
    SAME_PHONE = "nomor telepon sama", "one phone";

    // Questions.
    AGAIN_PASSPHRASE = "Ulangi kata sandi: ", "Passphrase again: ";
    ASK_PASSPHRASE = "Kata sandi: ", "Passphrase: ";
    NEW_PASSPHRASE = "Kata sandi baru: ", "New passphrase: ";

    // What went wrong, and what to do next.
    BUNDLE_FOR_ANOTHER = "Berkas ini untuk perangkat lain.", "This bundle is for another device.";
    BUNDLE_FOR_ANOTHER_NEXT = "Bawa ke perangkat asalnya.", "Carry it to its own device.";
    BUNDLE_FOR_PROVINCE = "Berkas ini milik perangkat ini sendiri, untuk provinsi.", "This bundle is this device's own, on its way to the province.";
    BUNDLE_FOR_PROVINCE_NEXT = "Bawa ke provinsi, atau titipkan kepada kurir.", "Carry it to the province, or leave it with a courier.";
    COURIER_FULL = "Kotak titipan kurir penuh; tidak ada yang hilang.", "The courier's mailbox is full; nothing was lost.";
    COURIER_FULL_NEXT = "Kurir harus ke provinsi dulu (`rantau courier forward`); atau pakai `rantau bundle out`.", "The courier must go to the province first (`rantau courier forward`); or use `rantau bundle out`.";
    COURIER_NEXT = "Semua tetap aman di perangkat ini; coba lagi, atau bawa sebagai berkas dengan `rantau bundle out`.", "Everything is safe on this device; try again, or carry it as a file with `rantau bundle out`.";
    DAMAGED_BUNDLE = "Ini bukan berkas titipan, atau berkasnya rusak.", "This is no bundle, or a damaged one.";
    DAMAGED_BUNDLE_NEXT = "Salin sekali lagi dari asalnya; tidak ada yang berubah di sini.", "Copy it once more from where it came; nothing was changed here.";
    FILE_EXISTS = "{} sudah ada dan tidak ditimpa.", "{} is there already and was not overwritten.";
    FILE_EXISTS_NEXT = "Beri nama lain, atau sebut foldernya saja.", "Give another name, or name the folder alone.";
    HALF_BUNDLE = "Berkas ini hanya setengah: akhirnya tidak ada.", "This is half a bundle: its end is missing.";
    NOT_WRITTEN = "{} tidak dapat ditulis: {}", "{} cannot be written: {}";
    NOT_WRITTEN_NEXT = "Periksa tempatnya, lalu ulangi; data tetap aman di perangkat ini.", "Look at the place, then run it again; the records are safe on this device.";
    NOTHING_TO_SEND = "Data ini sudah sampai di provinsi: tidak ada yang perlu dikirim.", "This record has arrived at the province: there is nothing to send.";
    NOTHING_TO_SEND_NEXT = "Lihat `rantau status`.", "See `rantau status`.";
    NO_BUNDLE_NEXT = "Sebut berkas yang ada.", "Name a file that is there.";
    NO_LISTENER = "Tidak dapat melayani di {}: {}", "Cannot listen on {}: {}";
    NO_LISTENER_NEXT = "Beri --listen dengan alamat atau nomor port lain.", "Give --listen another address or port.";
    NO_QR = "Tidak ada kode QR Rantau yang terbaca di {}.", "No QR code of Rantau can be read in {}.";
    NO_QR_NEXT = "Ambil foto sekali lagi: lurus, terang, seluruh kode terlihat.", "Take the photograph again: straight, bright, with the whole code in it.";
    NO_ROOM_ON = "Tidak ada ruang di {}; berkas tidak ditulis dan tidak ada yang hilang.", "There is no room on {}; the file was not written, and nothing was lost.";
    NO_ROOM_ON_NEXT = "Kosongkan sedikitnya {} kB di {}, lalu ulangi.", "Free at least {} kB on {}, then run it again.";
    QR_DAMAGED = "Kode di {} tidak terbaca dengan benar.", "The code in {} was not read well.";
    QR_MISSING = "Kode yang belum ada: {}.", "Codes that are missing: {}.";
    QR_MISSING_NEXT = "Foto kode itu juga, lalu ulangi dengan semua foto; urutannya bebas.", "Photograph them, too, then run it again with all photographs, in any order.";
    QR_OTHER_SET = "Kode di {} bukan bagian dari yang lain.", "The code in {} does not belong to the others.";
    QR_OTHER_SET_NEXT = "Ulangi dengan foto dari satu kiriman saja.", "Run it again with the photographs of one bundle only.";
    TOO_MUCH_FOR_BUNDLE = "Terlalu banyak untuk satu berkas.", "There is too much for one bundle.";
    TOO_MUCH_FOR_BUNDLE_NEXT = "Pakai `rantau sync` dengan jaringan, atau `--record` untuk satu data.", "Use `rantau sync` with a line, or `--record` for one record.";
    WRONG_COURIER = "Kurir lain menjawab di alamat itu (sidik {}).", "Another courier answers at that address (fingerprint {}).";
    WRONG_COURIER_NEXT = "Periksa alamat yang ditunjukkan kurir itu.", "Look again at the address that the courier shows.";
    AMBIGUOUS = "Tidak jelas data siapa yang dimaksud.", "It is not clear whose record is meant.";
    AMBIGUOUS_NEXT = "Pakai ID dari daftar di atas.", "Use an ID of the list above.";
    BAD_ADDRESS = "Alamat server tidak benar.", "That is no address of a server.";
    BAD_ADDRESS_NEXT = "Tulis alamat seperti https://rantau.example.go.id.", "Write it like https://rantau.example.go.id.";
    CANCELLED = "Dihentikan.", "Stopped.";
    CANCELLED_NEXT = "Yang sudah tersimpan tetap ada; ulangi bila perlu.", "What was stored stays; run it again when needed.";
    DAMAGED = "Penyimpanan rusak; berkasnya disimpan sebagai {} dan tidak ada yang dihapus.", "The store is damaged; its files were set aside as {} and nothing was deleted.";
    DAMAGED_NEXT = "Hubungi provinsi sebelum melakukan hal lain.", "Call the province before anything else.";
    DISK_FULL = "Ruang penyimpanan habis: tidak ada yang ditulis dan tidak ada yang hilang.", "The disk is full: nothing was written, and nothing was lost.";
    DISK_FULL_NEXT = "Hapus berkas lain yang tidak perlu (unduhan, foto, video), lalu ulangi. `rantau sync` tetap mengirim yang sudah ditulis di sini.", "Remove other files that nobody needs (downloads, photos, videos), then run it again. `rantau sync` sends what was written here all the same.";
    EMPTY_ELEMENT = "Sesudah --add dan nama koleksi harus ada KOLOM=NILAI.", "After --add and a collection there must be FIELD=VALUE.";
    ENROLLED = "Perangkat ini sudah terdaftar: {} berisi data.", "This device is enrolled already: {} holds records.";
    ENROLLED_NEXT = "Pakai --data untuk tempat lain bila memang perangkat lain.", "Give another --data if this is another device.";
    EXISTS = "Orang atau keluarga dengan nomor ini sudah punya data; tidak ada yang ditulis.", "The person or household of this number has a record already; nothing was written.";
    EXISTS_NEXT = "Lihat dengan `rantau show`, lalu ubah dengan `rantau edit`.", "Look at it with `rantau show`, then change it with `rantau edit`.";
    FOREIGN_PROVINCE = "Server ini bukan server provinsi dari undangan itu.", "This server is not that of the invitation's province.";
    INTERNAL = "Kesalahan di dalam program.", "An error in the program.";
    INTERNAL_NEXT = "Data tetap aman; laporkan kepada provinsi.", "The records are safe; tell the province.";
    INVALID = "Isian ini tidak dapat dicatat, dan tidak ada yang ditulis:", "These values cannot be recorded, and nothing was written:";
    INVALID_NEXT = "Perbaiki isian itu; `rantau fields` menunjukkan isian yang diterima.", "Correct them; `rantau fields` shows what each takes.";
    INVITATION_NEXT = "Minta kode undangan baru kepada operator provinsi.", "Ask the province's operator for a new invitation.";
    LATER_NEXT = "Coba lagi sebentar lagi.", "Try again in a moment.";
    MISSING = "Belum diisi: {}", "Missing: {}";
    MISSING_NEXT = "Tambahkan sebagai KOLOM=NILAI.", "Add it as FIELD=VALUE.";
    MISTYPED_CODE = "Kode undangan salah ketik atau tidak lengkap.", "The invitation's code is mistyped or incomplete.";
    MISTYPED_CODE_NEXT = "Periksa tiap kelompok: 9 kelompok, masing-masing 5 karakter.", "Check each group: 9 groups of 5 characters.";
    NEWER = "Data ini ditulis oleh versi program yang lebih baru.", "The records were written by a newer version of this program.";
    NEWER_NEXT = "Perbarui program ini.", "Update this program.";
    NOTHING_TO_EDIT = "Tidak ada yang diubah.", "There is nothing to change.";
    NOTHING_TO_EDIT_NEXT = "Tulis KOLOM=NILAI, --clear, --add atau --remove.", "Write FIELD=VALUE, --clear, --add or --remove.";
    NOT_A_LIST_NEXT = "Simpan daftar sebagai CSV atau XLSX dengan judul kolom, lalu ulangi.", "Save the list as CSV or XLSX with a header row, then try again.";
    NOT_A_PAIR = "Isian ditulis sebagai KOLOM=NILAI.", "A value is written as FIELD=VALUE.";
    NOT_A_PAIR_NEXT = "Contoh: name=\"Contoh Satu\"", "For example: name=\"Contoh Satu\"";
    NOT_ENROLLED = "Perangkat ini belum terdaftar: tidak ada data di {}.", "This device is not enrolled: there are no records in {}.";
    NOT_ENROLLED_NEXT = "Daftarkan dengan `rantau enrol`, atau beri --data yang benar.", "Enrol it with `rantau enrol`, or give the right --data.";
    NOT_HEADS = "Nilai --seen bukan versi sebuah data.", "The value of --seen is no version of a record.";
    NOT_HEADS_NEXT = "Pakai `heads` dari `rantau show --json`.", "Use `heads` of `rantau show --json`.";
    NO_COLLECTION = "Sesudah --add harus ada nama koleksi.", "After --add there must be a collection.";
    NO_COLLECTION_NEXT = "Contoh: --add phone number=081234567890 owner=SELF", "For example: --add phone number=081234567890 owner=SELF";
    NO_DATE = "tulis tanggal seperti 12-3-1990, 12 Maret 1990, 1990-03, 1990, atau ±1990 bila perkiraan", "a date is written like 12-3-1990, 12 March 1990, 1990-03, 1990, or ±1990 where it is estimated";
    NO_DEVICE_NAME = "Nama perangkat kosong.", "The device's name is empty.";
    NO_DEVICE_NAME_NEXT = "Beri nama yang dikenal orang, misalnya --name \"kiosk desa\".", "Give one that people know, such as --name \"kiosk desa\".";
    NO_FILE = "Berkas daftar belum disebut.", "No list was named.";
    NO_FILE_NEXT = "Sebut berkasnya: rantau import daftar.csv", "Name its file: rantau import daftar.csv";
    NO_HOME = "Direktori pengguna tidak ditemukan.", "The user's directory cannot be found.";
    NO_HOME_NEXT = "Beri --data DIR.", "Give --data DIR.";
    NO_SUCH_AREA = "Bukan kode wilayah.", "Not the code of an area.";
    NO_SUCH_AREA_NEXT = "Tulis seperti 52.03, 52.03.13 atau 52.03.13.2001.", "Write it like 52.03, 52.03.13 or 52.03.13.2001.";
    NO_SUCH_CONFLICT = "Tidak ada konflik di {}.", "There is no conflict in {}.";
    NO_SUCH_CONFLICT_NEXT = "Lihat `rantau conflicts`; untuk mengubah, pakai `rantau edit`.", "See `rantau conflicts`; to change a value use `rantau edit`.";
    NO_SUCH_ELEMENT = "Tidak ada satu pun, atau lebih dari satu, isi {} dengan ID itu.", "None, or more than one, of {} has that id.";
    NO_SUCH_ELEMENT_NEXT = "Lihat ID-nya di `rantau show`.", "See the ids in `rantau show`.";
    NO_SUCH_FIELD = "tidak ada kolom ini pada {}", "a record of the kind {} has no such field";
    NO_SUCH_FILE = "Berkas {} tidak dapat dibaca: {}", "The file {} cannot be read: {}";
    NO_SUCH_LIST = "Tidak ada daftar seperti itu yang pernah diimpor.", "No such list was imported.";
    NO_SUCH_LIST_NEXT = "Lihat `rantau import list` dan pakai ID-nya.", "See `rantau import list` and use the id.";
    NO_SUCH_RECORD = "Tidak ada data seperti itu di perangkat ini.", "There is no such record on this device.";
    NO_SUCH_RECORD_NEXT = "Cari dengan `rantau search`.", "Look for it with `rantau search`.";
    NO_SUCH_STAGE = "Tahap tidak dikenal.", "No such stage.";
    NO_SUCH_VILLAGE = "Tidak ada desa atau kelurahan dengan kode itu.", "No village has that code.";
    OPERATOR_NEXT = "Data tetap aman di perangkat ini; hubungi operator provinsi.", "The records are safe on this device; call the province's operator.";
    OTHER_VILLAGE = "Daftar ini diimpor untuk {}, tetapi menyebut desa {}.", "This list is imported for {}, but names the village {}.";
    OTHER_VILLAGE_NEXT = "Beri --village KODE, atau --force-village bila memang benar.", "Give --village CODE, or --force-village if it is right.";
    PASSPHRASES_DIFFER = "Kedua kata sandi berbeda.", "The two passphrases differ.";
    PASSPHRASES_DIFFER_NEXT = "Ulangi.", "Try again.";
    PASSPHRASE_FILE = "Berkas kata sandi tidak dapat dibaca: {}", "The passphrase's file cannot be read: {}";
    PASSPHRASE_NEEDED = "Kata sandi diperlukan.", "The passphrase is needed.";
    PASSPHRASE_NEXT = "Pakai --passphrase-file atau RANTAU_PASSPHRASE, atau jalankan di terminal.", "Use --passphrase-file or RANTAU_PASSPHRASE, or run it on a terminal.";
    PROVINCE_ONLY = "Jenis data ini hanya ditulis oleh provinsi.", "Only the province writes this kind of record.";
    PROVINCE_ONLY_NEXT = "Catat di data orangnya; provinsi akan memeriksanya.", "Write it into the person's record; the province will check it.";
    QR_TOO_LARGE = "Terlalu banyak untuk kode QR.", "Too much for QR codes.";
    QR_TOO_LARGE_NEXT = "Bawa sebagai berkas: `rantau bundle out BERKAS`.", "Carry it as a file: `rantau bundle out FILE`.";
    REFUSED = "Server menolak: {}", "The server refused: {}";
    REVOKED_NEXT = "Hubungi operator provinsi; data di perangkat ini tetap ada.", "Call the province's operator; what is on this device stays.";
    SEVERAL_LISTS = "Beberapa daftar cocok.", "Several lists fit.";
    SHORT_PASSPHRASE = "Kata sandi harus paling sedikit {} karakter.", "A passphrase has at least {} characters.";
    SHORT_PASSPHRASE_NEXT = "Beberapa kata biasa lebih mudah diingat daripada simbol.", "A few plain words are easier to remember than symbols.";
    STORE_BUSY = "Program lain sedang menulis.", "Another program is writing.";
    UNEXPECTED = "Tidak berhasil: {}", "It failed: {}";
    UNKNOWN_HEADS = "Versi yang Anda lihat tidak ada di perangkat ini.", "The version that you saw is not on this device.";
    UNKNOWN_HEADS_NEXT = "Lihat lagi dengan `rantau show`, lalu ulangi.", "Look again with `rantau show`, then try again.";
    UNREACHABLE = "Server tidak dapat dihubungi.", "The server cannot be reached.";
    UNREACHABLE_NEXT = "Tidak ada yang hilang; ulangi bila ada jaringan, atau pakai --keep-trying. Tanpa jaringan sama sekali: `rantau sync --via` kurir, atau `rantau bundle out`.", "Nothing is lost; try again when there is a line, or use --keep-trying. Without any line: `rantau sync --via` a courier, or `rantau bundle out`.";
    USAGE_NEXT = "Lihat `rantau --help`.", "See `rantau --help`.";
    VILLAGE_NEEDED = "Perangkat ini melayani {}, jadi desanya harus disebut.", "This device serves {}, so the village must be named.";
    VILLAGE_NEXT = "Beri --village dengan kode seperti 52.03.13.2001.", "Give --village with a code like 52.03.13.2001.";
    VILLAGE_OUT_OF_SCOPE = "Desa itu di luar wilayah perangkat ini ({}).", "That village is outside the region of this device ({}).";
    SEED_FOREIGN_CARD = "Kartu itu bukan dari provinsi ini.", "The card is not of this province.";
    SEED_FOREIGN_CARD_NEXT = "Daftarkan perangkat itu dahulu pada provinsi yang sama.", "Enrol that device with the same province first.";
    SEED_NOT_A_CARD = "Itu bukan kartu perangkat.", "This is no device card.";
    SEED_NOT_A_CARD_NEXT = "Di perangkat baru: `rantau device card`.", "On the new device: `rantau device card`.";
    SEED_NOT_FOR_US = "Berkas itu bukan untuk perangkat ini, atau rusak.", "The file is not for this device, or damaged.";
    SEED_NOT_FOR_US_NEXT = "Minta yang baru dengan kartu perangkat ini.", "Ask for a new one with this device's card.";
    SEED_NOT_NEEDED = "Perangkat ini sudah memiliki data itu.", "This device has these records already.";
    SEED_NOT_NEEDED_NEXT = "Jalankan `rantau sync` untuk yang terbaru.", "Run `rantau sync` for what is new.";
    SEED_NOT_READ = "Berkas tidak terbaca: {}", "The file cannot be read: {}";
    SEED_NOT_READ_NEXT = "Periksa nama berkas dan stiknya.", "Look at its name and the stick.";
    SEED_NO_PACK = "Provinsi sedang menyiapkan paket desa ini.", "The province is making the pack of this village.";
    SEED_NO_PACK_NEXT = "Coba lagi beberapa menit lagi; desa dengan sedikit data cukup `rantau sync`.", "Try again in some minutes; for few records `rantau sync` is enough.";
    SEED_FROM_WHERE = "Tidak disebut dari mana: berkas, atau alamat kios.", "It is not said where from: a file, or the address of a kiosk.";
    SEED_NO_PACK_THERE = "Kios itu belum memegang data desa ini untuk dibagikan.", "That kiosk does not hold the records of this village to hand on yet.";
    SEED_NO_PACK_THERE_NEXT = "Di kios, saat ada jaringan: `rantau courier serve --forward`. Atau jalankan `rantau sync` di sini.", "On the kiosk, where it has a line: `rantau courier serve --forward`. Or run `rantau sync` here.";
    SEED_OTHER_FEEDS = "Perangkat itu tidak terdaftar untuk data yang ada di sini.", "That device is not enrolled for the records here.";
    SEED_OTHER_FEEDS_NEXT = "Tanyakan wilayah perangkat itu kepada provinsi.", "Ask the province for the region of that device.";

    // What two records have in common, and in what they differ.
    CLUES_FOR = "Cocok: {}", "Alike: {}";
    CLUES_AGAINST = "Berbeda: {}", "Different: {}";
    CLUE_ADDRESS = "alamat sama", "one address";
    CLUE_BIRTH = "tanggal lahir sama", "one birth date";
    CLUE_BIRTH_AGE = "tanggal lahir terpaut satu generasi", "birth dates a generation apart";
    CLUE_BIRTH_CONVENTIONAL = "tanggal lahir sama, tetapi tanggal yang lazim bila tidak tahu", "one birth date, but one that is often written where it is not known";
    CLUE_BIRTH_DIFFERS = "tanggal lahir berbeda", "two birth dates";
    CLUE_BIRTH_DIGIT = "tanggal lahir beda satu angka", "the birth date differs by one digit";
    CLUE_BIRTH_ESTIMATE = "perkiraan lahir cocok", "the estimated birth date fits";
    CLUE_BIRTH_MONTH = "bulan dan tahun lahir sama", "one month of birth";
    CLUE_BIRTH_NEAR = "tahun lahir berdekatan", "two birth years, close to each other";
    CLUE_BIRTH_OTHER_YEAR = "hari lahir sama, tahun lain", "one birthday of two years";
    CLUE_BIRTH_SWAPPED = "tanggal dan bulan lahir tertukar", "day and month of birth are swapped";
    CLUE_BIRTH_YEAR = "tahun lahir sama", "one birth year";
    CLUE_CARD_DIFFERS = "No. KK berbeda", "two family cards";
    CLUE_CARD_SLIP = "No. KK hampir sama", "nearly one family card";
    CLUE_HAMLET = "dusun sama", "one hamlet";
    CLUE_HAMLET_DIFFERS = "dusun berbeda", "two hamlets";
    CLUE_NAME = "nama sama", "one name";
    CLUE_NAME_LETTER = "nama beda satu huruf", "the name differs by one letter";
    CLUE_NAME_LETTERS = "nama beda {} huruf", "the name differs by {} letters";
    CLUE_NAME_OTHER = "nama berbeda", "two names";
    CLUE_NAME_PART = "nama yang satu lebih lengkap", "one name has more words";
    CLUE_NAME_SPELLING = "nama sama, tulisan lain", "one name, written otherwise";
    CLUE_NAME_WORD = "nama hanya sebagian sama", "only a part of the name is the same";
    CLUE_NEIGHBOURHOOD = "RT/RW sama", "one RT and RW";
    CLUE_NIK = "NIK sama", "one NIK";
    CLUE_NIK_BIRTH = "NIK berbeda seperti tanggal lahirnya", "the NIK differ as the birth dates do";
    CLUE_NIK_CHANGED = "NIK beda satu angka", "the NIK differs by one digit";
    CLUE_NIK_DIFFERS = "NIK berbeda", "two NIK";
    CLUE_NIK_DISTRICT = "NIK sama kecuali kecamatannya", "the NIK differ in the kecamatan only";
    CLUE_NIK_DOUBLED = "satu angka NIK tertulis dua kali", "a digit of the NIK stands twice";
    CLUE_NIK_LOST = "NIK kurang angka", "a digit of the NIK is missing";
    CLUE_NIK_SWAPPED = "dua angka NIK tertukar", "two digits of the NIK are swapped";
    CLUE_PASSPORT = "paspor sama", "one passport";
    CLUE_PHONE_DIFFERS = "nomor telepon berbeda", "other phones";
    CLUE_PHONE_SLIP = "nomor telepon hampir sama", "nearly one phone";
    CLUE_SEX = "jenis kelamin sama", "one sex";
    CLUE_SEX_DIFFERS = "jenis kelamin berbeda", "two sexes";
    CLUE_VILLAGE = "desa sama", "one village";
    CLUE_VILLAGE_DIFFERS = "desa berbeda", "two villages";
    DUPLICATES_NEXT = "Tidak ada yang digabung. Bandingkan dengan `rantau show ID`.", "Nothing is merged. Compare them with `rantau show ID`.";
    FROM_ROW = "{}, baris {}", "{}, row {}";
    NO_DUPLICATES = "Tidak ada yang tampak tercatat dua kali.", "Nobody seems to be recorded twice.";
    UNNAMED_LIST = "daftar tanpa nama", "a list without a name";
    WRONG_PASSPHRASE = "Kata sandi salah.", "The passphrase is wrong.";
    WRONG_PASSPHRASE_NEXT = "Ulangi; kata sandi yang hilang tidak dapat dipulihkan.", "Try again; a lost passphrase cannot be recovered.";
}

/// What a reviewer decided on an edit, empty before.
pub(crate) fn review(outcome: &str) -> Text {
    match outcome {
        "accepted" => REVIEW_ACCEPTED,
        "undone" => REVIEW_UNDONE,
        _ => REVIEW_OPEN,
    }
}

/// How far a change got.
pub(crate) const fn state(state: State) -> Text {
    match state {
        State::Local => STATE_LOCAL,
        State::Received => STATE_RECEIVED,
        State::Held => STATE_HELD,
        State::Refused => STATE_REFUSED,
        State::SetAside => STATE_SET_ASIDE,
        State::Logged => STATE_LOGGED,
        State::Flagged => STATE_FLAGGED,
        State::Waiting => STATE_WAITING,
        State::Quarantined => STATE_QUARANTINED,
    }
}

/// How far a record got.
pub(crate) const fn sync_state(state: SyncState) -> Text {
    match state {
        SyncState::Recorded => STATE_LOCAL,
        SyncState::Received => STATE_RECEIVED,
        SyncState::Logged => STATE_LOGGED,
        SyncState::Receipted => STATE_RECEIPTED,
    }
}

/// Why two rows may be one person.
pub(crate) fn same_reason(code: &str) -> Text {
    match code {
        "same_nik" => SAME_NIK,
        "nik_slip" => SAME_NIK_SLIP,
        "same_family_card" => SAME_CARD,
        "same_phone" => SAME_PHONE,
        _ => SAME_OTHER,
    }
}

/// The stages that there are.
pub(crate) fn no_such_stage_next() -> Said {
    let codes: Vec<_> = MilestoneCode::SET.codes.iter().map(|entry| entry.code).collect();
    Said::new(format!("Tahap: {}", codes.join(", ")), format!("Stages: {}", codes.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_has_the_same_gaps_in_both_languages() {
        let gaps = |text: &str| text.matches("{}").count();
        for (name, text) in ALL {
            assert!(!text.id.is_empty() && !text.en.is_empty(), "{name}");
            assert_eq!(gaps(text.id), gaps(text.en), "{name}");
        }
    }
}
