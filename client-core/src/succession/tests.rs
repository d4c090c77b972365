use seal::{Identity, SigningKey};
use wire::{
    enrolment::Certificate,
    succession::{Reason, Succession},
};

use super::*;
use crate::{
    fixture::{Device, PASSPHRASE, Province, TestClock},
    store::Draw,
};

/// A province whose keys follow each other.
struct Dynasty {
    keys: Vec<SigningKey>,
    identities: Vec<Identity>,
    chain: Chain,
}

impl Dynasty {
    /// Begins with the key under which devices are enrolled here.
    fn of(province: &Province) -> Self {
        let key = SigningKey::from_bytes(&province.key.to_bytes());
        let identity = Identity::parse(&province.identity.to_secret_string()).unwrap();
        let mut keys = vec![key];
        keys.extend((1..5).map(|n| SigningKey::generate(&mut Draw(&TestClock::new(900 + n)))));
        let identities = std::iter::once(identity).chain((1..5).map(|_| Identity::generate())).collect();
        let mut dynasty = Self { chain: Chain::anchored(keys[0].public()), keys, identities };
        dynasty.succeed(Reason::Founded);
        dynasty
    }

    fn succeed(&mut self, reason: Reason) {
        let n = self.chain.length() as usize;
        let (recipient, next) = (self.identities[n].recipient(), self.keys[n + 1].public());
        let told = self.chain.succeed(&self.keys[n], recipient, &next, 1_795_000_000 + n as i64, reason).unwrap();
        self.chain.extend(&[told]).unwrap();
    }

    fn newest(&self) -> &SigningKey {
        &self.keys[self.chain.length() as usize - 1]
    }

    /// All of the chain, with the certificate of a device.
    fn told(&self, of: &Certificate) -> Successions {
        let (certificate, signature) = (of.clone(), self.newest().sign_certificate(of));
        let card = Some(Card { certificate, signature });
        Successions { statements: self.chain.statements().to_vec(), card }
    }
}

fn enrolled() -> (Dynasty, Device) {
    let province = Province::new();
    (Dynasty::of(&province), Device::new(&province, 1))
}

fn certificate(device: &Device) -> Certificate {
    device.store.membership().certificate().0.clone()
}

#[test]
fn a_device_follows_two_successions_at_once_and_still_does_when_it_is_opened_again() {
    let (mut dynasty, mut device) = enrolled();
    assert_eq!(device.store.membership().chain_confirmed(), None);
    device.store.adopt(&dynasty.told(&certificate(&device))).unwrap();
    assert_eq!(device.store.membership().chain_confirmed(), Some(1));
    dynasty.succeed(Reason::Routine);
    dynasty.succeed(Reason::Lost);
    let adopted = device.store.adopt(&dynasty.told(&certificate(&device))).unwrap();
    assert_eq!(adopted, Adopted { statements: 2, key_changed: true, compromised: false });
    let (dir, clock) = (device.dir.path().to_owned(), device.clock.clone());
    drop(device.store);
    let store = Store::open_at(&dir, PASSPHRASE, Box::new(clock)).unwrap();
    let membership = store.membership();
    assert_eq!(membership.province_key(), dynasty.newest().public());
    assert_eq!(membership.province_recipient(), dynasty.identities[2].recipient());
    assert_eq!(membership.chain_confirmed(), Some(3));
    let known = store.province_keys().unwrap();
    assert_eq!(known.iter().map(|key| key.reason).collect::<Vec<_>>(), ["founded", "routine", "lost"]);
    assert_eq!(known.iter().filter(|key| key.current).count(), 1);
}

#[test]
fn the_province_goes_on_telling_until_the_certificate_came() {
    let (mut dynasty, mut device) = enrolled();
    dynasty.succeed(Reason::Routine);
    let told = dynasty.told(&certificate(&device));
    // By a courier, or a file: nobody certifies anybody.
    device.store.adopt(&Successions { card: None, ..told.clone() }).unwrap();
    assert_eq!(device.store.membership().chain_confirmed(), Some(1));
    let adopted = device.store.adopt(&told).unwrap();
    assert_eq!(adopted, Adopted::default(), "no key is new");
    assert_eq!(device.store.membership().chain_confirmed(), Some(2));
}

