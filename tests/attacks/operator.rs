//! Who may give some of the province's commands, and wants more; or wants it not to be known.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use rusqlite::Connection;
use serde_json::Value as Json;
use server::clock::{Clock, SystemClock};
use tempfile::TempDir;
use totp_rs::Totp;

const PASSWORD: &str = "sandi kantor yang panjang";
/// A record's content, in the queue for review.
const NAME: &str = "Contoh Satu";
const ID: &str = "0197b0f2-0000-7000-8000-000000000000";

/// A deployment on a machine where people have accounts of their own.
struct Office {
    folder: TempDir,
}

/// How a command ended.
#[derive(Debug, PartialEq, Eq)]
struct Ended {
    success: bool,
    stdout: String,
    stderr: String,
}

impl Ended {
    fn json(&self) -> Json {
        assert!(self.success, "{self:?}");
        serde_json::from_str(&self.stdout).unwrap()
    }

    fn is_refused_for(&self, why: &str) -> bool {
        !self.success && self.stdout.is_empty() && self.stderr.contains(why)
    }
}

impl Office {
    /// With a review item that holds what is in a record, and an administrator who is signed in.
    fn new() -> (Self, Totp) {
        let office = Self { folder: tempfile::tempdir().unwrap() };
        let made = office.call("ani", &["init", "--province", "52", "--name", "Uji", "--training"], "");
        assert!(made.success, "{made:?}");
        office.sql(&format!(
            "insert into review (kind, doc, subject, region, detail, opened_at)
             values ('conflict', zeroblob(16), 'name', '52.03.13.2001', '{{\"values\":[\"{NAME}\"]}}', 0)"
        ));
        let ani = office.add("ani", "ani", "administrator");
        assert!(office.sign_in("ani", &ani).success);
        (office, ani)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn database(&self) -> Connection {
        Connection::open(self.data().join("rantau.db")).unwrap()
    }

    fn sql(&self, statements: &str) {
        self.database().execute_batch(statements).unwrap();
    }

    /// The folder of an account of the system.
    fn folder_of(&self, account: &str) -> PathBuf {
        self.folder.path().join(account)
    }

    /// The file of who is signed in on an account.
    fn session_of(&self, account: &str) -> PathBuf {
        let mut files = std::fs::read_dir(self.folder_of(account).join("rantau-server")).unwrap();
        let file = files.next().unwrap().unwrap().path();
        assert!(files.next().is_none());
        file
    }

    /// The program as a person on an account of the system calls it, with lines on standard input.
    fn call(&self, account: &str, args: &[&str], typed: &str) -> Ended {
        self.call_with(account, args, typed.as_bytes())
    }

    fn call_with(&self, account: &str, args: &[&str], typed: &[u8]) -> Ended {
        let mut command = Command::new(testkit::process::program("rantau-server").unwrap());
        command.args(args).env("RANTAU_DATA", self.data()).env("USER", account);
        command.env("XDG_RUNTIME_DIR", self.folder_of(account)).env_remove("SUDO_USER").env_remove("DOAS_USER");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A program that does not ask may be gone before anybody typed.
        let _ = child.stdin.take().unwrap().write_all(typed);
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended { success: output.status.success(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// `by` makes an account, and gives what makes its codes.
    fn add(&self, by: &str, name: &str, role: &str) -> Totp {
        let made = self.call(by, &["operator", "add", name, "--role", role, "--json"], &format!("{PASSWORD}\n"));
        Totp::from_url(made.json()["otpauth"].as_str().unwrap()).unwrap()
    }

    /// Signs a person in on an account of the same name.
    fn sign_in(&self, name: &str, codes: &Totp) -> Ended {
        self.claim(name, PASSWORD, &code(codes, 0))
    }

    fn claim(&self, name: &str, password: &str, code: &str) -> Ended {
        self.call(name, &["sign-in", name], &format!("{password}\n{code}\n"))
    }

    /// Makes somebody of a role and signs them in.
    fn enter(&self, name: &str, role: &str) -> Totp {
        let codes = self.add("ani", name, role);
        let entered = self.sign_in(name, &codes);
        assert!(entered.success, "{entered:?}");
        codes
    }

    /// Everything in the database but what tells of operators and their commands.
    fn content(&self) -> Vec<String> {
        let conn = self.database();
        let mut tables = conn
            .prepare("select name from sqlite_schema where type = 'table' and name not in ('operator_log', 'operator_session')")
            .unwrap();
        let names: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        names.iter().map(|name| format!("{name}: {:?}", rows_of(&conn, name))).collect()
    }
}

fn rows_of(conn: &Connection, table: &str) -> Vec<String> {
    let mut rows = conn.prepare(&format!("select * from {table} order by 1")).unwrap();
    let width = rows.column_count();
    let read = |row: &rusqlite::Row<'_>| {
        (0..width).map(|at| row.get_ref(at).map(|value| format!("{value:?}"))).collect::<Result<String, _>>()
    };
    rows.query_map([], read).unwrap().map(Result::unwrap).collect()
}

/// The code of this half minute, or of one before or after.
fn code(codes: &Totp, steps: i64) -> String {
    let at = SystemClock.now() + steps * 30;
    codes.generate(at.unsigned_abs()).to_string()
}

#[test]
fn a_registrar_cannot_read_a_record() {
    let (office, _) = Office::new();
    office.enter("budi", "registrar");
    office.enter("citra", "reviewer");
    let read = ["review", "list", "--json"];
    assert!(office.call("citra", &read, "").stdout.contains(NAME));
    for command in [&read[..], &["duplicates"], &["review", "resolve", "1", "--accept"]] {
        let ended = office.call("budi", command, "");
        assert!(ended.is_refused_for("registrar may not"), "{ended:?}");
    }
    assert!(office.call("budi", &["device", "list", "--json"], "").success);
}

#[test]
fn a_registrar_cannot_give_a_device_of_his_own_what_he_may_not_read() {
    let (office, _) = Office::new();
    office.enter("budi", "registrar");
    let before = office.content();
    office.sql(&format!(
        "insert into device (id, name, officer, officer_name, role, region, signing_key, recipient, certificate, enrolled_at)
         values (x'{0}', 'meja', x'{0}', 'Contoh', 'office', '52.03', zeroblob(32), '', x'', 0);
         insert into device_scope (device, region, added_at) values (x'{0}', '52.03', 0)",
        ID.replace('-', "")
    ));
    for area in ["52", "52.03", "52.03.13"] {
        for command in [
            &["device", "invite", "--region", area, "--officer", "Budi"][..],
            &["device", "scope", ID, "--add", area],
            &["device", "scope", ID, "--set", "52.03.13.2001", "--set", area],
            &["device", "invite", "--device", ID, "--officer", "Budi"],
        ] {
            let ended = office.call("budi", command, "");
            assert!(ended.is_refused_for("registrar may not"), "{command:?}: {ended:?}");
        }
    }
    office.sql("delete from device_scope; delete from device");
    assert_eq!(office.content(), before);
    let invited = office.call("budi", &["device", "invite", "--region", "52.03.13.2001", "--officer", "Contoh"], "");
    assert!(invited.success, "{invited:?}");
    let invited = office.call("ani", &["device", "invite", "--region", "52.03", "--officer", "Contoh"], "");
    assert!(invited.success, "{invited:?}");
}

#[test]
fn an_auditor_changes_nothing() {
    let (office, _) = Office::new();
    office.enter("dewi", "auditor");
    let before = office.content();
    for command in [
        &["device", "invite", "--region", "52.03.13.2001", "--officer", "Contoh"][..],
        &["device", "revoke", ID],
        &["device", "scope", ID, "--add", "52.03.13.2002"],
        &["record", "move", ID, "--to", "52.03.13.2002"],
        &["notice", "withdraw", ID, "--reason", "Uji"],
        &["review", "resolve", "1", "--accept"],
        &["outbox", "retry", "--all"],
        &["pack", "build", "--all"],
        &["operator", "add", "eko", "--role", "administrator"],
        &["operator", "role", "dewi", "administrator"],
        &["operator", "password", "ani"],
        &["operator", "totp", "ani"],
        &["operator", "disable", "ani"],
        &["operator", "remove", "ani"],
        &["operator", "acknowledge"],
    ] {
        let ended = office.call("dewi", command, &format!("{PASSWORD}\n"));
        assert!(ended.is_refused_for("auditor may not"), "{command:?}: {ended:?}");
    }
    for command in [&["operator", "log"][..], &["operator", "list"], &["stats"], &["check"]] {
        let ended = office.call("dewi", command, "");
        assert!(ended.success, "{command:?}: {ended:?}");
    }
    assert_eq!(office.content(), before);
}

#[test]
fn who_makes_backups_cannot_put_one_over_the_keys() {
    let (office, _) = Office::new();
    office.enter("dewi", "auditor");
    for file in ["keys.json", "rantau.db", "operators", "epoch"] {
        let path = office.data().join(file);
        let before = std::fs::read(&path).unwrap();
        let ended = office.call("dewi", &["backup", "--out", path.to_str().unwrap()], "");
        assert!(!ended.success, "{file}: {ended:?}");
        let after = std::fs::read(&path).unwrap();
        // What was refused stands in the log.
        assert!(matches!(file, "rantau.db" | "operators") || after == before, "{file}");
        assert!(!after.starts_with(b"age-encryption"), "{file}");
    }
    let out = office.folder.path().join("malam.age");
    for _ in 0..2 {
        assert!(office.call("dewi", &["backup", "--out", out.to_str().unwrap()], "").success, "every night");
    }
}

#[test]
fn a_backup_is_sealed_to_nobody_but_the_province() {
    let (office, _) = Office::new();
    office.enter("dewi", "auditor");
    let out = |name: &str| office.folder.path().join(name).to_str().unwrap().to_owned();
    let own = seal::Identity::generate().recipient();
    let stolen = office.call("dewi", &["backup", "--out", &out("1.age"), "--recipient", &own], "");
    assert!(stolen.is_refused_for("auditor may not"), "{stolen:?}");
    assert!(!Path::new(&out("1.age")).exists());
    assert!(office.call("dewi", &["backup", "--out", &out("2.age")], "").success);
    let phrase = out("phrase");
    std::fs::write(&phrase, "kata sandi dari brankas").unwrap();
    let keys = office.call("dewi", &["keys", "export", "--out", &out("3.age"), "--passphrase-file", &phrase], "");
    assert!(keys.is_refused_for("auditor may not"), "{keys:?}");
    let restore = office.call("dewi", &["restore", "--from", &out("2.age")], "");
    assert!(restore.is_refused_for("auditor may not"), "{restore:?}");
}

#[test]
fn nobody_who_is_not_signed_in_does_anything_where_there_are_operators() {
    let (office, _) = Office::new();
    for command in [
        &["operator", "list"][..],
        &["device", "list"],
        &["review", "list"],
        &["check"],
        &["operator", "add", "eko", "--role", "administrator"],
    ] {
        let ended = office.call("eko", command, &format!("{PASSWORD}\n"));
        assert!(ended.is_refused_for("nobody is signed in"), "{command:?}: {ended:?}");
    }
    assert!(office.call("eko", &["status", "--json"], "").success, "that all is well, anybody may know");
}

#[test]
fn a_disabled_operator_is_signed_out_at_once() {
    let (office, _) = Office::new();
    let budi = office.enter("budi", "registrar");
    let look = ["device", "list", "--json"];
    assert!(office.call("budi", &look, "").success);
    assert!(office.call("ani", &["operator", "disable", "budi"], "").success);
    assert!(office.call("budi", &look, "").is_refused_for("nobody is signed in"));
    assert!(office.claim("budi", PASSWORD, &code(&budi, 1)).is_refused_for("is wrong"));
    assert!(office.call("ani", &["operator", "enable", "budi"], "").success);
    assert!(office.call("budi", &look, "").is_refused_for("nobody is signed in"), "the old session stays over");
    assert!(office.claim("budi", PASSWORD, &code(&budi, 1)).success);
    let last = office.call("ani", &["operator", "disable", "ani"], "");
    assert!(last.is_refused_for("last administrator"), "{last:?}");
}

#[test]
fn a_code_of_the_second_factor_works_once() {
    let (office, _) = Office::new();
    let codes = office.add("ani", "budi", "registrar");
    let seen = code(&codes, 0);
    assert!(office.claim("budi", PASSWORD, &seen).success);
    assert!(office.claim("budi", PASSWORD, &seen).is_refused_for("was used before"));
    assert!(office.claim("budi", PASSWORD, &code(&codes, -1)).is_refused_for("is wrong"), "nor an older one");
    assert!(office.claim("budi", PASSWORD, &code(&codes, 1)).success);
}

#[test]
fn guessing_an_operators_password_is_slowed_and_tells_nothing() {
    let (office, _) = Office::new();
    let codes = office.add("ani", "budi", "registrar");
    // However slow this machine is, no time passes between an attempt and the next.
    let stop_the_clock = || office.sql("update operator_attempt set failed_at = 1 << 40");
    let guesses = |name: &str| {
        [0, 1, 2, 3].map(|n| {
            let said = office.claim(name, &format!("sandi {n}"), "000000").stderr;
            stop_the_clock();
            said
        })
    };
    let known = guesses("budi");
    assert!(known[2].contains("is wrong") && known[3].contains("wait 2 seconds"), "{known:?}");
    assert_eq!(guesses("siapa"), known, "a name that nobody has is answered the same");
    let early = office.sign_in("budi", &codes);
    assert!(early.is_refused_for("wait"), "the right password waits as well: {early:?}");
    office.sql("update operator_attempt set failed_at = unixepoch() - 2");
    assert!(office.sign_in("budi", &codes).success, "nobody is shut out for good");
    assert_eq!(office.claim("budi", "sandi 0", "000000").stderr, known[0], "what was right is counted anew");
}

#[test]
fn a_token_is_no_good_on_another_account_or_when_its_time_is_over() {
    let (office, codes) = Office::new();
    let token = office.session_of("ani");
    let stolen = ["operator", "list", "--session", token.to_str().unwrap()];
    assert!(office.call("ani", &stolen, "").success);
    assert!(office.call("eko", &stolen, "").is_refused_for("nobody is signed in"));
    office.sql("update operator_session set used_at = used_at - 1801");
    assert!(office.call("ani", &["operator", "list"], "").is_refused_for("nobody is signed in"));
    assert!(office.claim("ani", PASSWORD, &code(&codes, 1)).success);
    office.sql("update operator_session set ends_at = ends_at - 28801");
    assert!(office.call("ani", &["operator", "list"], "").is_refused_for("nobody is signed in"));
}

#[test]
fn a_programs_key_opens_no_record() {
    let (office, _) = Office::new();
    let key = office.folder.path().join("key");
    let key = key.to_str().unwrap();
    for role in ["administrator", "reviewer"] {
        let made = office.call("ani", &["operator", "add", "statistik", "--role", role, "--key", key], "");
        assert!(made.is_refused_for("a program may not be"), "{made:?}");
    }
    let made = office.call("ani", &["operator", "add", "statistik", "--role", "auditor", "--key", key], "");
    assert!(made.success, "{made:?}");
    let call = |args: &[&str]| office.call("cron", &[args, &["--session", key]].concat(), "");
    assert!(call(&["stats"]).success);
    assert!(call(&["review", "list"]).is_refused_for("auditor may not"));
    let other = format!("{key}2");
    let made = office.call("ani", &["operator", "add", "pengantar", "--role", "registrar", "--key", &other], "");
    assert!(made.success, "{made:?}");
    let invite = ["device", "invite", "--region", "52.03.13.2001", "--officer", "Contoh", "--session", &other];
    assert!(office.call("cron", &invite, "").is_refused_for("registrar may not"), "a device would read for it");
    assert!(office.call("ani", &["operator", "role", "statistik", "reviewer"], "").is_refused_for("a program may not"));
    assert!(office.call("ani", &["operator", "disable", "statistik"], "").success);
    assert!(call(&["stats"]).is_refused_for("nobody is signed in"));
}

#[test]
fn a_copy_of_the_database_signs_nobody_in() {
    let (office, codes) = Office::new();
    let token = std::fs::read_to_string(office.session_of("ani")).unwrap();
    let token = token.trim();
    let raw = hex::decode(token).unwrap();
    let secret = codes.secret();
    let searched = aho_corasick::AhoCorasick::new([
        PASSWORD.as_bytes(),
        secret.as_bytes(),
        secret.to_base32().as_bytes(),
        token.as_bytes(),
        &raw,
    ])
    .unwrap();
    for file in ["rantau.db", "rantau.db-wal", "operators"] {
        let bytes = std::fs::read(office.data().join(file)).unwrap_or_default();
        assert!(searched.find(&bytes).is_none(), "{file}");
    }
}

/// The findings of `check`, by whoever may look.
fn found(office: &Office) -> String {
    let checked = office.call("ani", &["check", "--json"], "");
    let json: Json = serde_json::from_str(&checked.stdout).unwrap();
    assert_eq!(checked.success, json["findings"].as_array().unwrap().is_empty());
    json["findings"].to_string()
}

#[test]
fn a_line_removed_from_the_log_is_found() {
    let no_triggers = "drop trigger operator_log_is_not_changed; drop trigger operator_log_is_not_shortened;";
    for (harm, finding) in [
        ("update operator_log set operator = 'budi' where id = 3", "line 3 of the log of operators was altered"),
        ("delete from operator_log where id = 3", "lines 3 to 3 of the log of operators are missing"),
        ("delete from operator_log where id >= 4", "had a line"),
        ("delete from operator_log", "had a line"),
    ] {
        let (office, _) = Office::new();
        for _ in 0..4 {
            assert!(office.call("ani", &["device", "list"], "").success);
        }
        assert_eq!(found(&office), "[]");
        assert!(office.database().execute_batch(harm).is_err(), "not by mistake");
        office.sql(&format!("{no_triggers} {harm}"));
        assert!(found(&office).contains(finding), "{harm}: {}", found(&office));
    }
}

#[test]
fn what_was_done_and_refused_stands_in_the_log_and_nothing_of_a_record() {
    let (office, _) = Office::new();
    office.enter("budi", "registrar");
    let invite = ["device", "invite", "--region", "52.03.13.2001", "--officer", "Petugas Contoh"];
    assert!(office.call("budi", &invite, "").success);
    assert!(!office.call("budi", &["device", "revoke", ID], "").success);
    assert!(!office.call("budi", &["review", "list"], "").success);
    let log = office.call("ani", &["operator", "log", "--json"], "");
    let lines = log.json()["lines"].as_array().unwrap().clone();
    let told = |line: &Json| {
        ["operator", "account", "outcome", "command", "about"].map(|name| line[name].as_str().unwrap().to_owned())
    };
    let budis: Vec<_> = lines.iter().map(told).filter(|line| line[0] == "budi").collect();
    let line = |outcome: &str, command: &str, about: &str| ["budi", "budi", outcome, command, about].map(str::to_owned);
    assert_eq!(
        budis,
        [
            line("begun", "sign-in", ""),
            line("begun", "device invite", "52.03.13.2001 village"),
            line("begun", "device revoke", ID),
            line("failed", "device revoke", ID),
            line("refused", "review list", ""),
        ]
    );
    assert!(!log.stdout.contains("Petugas") && !log.stdout.contains(NAME));
}

#[test]
fn who_cannot_sign_in_any_more_needs_the_copy_of_the_keys_from_the_safe() {
    let (office, _) = Office::new();
    let file = |name: &str, text: &str| {
        let file = office.folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let (password, passphrase) = (file("new", "sandi baru yang panjang"), file("phrase", "kata sandi dari brankas"));
    let recover =
        ["operator", "recover", "ani", "--new-password-file", &password, "--passphrase-file", &passphrase, "--json"];
    let other = Office::new().0;
    let keys = |office: &Office| std::fs::read_to_string(office.data().join("keys.json")).unwrap();
    for copy in [String::new(), "{}".to_owned(), keys(&other)] {
        let ended = office.call("eko", &recover, &copy);
        assert!(ended.is_refused_for("no copy"), "{ended:?}");
    }
    let sealed = office.folder.path().join("kunci.age");
    let export = ["keys", "export", "--out", sealed.to_str().unwrap(), "--passphrase-file", &passphrase];
    assert!(office.call("ani", &export, "").success);
    assert!(office.call("ani", &recover, &keys(&office)).success);
    let made = office.call_with("ani", &recover, &std::fs::read(sealed).unwrap());
    let codes = Totp::from_url(made.json()["otpauth"].as_str().unwrap()).unwrap();
    assert!(office.call("ani", &["operator", "list"], "").is_refused_for("nobody is signed in"));
    assert!(office.claim("ani", "sandi baru yang panjang", &code(&codes, 0)).success);
    assert!(office.call("ani", &["operator", "list"], "").success);
}

#[test]
fn an_operator_who_was_given_a_password_makes_it_its_own() {
    let (office, _) = Office::new();
    let codes = office.enter("budi", "registrar");
    let new = "sandi milik saya sendiri";
    let change = |present: &str| office.call("budi", &["operator", "password"], &format!("{present}\n{new}\n"));
    assert!(change("bukan sandi saya").is_refused_for("is wrong"), "who finds the desk unattended keeps nothing");
    assert!(change(PASSWORD).success);
    assert!(office.call("budi", &["device", "list"], "").is_refused_for("nobody is signed in"));
    assert!(office.claim("budi", PASSWORD, &code(&codes, 1)).is_refused_for("is wrong"));
    assert!(office.claim("budi", new, &code(&codes, 1)).success);
    let listed = office.call("ani", &["operator", "list", "--json"], "").json();
    let own: Vec<_> = listed["operators"].as_array().unwrap().iter().map(|it| it["own_password"] == true).collect();
    assert_eq!(own, [false, true]);
}

#[cfg(unix)]
#[test]
fn a_token_that_others_can_read_is_not_taken() {
    use std::os::unix::fs::PermissionsExt;
    let (office, _) = Office::new();
    let token: &Path = &office.session_of("ani");
    std::fs::set_permissions(token, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(office.call("ani", &["operator", "list"], "").is_refused_for("can be read by others"));
}

#[test]
fn a_deployment_without_operators_says_that_anybody_may_do_everything() {
    let folder = tempfile::tempdir().unwrap();
    let office = Office { folder };
    assert!(office.call("eko", &["init", "--province", "52", "--name", "Uji", "--training"], "").success);
    let listed = office.call("eko", &["device", "list"], "");
    assert!(listed.success && listed.stderr.contains("operator add"), "{listed:?}");
    let listed = office.call("eko", &["device", "list", "--json"], "");
    assert!(listed.success && listed.stderr.is_empty(), "{listed:?}");
    let first = office.call("eko", &["operator", "add", "eko", "--role", "auditor"], &format!("{PASSWORD}\n"));
    assert!(first.is_refused_for("first operator is an administrator"), "{first:?}");
    let short = office.call("eko", &["operator", "add", "eko", "--role", "administrator"], "pendek\n");
    assert!(short.is_refused_for("at least 12"), "{short:?}");
}

#[test]
fn what_somebody_typed_into_a_record_steers_no_operators_terminal() {
    let (office, _) = Office::new();
    // Into the clipboard, backwards, and up over the line before.
    for typed in ["\u{1b}]52;c;cm0gLXJmIH4K\u{7}", "\u{202e}utas", "\u{9b}1A\r1  accepted"] {
        let sql = "insert into review (kind, doc, subject, region, detail, opened_at)
                   values ('conflict', randomblob(16), ?1, '52.03.13.2001', json_object('values', json_array(?1)), 0)";
        office.database().execute(sql, [typed]).unwrap();
    }
    for json in [false, true] {
        let args = ["review", "list", "--json"];
        let said = office.call("ani", &args[..if json { 3 } else { 2 }], "");
        assert!(said.success && said.stdout.lines().count() == if json { 1 } else { 6 }, "{said:?}");
        let steers = |c: char| c != '\n' && records::harmless::steers(c);
        assert!(!said.stdout.contains(steers), "{said:?}");
    }
    let told: Json = office.call("ani", &["review", "list", "--json"], "").json();
    assert_eq!(told["items"][1]["subject"], "\u{1b}]52;c;cm0gLXJmIH4K\u{7}", "programs get what was typed");
}
