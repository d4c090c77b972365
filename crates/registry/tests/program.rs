//! The program as an operator meets it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Command, Stdio},
};

use registry::SigningSecret;

const PROGRAM: &str = env!("CARGO_BIN_EXE_rantau-registry");

#[test]
fn a_secret_is_new_each_time_and_can_be_used() {
    let secret = || String::from_utf8(Command::new(PROGRAM).arg("secret").output().unwrap().stdout).unwrap();
    let (one, two) = (secret(), secret());
    assert!(SigningSecret::parse(&one).is_ok() && SigningSecret::parse(&two).is_ok());
    assert_ne!(one, two);
}

#[test]
fn it_says_where_it_listens_once_it_does() {
    let directory = tempfile::tempdir().unwrap();
    let secret_file = directory.path().join("registry.secret");
    std::fs::write(&secret_file, SigningSecret::of_random([7; 32]).expose().as_bytes()).unwrap();
    let mut program = Command::new(PROGRAM)
        .args(["serve", "--json", "--listen", "127.0.0.1:0", "--database", "registry.sqlite", "--secret-file"])
        .arg(&secret_file)
        .current_dir(&directory)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    let address = ready["listening"].as_str().unwrap().strip_prefix("http://").unwrap();

    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: registry\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    program.kill().unwrap();
    program.wait().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("ok\n"), "{answer}");
}

#[test]
fn a_file_without_a_secret_is_named_without_its_content() {
    let directory = tempfile::tempdir().unwrap();
    for (content, said) in [("geheim", "a signing secret begins with whsec_"), ("\n", "is empty")] {
        let file = directory.path().join("registry.secret");
        std::fs::write(&file, content).unwrap();
        let output = Command::new(PROGRAM).args(["serve", "--secret-file"]).arg(&file).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(error.contains("registry.secret") && error.contains(said), "{error}");
        assert!(!error.contains("geheim"), "{error}");
    }
}
