//! No personal data in logs.

use std::{
    io,
    sync::{Arc, Mutex},
};

use tracing_subscriber::fmt::MakeWriter;

use crate::{
    device::new_doc,
    stage::{Stage, VILLAGE},
};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_log_line_holds_personal_data() {
    let captured = Captured::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(captured.clone()).finish();
    // For every thread of this process: the workers log as well. Other tests only add to what is searched.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let person = testkit::people::People::of_village(11, "52.03.13.2001").next().unwrap();
    let doc = new_doc();
    for (path, value) in [("nik", &person.nik), ("name", &person.full_name), ("birth_place", &person.birth_place)] {
        let change = ani.edit(doc, path, value);
        let push = ani.envelope(&[(doc, change.bytes)]);
        ani.exchange(&[push]).await.unwrap();
    }
    let bad = ani.envelope(&[(doc, b"not a change: Siti".to_vec())]);
    assert_eq!(ani.exchange(&[bad]).await.unwrap().verdicts.len(), 1);
    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    for secret in [&person.nik, &person.full_name, "Petugas Contoh", "not a change: Siti"] {
        assert!(!log.contains(secret), "a log line holds personal data");
    }
    assert!(log.contains("a device exchanges") && log.contains("a change is refused"), "the log was captured");
}
