//! What somebody with the database's file, and without the province's key, cannot make anybody believe.

use records::{DocId, Kind};
use server::authorship::{self, Fault, Verified};

use crate::{
    device::new_doc,
    stage::{Stage, VILLAGE},
};

fn verify(stage: &Stage, doc: Option<DocId>) -> Verified {
    let chain = &stage.server.keys.chain;
    stage.server.store.read_blocking(|conn| authorship::verify(conn, chain, doc, &mut |_| {})).unwrap()
}

fn faults(stage: &Stage) -> Vec<Fault> {
    verify(stage, None).findings.into_iter().map(|finding| finding.fault).collect()
}

async fn sql(stage: &Stage, sql: &'static str) {
    let changed = stage.server.store.write(move |conn| Ok(conn.execute(sql, [])?)).await.unwrap();
    assert!(changed > 0, "{sql}");
}

/// Two workers and a complaint, which the province numbered.
async fn a_log() -> (Stage, DocId) {
    let stage = Stage::new().await;
    let mut ani = stage.device(VILLAGE).await;
    let doc = new_doc();
    for doc in [doc, new_doc()] {
        let changes = [ani.edit(doc, "name", "Siti Contoh"), ani.edit(doc, "dusun", "Lebak")];
        let push = ani.envelope(&changes.map(|change| (doc, change.bytes)));
        ani.exchange(&[push]).await.unwrap();
    }
    let case = new_doc();
    let change = ani.edit(case, "narrative", "Upah tidak dibayar");
    let push = ani.envelope_of(vec![(case, Kind::Case, ani.region(), change.bytes)]);
    ani.exchange(&[push]).await.unwrap();
    (stage, doc)
}

#[tokio::test]
async fn everything_that_was_logged_is_signed_for_by_whoever_wrote_it() {
    let (stage, doc) = a_log().await;
    let all = verify(&stage, None);
    assert_eq!((all.changes, all.signed, all.by_province, all.vouched), (6, 5, 1, 0));
    assert_eq!((all.statements, all.findings), (4, Vec::new()));
    let one = verify(&stage, Some(doc));
    assert_eq!((one.changes, one.signed, one.by_province, one.findings.len()), (2, 2, 0, 0));
    assert_eq!(one.statements, 2, "the one that covers it, and the province's");
}

#[tokio::test]
async fn a_change_that_somebody_altered_or_put_in_or_moved_to_another_person_is_found() {
    for (altered, expected) in [
        ("update change set raw = cast(raw || x'00' as blob) where rowid = 1", Fault::Altered),
        ("update change set raw = cast(raw || x'00' as blob) where rowid = 6", Fault::Altered),
        ("delete from pushed where id = 2", Fault::Unsigned),
        ("delete from statement where id = 1", Fault::Unsigned),
        ("update pushed set officer = randomblob(16) where id = 1", Fault::SignedOtherwise),
        ("update pushed set region = '52.03.13.2002' where id = 1", Fault::SignedOtherwise),
        ("update statement set signature = randomblob(64) where id = 2", Fault::BadSignature),
        ("update statement set n = 7 where id = 2", Fault::BadSignature),
        ("update device set signing_key = randomblob(32)", Fault::BadSignature),
        // What the province would have to sign itself.
        ("delete from statement where lineage in (select lineage from epoch)", Fault::Unsigned),
    ] {
        let (stage, _) = a_log().await;
        sql(&stage, altered).await;
        let found = faults(&stage);
        assert!(found.contains(&expected), "{altered}: {found:?}");
    }
}

#[tokio::test]
async fn a_forged_signature_is_found_where_one_document_is_asked_for() {
    let (stage, doc) = a_log().await;
    sql(&stage, "update statement set signature = randomblob(64) where id = 1").await;
    let found = verify(&stage, Some(doc));
    let faults: Vec<_> = found.findings.iter().map(|finding| finding.fault).collect();
    assert_eq!((found.signed, faults), (0, vec![Fault::BadSignature, Fault::Unsigned, Fault::Unsigned]));
}

#[tokio::test]
async fn a_change_in_the_provinces_name_that_it_did_not_sign_is_found() {
    let (stage, _) = a_log().await;
    sql(
        &stage,
        "insert into change (hash, raw, received_at, doc, position, device, officer)
         select randomblob(32), raw, received_at, doc, 99, device, officer from change where rowid = 6",
    )
    .await;
    assert_eq!(faults(&stage), [Fault::Altered], "its name is not that of its bytes");
    let (stage, _) = a_log().await;
    let moved = "update change set device = (select value from meta where key = 'device') where rowid = 1";
    sql(&stage, moved).await;
    sql(&stage, "delete from pushed where id = 1").await;
    assert_eq!(faults(&stage), [Fault::Unsigned]);
}

#[tokio::test]
async fn what_the_province_wrote_before_it_signed_is_told_apart() {
    let (stage, _) = a_log().await;
    sql(&stage, "delete from statement where lineage in (select lineage from epoch)").await;
    sql(&stage, "update meta set value = cast('6' as blob) where key = 'unsigned_until'").await;
    let found = verify(&stage, None);
    assert_eq!((found.before_signing, found.by_province, found.findings.len()), (1, 0, 0));
}

#[tokio::test]
async fn the_proof_of_a_change_verifies_without_the_server() {
    let (stage, doc) = a_log().await;
    let proofs = stage.server.store.read_blocking(|conn| authorship::evidence(conn, &stage.server.keys.signing, doc));
    let proofs = proofs.unwrap();
    assert_eq!(proofs.len(), 2);
    let bytes = |text: &str| hex::decode(text).unwrap();
    let key = |text: &str| wire::PublicKey(bytes(text).try_into().unwrap());
    let signature = |text: &str| wire::Signature(bytes(text).try_into().unwrap());
    for proof in proofs {
        let statement = wire::Statement::from_bytes(&bytes(&proof.statement)).unwrap();
        let (device, province) = (key(&proof.device_key), key(&proof.province_key));
        seal::verify(&device, &statement.signing_bytes(), &signature(&proof.signature)).unwrap();
        seal::verify(&province, &bytes(&proof.certificate), &signature(&proof.certificate_signature)).unwrap();
        assert!(statement.items.iter().any(|item| (item.hash, item.doc) == (proof.change, doc)));
        assert!(proof.certificate.contains(&proof.device_key), "the certificate names the key");
    }
}