#[test]
fn a_certificate_of_another_device_or_a_former_key_is_passed_over() {
    let (mut dynasty, mut device) = enrolled();
    dynasty.succeed(Reason::Routine);
    let (ours, old) = (certificate(&device), *device.store.membership().certificate().1);
    let mut other = ours.clone();
    other.signing_key = dynasty.keys[4].public();
    let by_former = Card { certificate: ours.clone(), signature: dynasty.keys[0].sign_certificate(&ours) };
    for told in [dynasty.told(&other), Successions { card: Some(by_former), ..dynasty.told(&ours) }] {
        device.store.adopt(&told).unwrap();
        assert_eq!(*device.store.membership().certificate().1, old);
    }
}

#[test]
fn a_chain_that_does_not_lead_from_our_key_changes_nothing() {
    let (mut dynasty, mut device) = enrolled();
    device.store.adopt(&dynasty.told(&certificate(&device))).unwrap();
    let before = device.store.successions();
    let thief = SigningKey::generate(&mut Draw(&TestClock::new(77)));
    let previous = Some(dynasty.keys[0].public());
    let claim = Succession {
        protocol: 1,
        n: 1,
        previous,
        key: thief.public(),
        recipient: Identity::generate().recipient(),
        next: [0; 32],
        at: 0,
        reason: Reason::Compromised,
    };
    let forged = SignedSuccession::new(claim, |bytes| thief.sign(bytes));
    let told = Successions { statements: vec![forged], card: None };
    let refused = device.store.adopt(&told);
    assert!(matches!(refused, Err(Error::Seal(seal::Error::NotTheSuccessor))), "{refused:?}");
    assert_eq!(device.store.successions(), before);
    // It is told of as what it is, not as some other server.
    let founding = before.statements.iter().cloned();
    let told = Successions { statements: founding.chain(told.statements).collect(), card: None };
    assert!(matches!(device.store.follow_told(&told), Err(Error::Seal(_))));
    dynasty.succeed(Reason::Routine);
    device.store.adopt(&dynasty.told(&certificate(&device))).unwrap();
    assert_eq!(device.store.membership().province_key(), dynasty.newest().public());
}

#[test]
fn another_provinces_chain_is_another_server_and_an_older_one_of_ours_is_set_back() {
    let (mut dynasty, mut device) = enrolled();
    let strangers =
        Dynasty::of(&Province { key: SigningKey::generate(&mut Draw(&TestClock::new(55))), ..Province::new() });
    let told = Successions { statements: strangers.chain.statements().to_vec(), card: None };
    assert!(!device.store.follow_told(&told).unwrap());
    device.store.adopt(&dynasty.told(&certificate(&device))).unwrap();
    assert!(!device.store.follow_told(&told).unwrap(), "its founding is none of ours");
    let old = dynasty.told(&certificate(&device));
    dynasty.succeed(Reason::Routine);
    assert!(device.store.follow_told(&dynasty.told(&certificate(&device))).unwrap());
    let set_back = device.store.follow_told(&old);
    assert!(matches!(set_back, Err(Error::SetBack { here: 2, there: 1 })), "{set_back:?}");
}

#[test]
fn what_lies_in_the_outbox_is_sealed_anew_and_what_is_new_to_the_newest() {
    let (mut dynasty, mut device) = enrolled();
    device.worker(&[("name", "Contoh Satu")]);
    let opens = |device: &Device, identity: &Identity| {
        let folder = device.store.outbox();
        let parcels = folder.parcels().unwrap();
        let sealed = parcels.iter().map(|parcel| folder.bundle(&parcel.name).unwrap().sealed);
        sealed.map(|sealed| identity.open(&sealed, 1 << 20).is_ok()).collect::<Vec<_>>()
    };
    assert_eq!(opens(&device, &dynasty.identities[0]), [true]);
    dynasty.succeed(Reason::Compromised);
    assert!(device.store.adopt(&dynasty.told(&certificate(&device))).unwrap().compromised);
    assert_eq!(opens(&device, &dynasty.identities[1]), [true]);
    assert_eq!(opens(&device, &dynasty.identities[0]), [false]);
    device.worker(&[("name", "Contoh Dua")]);
    assert_eq!(opens(&device, &dynasty.identities[1]), [true, true]);
    let noted = crate::sealed::Province::read(&device.store.outbox()).unwrap().unwrap();
    assert_eq!(noted.public_key().unwrap(), dynasty.newest().public());
    // Opening the store again makes nothing anew.
    let names =
        |store: &Store| store.outbox().parcels().unwrap().into_iter().map(|parcel| parcel.name).collect::<Vec<_>>();
    let before = names(&device.store);
    device.store.look_through_outbox().unwrap();
    assert_eq!(names(&device.store), before);
}
