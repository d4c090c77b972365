//! With a stolen copy of the province's keys.

use anyhow::Result;
use client_core::{Error, pack::seed};
use data_encoding::BASE64URL_NOPAD;
use records::DeviceId;
use seal::{Identity, OsRandom, SigningKey};
use server::home::Home;
use support::{
    Stage,
    inside::{Device, Province},
};
use testkit::deployment::Province as Deployed;
use wire::{
    PROTOCOL, PublicKey,
    enrolment::Card,
    loss::WipeOrder,
    succession::{Reason, SignedSuccession, Succession, Successions},
};

/// What lay in a stolen copy of the directory.
fn stolen(province: &Province) -> SigningKey {
    Home::open(&province.folder()).unwrap().keys().unwrap().signing
}

fn claim(n: u64, previous: Option<PublicKey>, by: &SigningKey, reason: Reason) -> SignedSuccession {
    let (recipient, next) = (Identity::generate().recipient(), [0; 32]);
    let claim = Succession { protocol: PROTOCOL, n, previous, key: by.public(), recipient, next, at: 0, reason };
    SignedSuccession::new(claim, |bytes| by.sign(bytes))
}

fn told(statement: SignedSuccession) -> Successions {
    Successions { statements: vec![statement], card: None }
}

#[test]
fn a_thief_of_the_signing_key_cannot_name_its_successor() {
    let mut province = Province::new();
    let (mut ani, present, own) = (province.enrol("Ani"), stolen(&province), SigningKey::generate(&mut OsRandom));
    let before = ani.store.successions();
    for tried in [
        claim(1, Some(present.public()), &own, Reason::Routine),
        claim(1, Some(present.public()), &present, Reason::Routine),
        // The commitment of the present key, made anew.
        claim(0, None, &present, Reason::Founded),
        claim(0, None, &own, Reason::Founded),
        claim(7, Some(present.public()), &own, Reason::Compromised),
    ] {
        let refused = ani.store.adopt(&told(tried));
        assert!(matches!(refused, Err(Error::Seal(_))), "{refused:?}");
    }
    assert_eq!(ani.store.successions(), before);
    // The province itself needs nothing of that key.
    province.succeed(Reason::Compromised);
    assert!(ani.sync(&province).equal);
    assert_ne!(ani.store.membership().province_key(), present.public());
}

/// The card of a device that nobody enrolled.
fn made_up(ani: &Device, by: &SigningKey) -> String {
    let mut certificate = ani.store.membership().certificate().0.clone();
    certificate.device = DeviceId::from_bytes([66; 16]);
    certificate.recipient = Identity::generate().recipient();
    let signature = by.sign_certificate(&certificate);
    let card = Card { certificate, signature };
    format!("RANTAU-CARD-1:{}", BASE64URL_NOPAD.encode(&card.to_bytes()))
}

#[test]
fn a_stolen_key_wipes_and_seeds_nobody_once_it_is_succeeded() {
    let mut province = Province::new();
    let (mut ani, present) = (province.enrol("Ani"), stolen(&province));
    let worker = ani.worker("Contoh Satu");
    province.succeed(Reason::Compromised);
    assert!(ani.sync(&province).equal);
    let device = ani.store.membership().device();
    let order = present.sign_wipe_order(WipeOrder { protocol: PROTOCOL, device, order: [7; 16], at: 0 });
    let refused = ani.store.wipe(&order);
    assert!(matches!(refused, Err(Error::Seal(seal::Error::FormerKey))), "{refused:?}");
    let card = made_up(&ani, &present);
    let refused = ani.store.seed_for(&card).map(drop);
    assert!(matches!(refused, Err(Error::Seed(seed::Problem::ForeignCard))), "{refused:?}");
    assert!(ani.store.view(worker).is_ok());
}

/// A province whose log lost what Ani wrote, which Budi has with the voucher of then.
fn set_back(reason: Reason) -> (Province, Device, Device) {
    let mut province = Province::new();
    let (mut ani, mut budi) = (province.enrol("Ani"), province.enrol("Budi"));
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    let copy = province.back_up();
    ani.worker("Contoh Satu");
    assert!(ani.sync(&province).equal && budi.sync(&province).equal);
    province.restore(&copy);
    province.succeed(reason);
    (province, ani, budi)
}

fn codes(province: &Province) -> Vec<String> {
    let listed = province.run(&["review", "list"]);
    let items = listed["items"].as_array().unwrap().iter();
    items.map(|item| item["detail"]["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_a_stolen_key_vouches_for_waits_for_a_reviewer() {
    // Of a key that is in nobody else's hands, an old voucher is proof enough.
    let (province, _, mut budi) = set_back(Reason::Routine);
    budi.sync(&province);
    assert_eq!(province.logged().len(), 1);
    assert_eq!(codes(&province), [""; 0]);

    let (province, mut ani, mut budi) = set_back(Reason::Compromised);
    budi.sync(&province);
    assert_eq!(province.logged().len(), 0, "whoever has the key could have made the voucher today");
    assert_eq!(codes(&province), ["former_key"]);
    // What its author signed for needs no voucher.
    assert!(ani.sync(&province).equal);
    assert_eq!(province.logged().len(), 1);
    assert!(budi.sync(&province).equal);
    let people = budi.store.list(&client_core::Filter::default(), 10, 0).unwrap();
    assert_eq!(people.len(), 1);
}

#[tokio::test]
async fn a_server_with_a_stolen_key_is_believed_no_more_once_it_is_succeeded() -> Result<()> {
    let mut stage = Stage::production().await?;
    let line = stage.line(10_000_000)?;
    let ani = stage.device_over("Ani", line.addr()).await?;
    ani.sync().await?;
    let (words, successor) = (stage.file("sandi.txt")?, stage.file("penerus.age")?);
    std::fs::write(&words, "sandi latihan yang panjang\n")?;
    let province = &stage.province;
    province.run(&["keys", "successor", "export", "--out", &successor, "--passphrase-file", &words]).await?;
    stage.province.stop_server().await?;
    let folder = tempfile::tempdir()?;
    let theirs: Deployed = stage.province.copy_to(folder.path()).await?;
    let succeed =
        ["keys", "succeed", "--reason", "compromised", "--successor", &successor, "--passphrase-file", &words];
    stage.province.run(&succeed).await?;
    line.lead_to(stage.province.start_server().await?);
    ani.sync().await?;

    // From now on, whoever answers with the stolen key gets nothing.
    ani.run(&["add", "worker", "name=Contoh Satu"]).await?;
    line.lead_to(theirs.server()?);
    let refused = ani.refused(&["sync"]).await?;
    assert_eq!(refused["error"]["code"], "set_back", "{refused}");
    assert_eq!(theirs.run(&["status"]).await?["workers"], 0);
    line.lead_to(stage.province.server()?);
    assert_eq!(ani.sync().await?["proven"], true);
    Ok(())
}
