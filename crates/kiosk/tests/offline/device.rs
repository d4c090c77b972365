//! A device of a province that is nowhere: enrolled in this process, used by the program.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use client_core::{Store, SystemClock, enrol::Candidate};
use records::{DeviceId, OfficerId, RegionCode};
use seal::{Identity, InviteCode, SigningKey};
use serde_json::Value;
use tempfile::TempDir;
use wire::{
    FeedId, Signature,
    enrolment::{Certificate, DeploymentSecrets, EnrolResponse},
};

const PASSPHRASE: &str = "sandi latihan yang panjang";
const VILLAGE: &str = "52.03.13.2001";

/// A device with a store, and the program to use it with.
pub(crate) struct Device {
    dir: TempDir,
}

/// What the program printed, and how it ended.
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Device {
    /// A device of a training deployment, for one village. Its deployment key is fixed, so that ids are.
    pub(crate) fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let candidate = Candidate::new(invitation(), "kiosk desa", &SystemClock);
        let answer = answer(&province(), &candidate);
        let membership = candidate.accept(answer, "http://127.0.0.1:9").unwrap();
        Store::enrolled(&dir.path().join("data"), PASSPHRASE, membership, Box::new(SystemClock)).unwrap();
        Self { dir }
    }

    /// Writes a file beside the store and gives its path.
    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// What a bad card does: changes the stored bytes behind the program's back.
    pub(crate) fn rot(&self, sql: &str) {
        let (dir, login) = (self.path("data"), client_core::Login::passphrase(PASSPHRASE));
        let key = client_core::keyring::database_key(&dir, &login, &SystemClock).unwrap();
        let db = rusqlite::Connection::open(self.path("data").join("rantau.db")).unwrap();
        db.pragma_update(None, "key", key.to_sqlcipher_hex().as_str()).unwrap();
        assert!(db.execute(sql, []).unwrap() > 0);
    }

    /// Runs `rantau`.
    pub(crate) fn rantau(&self, arguments: &[&str]) -> Said {
        run(&mut self.program(arguments))
    }

    /// `rantau` on this device, not started yet.
    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let mut program = program();
        program.args(arguments).env("RANTAU_DATA", self.path("data")).env("RANTAU_PASSPHRASE", PASSPHRASE);
        program
    }

    /// Runs `rantau … --json --lang en`, which must succeed.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let said = self.rantau(&[arguments, &["--json", "--lang", "en"]].concat());
        assert_eq!(said.code, Some(0), "{arguments:?}: {} {}", said.stdout, said.stderr);
        said.json()
    }
}

impl Said {
    /// The one JSON object on standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {} {}", self.stdout, self.stderr))
    }

    /// The stable code of the error, as JSON.
    pub(crate) fn error(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap().to_owned()
    }
}

/// The program, without what this process was started with.
pub(crate) fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_rantau"));
    for variable in
        ["RUST_LOG", "RANTAU_DATA", "RANTAU_LANG", "RANTAU_LANGUAGES", "RANTAU_PASSPHRASE", "RANTAU_PASSPHRASE_FILE"]
    {
        program.env_remove(variable);
    }
    program.env("TZ", "UTC");
    program
}

pub(crate) fn run(program: &mut Command) -> Said {
    let Output { status, stdout, stderr } = program.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

fn province() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

/// An invitation of the province.
pub(crate) fn invitation() -> InviteCode {
    InviteCode::from_parts([2; 8], [3; 10], &province().public())
}

fn answer(province: &SigningKey, candidate: &Candidate) -> EnrolResponse {
    let request = candidate.request();
    let village = RegionCode::parse(VILLAGE).unwrap();
    let certificate = Certificate {
        protocol: wire::PROTOCOL,
        device: DeviceId::from_bytes([4; 16]),
        signing_key: request.signing_key,
        recipient: request.recipient.clone(),
        device_name: request.device_name.clone(),
        officer: OfficerId::from_bytes([5; 16]),
        officer_name: "Petugas Contoh".to_owned(),
        feeds: vec![FeedId::village(village.clone())],
        region: village,
        issued_at: 1_795_000_000,
    };
    let secrets = DeploymentSecrets { deployment_key: [6; 32] };
    let mut answer = EnrolResponse {
        signature: Signature([0; 64]),
        certificate,
        province_key: province.public(),
        province_recipient: Identity::generate().recipient(),
        training: true,
        secrets: seal::seal_to(&request.recipient, &secrets.to_bytes()).unwrap(),
        response_signature: Signature([0; 64]),
        successions: None,
    };
    province.sign_enrol_response(&mut answer);
    answer
}
