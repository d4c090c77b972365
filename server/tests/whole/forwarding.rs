//! From an edit in the village to the registry and back.

use registry::{AllowList, EventSource, RetryPolicy, SigningSecret, Target, sandbox};
use serde_json::{Value as Json, json};
use server::{
    instruction::Decision,
    server::Registry,
    store::{documents, outbox, reviews},
};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::Notify};
use wire::exchange::Entry;

use crate::{
    device::{Device, Reply, new_doc},
    scopes,
    stage::{OTHER_VILLAGE, Props, Stage, VILLAGE},
};

/// The sandbox registry; it ends with the test's runtime.
pub(crate) async fn sandbox(dir: &TempDir) -> Registry {
    let secret = SigningSecret::of_random([7; 32]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/events", listener.local_addr().unwrap());
    let config = sandbox::Config {
        database: dir.path().join("registry.db"),
        secrets: vec![secret.clone()],
        prefix: "NTB".to_owned(),
    };
    tokio::spawn(sandbox::serve(config, listener, std::future::pending()));
    to(&url, secret)
}

fn to(url: &str, secret: SigningSecret) -> Registry {
    Registry {
        target: Target::new("sandbox".to_owned(), url.parse().unwrap(), secret, AllowList::training_sandbox()),
        source: EventSource::parse("http://localhost:8080/52").unwrap(),
        policy: RetryPolicy::default(),
        wake: Notify::new(),
    }
}

/// Nothing listens there; the first attempt is far away.
pub(crate) fn unreachable_registry() -> Registry {
    let mut registry = to("http://127.0.0.1:9/v1/events", SigningSecret::of_random([7; 32]));
    registry.policy.waits = vec![std::time::Duration::from_secs(3600); 10];
    registry
}

/// Exchanges until a `standing` document arrived, which is when the registry's answer has come the whole way.
pub(crate) async fn standing(device: &mut Device) -> Reply {
    for _ in 0..10_000 {
        let reply = device.exchange(&[]).await.unwrap();
        if reply.entries().iter().any(|entry| matches!(entry, Entry::Change { kind: records::Kind::Standing, .. })) {
            return reply;
        }
    }
    panic!("the registry's answer never came back");
}

fn fields(device: &Device, reply: &Reply) -> Vec<(String, String)> {
    let mut docs = reply.entries().into_iter().filter_map(|entry| match entry {
        Entry::Change { doc, .. } => Some(*doc),
        Entry::Known { .. } | Entry::Void | Entry::Leave { .. } => None,
    });
    let doc = docs.next_back().unwrap();
    let fields = device.documents[&doc].fields().into_iter();
    fields.map(|(path, value)| (path.to_string(), value.to_string())).collect()
}

#[tokio::test]
async fn what_the_registry_says_reaches_the_village_in_the_standing_document() {
    let dir = tempfile::tempdir().unwrap();
    let stage = Stage::with(Props { registry: Some(sandbox(&dir).await), ..Props::default() }).await;
    let mut ani = stage.device(VILLAGE).await;
    let person = testkit::people::People::of_village(7, "52.03.13.2001").next().unwrap();
    let doc = new_doc();
    let changes =
        [("name", &person.full_name), ("nik", &person.nik), ("sex", &person.sex), ("birth_date", &person.birth_date)]
            .map(|(path, value)| (doc, ani.edit(doc, path, value).bytes));
    let push = ani.envelope(&changes);
    ani.exchange(&[push]).await.unwrap();
    let reply = standing(&mut ani).await;
    let fields = fields(&ani, &reply);
    let paths: Vec<_> = fields.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["registry/sandbox/at", "registry/sandbox/id", "registry/sandbox/status"]);
    assert!(fields[1].1.starts_with("NTB-") && fields[2].1 == "accepted", "{fields:?}");
    let author = &reply.pulls.last().unwrap().authors[0];
    assert_eq!((author.officer_name.as_str(), author.device_name.as_str()), ("Uji", "rantau-server"));
    let (sent, waiting) = stage
        .server
        .store
        .read(|conn| Ok((outbox::count(conn, "sent")?, outbox::count(conn, "waiting")?)))
        .await
        .unwrap();
    assert_eq!((sent, waiting), (1, 0));
}

