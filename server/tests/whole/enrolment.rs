use seal::{InviteCode, OsRandom};

use crate::{
    device::Device,
    stage::{Stage, VILLAGE, region},
};

#[tokio::test]
async fn a_device_enrols_once_with_its_code() {
    let stage = Stage::new().await;
    let code = stage.invite(VILLAGE);
    let device = Device::enrol(&stage.url, &code).await.unwrap();
    assert_eq!(device.certificate.region, region(VILLAGE));
    assert_eq!(device.certificate.officer_name, "Petugas Contoh");
    let again = Device::enrol(&stage.url, &code).await.err().unwrap();
    assert_eq!(again, (410, "code_used".to_owned()));
}

#[tokio::test]
async fn a_code_typed_from_paper_enrols() {
    let stage = Stage::new().await;
    let paper = stage.invite(VILLAGE).to_string().to_lowercase().replace('-', " ");
    let typed: InviteCode = paper.parse().unwrap();
    assert!(Device::enrol(&stage.url, &typed).await.is_ok());
}

#[tokio::test]
async fn a_code_that_expired_or_was_guessed_does_not_enrol() {
    let stage = Stage::new().await;
    let expired = stage.invite_for(VILLAGE, -1);
    let province = stage.server.keys.signing.public();
    let unknown = InviteCode::generate(&mut OsRandom, &province);
    let guessed = InviteCode::from_parts(stage.invite(VILLAGE).id(), [7; 10], &province);
    for (name, code, expected) in [
        ("expired", expired, (410, "code_expired")),
        ("unknown", unknown, (403, "unknown_code")),
        ("another secret", guessed, (403, "unknown_code")),
    ] {
        let (status, code) = Device::enrol(&stage.url, &code).await.err().unwrap();
        assert_eq!((status, code.as_str()), expected, "{name}");
    }
}

#[test]
fn a_mistyped_code_is_noticed_before_it_is_sent() {
    let code = InviteCode::generate(&mut OsRandom, &seal::SigningKey::from_bytes(&[1; 32]).public()).to_string();
    let other = if code.starts_with('0') { '1' } else { '0' };
    let mistyped: String = std::iter::once(other).chain(code.chars().skip(1)).collect();
    assert!(mistyped.parse::<InviteCode>().is_err());
}
