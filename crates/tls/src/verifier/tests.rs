use rustls::{RootCertStore, client::WebPkiServerVerifier, pki_types::pem::PemObject};
use seal::{OsRandom, SigningKey, invitation::fingerprint};

use super::*;
use crate::{Authority, KnownTime, Root, provider};

const DAY: i64 = 86_400;
const MADE: i64 = 1_795_000_000;
const ENDS: i64 = MADE + 90 * DAY;

fn key() -> SigningKey {
    SigningKey::generate(&mut OsRandom)
}

fn leaf(key: &SigningKey, hosts: &[&str]) -> CertificateDer<'static> {
    let hosts: Vec<_> = hosts.iter().map(ToString::to_string).collect();
    let leaf = Authority::new(key).leaf(&hosts, MADE, ENDS).unwrap();
    CertificateDer::from_pem_slice(leaf.certificate.as_bytes()).unwrap()
}

fn judge(root: Root, known: KnownTime, certificate: &CertificateDer<'_>, name: &str, clock: i64) -> Option<Untrusted> {
    let verifier = Verifier::new(Expected { root, public_roots: false, time: known }, provider()).unwrap();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let judged = verifier.verify_server_cert(certificate, &[], &name, &[], time(clock));
    judged.err().map(|error| Untrusted::among(&error).unwrap())
}

#[test]
fn a_certificate_of_the_province_is_believed_by_key_and_by_fingerprint() {
    let province = key();
    let certificate = leaf(&province, &["rantau.example", "127.0.0.1", "::1"]);
    let roots = [Root::Province(province.public()), Root::Fingerprint(fingerprint(&province.public()))];
    for root in roots {
        for name in ["rantau.example", "127.0.0.1", "::1"] {
            assert_eq!(judge(root, KnownTime::default(), &certificate, name, MADE + DAY), None, "{name}");
        }
        let other = judge(root, KnownTime::default(), &certificate, "evil.example", MADE + DAY);
        assert_eq!(other, Some(Untrusted::OtherName("evil.example".to_owned())));
    }
}

#[test]
fn a_certificate_of_another_key_is_not_believed_even_under_the_provinces_name() {
    let (province, other) = (key(), key());
    let root = Root::Province(province.public());
    let certificate = leaf(&other, &["rantau.example"]);
    let judged = judge(root, KnownTime::default(), &certificate, "rantau.example", MADE + DAY);
    assert_eq!(judged, Some(Untrusted::AnotherServer));
    // The name of the issuer is only a name: what another key signed under it is not believed.
    let mut forged = certificate.to_vec();
    let (theirs, ours) = (hex::encode(other.public().0), hex::encode(province.public().0));
    let at = forged.windows(64).position(|window| window == theirs.as_bytes()).unwrap();
    forged[at..at + 64].copy_from_slice(ours.as_bytes());
    let judged = judge(root, KnownTime::default(), &forged.into(), "rantau.example", MADE + DAY);
    assert_eq!(judged, Some(Untrusted::AnotherServer));
}

#[test]
fn a_couriers_certificate_is_believed_at_any_address_by_any_clock_and_of_that_device_only() {
    let (device, other) = (key(), key());
    let leaf = Authority::new(&device).lan_leaf().unwrap();
    let certificate = CertificateDer::from_pem_slice(leaf.certificate.as_bytes()).unwrap();
    for (root, believed) in [
        (Root::Device(device.public()), true),
        (Root::AnyDevice, true),
        (Root::Device(other.public()), false),
        (Root::Province(device.public()), false),
    ] {
        for (name, clock) in [("192.168.1.5", 0), ("kios", MADE), ("kios.local", MADE + 100_000 * DAY)] {
            let judged = judge(root, KnownTime::default(), &certificate, name, clock);
            assert_eq!(judged.is_none(), believed, "{root:?} {name}: {judged:?}");
        }
    }
}

#[test]
fn a_wrong_clock_is_seen_through_where_something_is_known_and_named_where_nothing_is() {
    let province = key();
    let certificate = leaf(&province, &["rantau.example"]);
    let nothing = KnownTime::default();
    let heard = |offset| KnownTime { offset: Some(offset), at_least: Some(MADE - DAY), at_most: None };
    let invited = |end| KnownTime { at_most: Some(end), ..nothing };
    let years = 3_000 * DAY;
    for (what, known, clock, believed) in [
        ("in its days", nothing, MADE + DAY, true),
        ("a clock that is behind", nothing, 0, true),
        ("a clock that runs ahead, nothing known", nothing, MADE + years, false),
        ("a clock that runs ahead as it did before", heard(-years), MADE + years, true),
        ("ended by the province's time as well", heard(0), ENDS + DAY, false),
        ("the invitation ends within its days", invited(MADE + 2 * DAY), MADE + years, true),
        ("the invitation ends after it", invited(ENDS + DAY), MADE + years, false),
        ("an old certificate, the clock set back", KnownTime { at_least: Some(ENDS + 1), ..nothing }, MADE, false),
    ] {
        let root = Root::Province(province.public());
        let judged = judge(root, known, &certificate, "rantau.example", clock);
        assert_eq!(judged.is_none(), believed, "{what}: {judged:?}");
        assert!(judged.is_none_or(|why| matches!(why, Untrusted::Ended { .. })), "{what}");
    }
}

#[test]
fn other_programs_verify_the_certificate_with_the_root_as_a_file() {
    let province = key();
    let certificate = leaf(&province, &["rantau.example"]);
    let mut roots = RootCertStore::empty();
    let root = Authority::new(&province).root().unwrap();
    assert_eq!(root, Authority::new(&province).root().unwrap(), "always the same");
    roots.add(CertificateDer::from_pem_slice(root.as_bytes()).unwrap()).unwrap();
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider()).build().unwrap();
    let name = ServerName::try_from("rantau.example").unwrap();
    verifier.verify_server_cert(&certificate, &[], &name, &[], time(MADE + DAY)).unwrap();
    assert!(certificate.len() < 420, "{} bytes on the line", certificate.len());
}