#[tokio::test]
async fn versions_that_wait_untried_become_one_event() {
    let stage = Stage::with(Props { registry: Some(unreachable_registry()), ..Props::default() }).await;
    let count = |stage: &Stage| stage.server.store.read_blocking(outbox::unsent).unwrap();
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    let mut last = None;
    for name in ["Siti", "Siti C", "Siti Co", "Siti Contoh"] {
        let change = ani.edit(doc, "name", name);
        let push = ani.envelope(&[(doc, change.bytes)]);
        ani.exchange(&[push]).await.unwrap();
        last = count(&stage).last().map(|queued| queued.event.clone());
    }
    let unsent = count(&stage);
    // One that was tried may have arrived and stays as it is; of the untried ones the newest is left.
    let untried: Vec<_> = unsent.iter().filter(|queued| queued.attempts == 0).collect();
    assert!(unsent.len() <= 2 && untried.len() <= 1, "{} wait", unsent.len());
    assert_eq!(unsent.last().map(|queued| queued.event.clone()), last);
}

#[tokio::test]
async fn what_waits_of_somebody_who_took_the_consent_back_is_sent_no_more() {
    let stage = Stage::with(Props { registry: Some(unreachable_registry()), ..Props::default() }).await;
    let count = |state: &'static str| stage.server.store.read_blocking(|conn| outbox::count(conn, state)).unwrap();
    let mut ani = stage.device(VILLAGE).await;
    let (doc, consent) = (new_doc(), "consent/0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a10");
    let mut write = async |path: &str, value: &str| {
        let change = ani.edit(doc, path, value);
        let push = ani.envelope(&[(doc, change.bytes)]);
        ani.exchange(&[push]).await.unwrap();
    };
    for (path, value) in [("name", "Contoh Satu"), ("legal_basis", "CONSENT")] {
        write(path, value).await;
    }
    write(&format!("{consent}/given_on"), "2026-01-01").await;
    assert!(count("waiting") > 0);

    write(&format!("{consent}/withdrawn_on"), "2026-02-01").await;
    assert_eq!(count("waiting"), 0);
    assert!(count("withdrawn") > 0);

    write(&format!("{consent}/given_on"), "2026-03-01").await;
    write("consent/0198f6a2-7c1e-7b7a-9a51-3f0c2d5e8a11/given_on", "2026-03-01").await;
    assert_eq!(count("waiting"), 1, "given anew");
}

#[tokio::test]
async fn records_from_before_a_registry_was_configured_are_queued_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    let change = ani.edit(doc, "name", "Siti Contoh");
    let push = ani.envelope(&[(doc, change.bytes)]);
    ani.exchange(&[push]).await.unwrap();
    let stage = stage.restart_with(Props { registry: Some(sandbox(&dir).await), ..Props::default() }).await;
    ani.url.clone_from(&stage.url);
    standing(&mut ani).await;
}

#[tokio::test]
async fn a_critical_field_in_conflict_is_reviewed_until_somebody_chooses() {
    let stage = Stage::with(Props { registry: Some(unreachable_registry()), ..Props::default() }).await;
    let told = |stage: &Stage| -> Json {
        let unsent = stage.server.store.read_blocking(outbox::unsent).unwrap();
        let event: Json = serde_json::from_slice(&unsent.last().unwrap().body).unwrap();
        event["data"]["worker"].clone()
    };
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(VILLAGE).await);
    let doc = new_doc();
    for (device, name) in [(&mut ani, "Siti Contoh"), (&mut budi, "Sity Contoh")] {
        let change = device.edit(doc, "name", name);
        let push = device.envelope(&[(doc, change.bytes)]);
        device.exchange(&[push]).await.unwrap();
    }
    let kinds = |stage: &Stage| -> Vec<String> {
        stage.server.store.read_blocking(reviews::all_open).unwrap().into_iter().map(|open| open.review.kind).collect()
    };
    assert_eq!(kinds(&stage), ["conflict"]);
    assert_eq!(told(&stage), json!({ "disputed": "name" }), "the registry hears of it, and no name");
    ani.exchange(&[]).await.unwrap();
    let choice = ani.edit(doc, "name", "Siti Contoh, S.E.");
    let push = ani.envelope(&[(doc, choice.bytes)]);
    ani.exchange(&[push]).await.unwrap();
    assert!(kinds(&stage).is_empty());
    assert_eq!(told(&stage), json!({ "name": "Siti Contoh, S.E." }));
}

#[tokio::test]
async fn the_registry_hears_what_a_reviewer_undid() {
    let stage = Stage::with(Props { registry: Some(unreachable_registry()), ..Props::default() }).await;
    let told = || -> Json {
        let unsent = stage.server.store.read_blocking(outbox::unsent).unwrap();
        let event: Json = serde_json::from_slice(&unsent.last().unwrap().body).unwrap();
        event["data"]["worker"].clone()
    };
    let (mut ani, mut budi) = (stage.device(VILLAGE).await, stage.device(OTHER_VILLAGE).await);
    let doc = new_doc();
    scopes::write(&mut ani, doc, "name", "Siti Contoh").await;
    scopes::write(&mut budi, doc, "address", "Dusun Lain").await;
    assert_eq!(told()["address"], "Dusun Lain");
    scopes::decide(&stage, Decision::Undo).await;
    budi.exchange(&[]).await.unwrap();
    assert_eq!(told(), json!({ "name": "Siti Contoh" }));
}

#[tokio::test]
async fn two_documents_that_name_one_person_are_reviewed_once() {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let nik = testkit::people::People::of_village(7, "52.03.13.2001").next().unwrap().nik;
    for _ in 0..2 {
        let doc = new_doc();
        let change = ani.edit(doc, "nik", &nik);
        let push = ani.envelope(&[(doc, change.bytes)]);
        ani.exchange(&[push]).await.unwrap();
    }
    let open = stage.server.store.read_blocking(reviews::all_open).unwrap();
    assert_eq!(open.iter().map(|open| open.review.kind.as_str()).collect::<Vec<_>>(), ["same_identity"]);
}

#[tokio::test]
async fn a_record_in_the_place_of_a_standing_document_is_not_given_the_provinces_name() {
    let dir = tempfile::tempdir().unwrap();
    let stage = Stage::with(Props { registry: Some(sandbox(&dir).await), ..Props::default() }).await;
    let mut ani = stage.device(VILLAGE).await;
    let (doc, other) = (new_doc(), new_doc());
    let standing_doc = stage.server.keys.deployment.standing_doc_id(doc);
    let forged = (standing_doc, ani.edit(standing_doc, "name", "Bukan Siapa").bytes);
    let push = ani.envelope(&[forged]);
    ani.exchange(&[push]).await.unwrap();
    let real = [(doc, ani.edit(doc, "name", "Siti Contoh").bytes), (other, ani.edit(other, "name", "Rahma").bytes)];
    let push = ani.envelope(&real);
    ani.exchange(&[push]).await.unwrap();
    standing(&mut ani).await;
    let waiting = || stage.server.store.read_blocking(|conn| outbox::count(conn, "waiting")).unwrap();
    for _ in 0..10_000 {
        if waiting() == 0 {
            break;
        }
        ani.exchange(&[]).await.unwrap();
    }
    assert_eq!(waiting(), 0, "the registry heard of everybody");
    let changes = stage.server.store.read_blocking(|conn| documents::changes(conn, standing_doc)).unwrap();
    assert_eq!(changes.len(), 1, "the province wrote nothing there");
    let open = stage.server.store.read_blocking(reviews::all_open).unwrap();
    let blocked: Vec<_> = open.iter().filter(|open| open.review.kind == "standing_blocked").collect();
    assert!(blocked.len() == 1 && blocked[0].review.doc == doc, "and somebody is told");
}
