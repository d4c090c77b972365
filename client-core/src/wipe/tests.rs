use records::DeviceId;
use seal::SigningKey;
use wire::loss::{SignedWiped, WipeOrder};

use super::*;
use crate::{
    fixture::{Device, PASSPHRASE, Province, TestClock},
    is_enrolled,
    store::Draw,
};

fn order(key: &SigningKey, device: DeviceId) -> SignedWipeOrder {
    key.sign_wipe_order(WipeOrder { protocol: PROTOCOL, device, order: [7; 16], at: 1_795_000_000 })
}

fn opened(device: &Device) -> Result<Store> {
    Store::open_at(device.path(), PASSPHRASE, Box::new(device.clock.clone()))
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_wiped_device_has_its_outbox_and_its_confirmation_and_nothing_else() {
    let province = Province::new();
    let mut ani = Device::new(&province, 1);
    ani.worker(&[("name", "Contoh Satu")]);
    let mine = order(&province.key, ani.store.membership().device());
    ani.store.wipe(&mine).unwrap();
    assert_eq!(names(ani.path()), ["outbox"]);
    assert!(is_wiped(ani.path()) && !is_enrolled(ani.path()));
    assert!(matches!(opened(&ani), Err(Error::Wiped)));
    let folder = Folder::of(ani.path());
    let opened = folder.parcels().unwrap().into_iter().map(|parcel| {
        let bundle = Bundle::from_bytes(&folder.read(&parcel.name).unwrap()).unwrap();
        province.identity.open(&bundle.sealed, 1 << 20).unwrap()
    });
    let confirmed: Vec<_> = opened.filter_map(|opened| SignedWiped::from_bytes(&opened).ok()).collect();
    let [confirmed] = confirmed.as_slice() else { panic!("{confirmed:?}") };
    seal::verify_signed(&ani.store.membership().certificate().0.signing_key, confirmed).unwrap();
    assert_eq!((confirmed.value().order, confirmed.value().left[0].statements.len()), ([7; 16], 1));
}

#[test]
fn a_forged_order_and_one_for_another_device_do_nothing() {
    let province = Province::new();
    let mut ani = Device::new(&province, 1);
    let doc = ani.worker(&[("name", "Contoh Satu")]);
    let forger = SigningKey::generate(&mut Draw(&TestClock::new(9)));
    let device = ani.store.membership().device();
    for order in [order(&forger, device), order(&province.key, DeviceId::from_bytes([2; 16]))] {
        assert!(ani.store.wipe(&order).is_err());
        ani.store.view(doc).unwrap();
        opened(&ani).unwrap();
    }
}

#[test]
fn a_power_cut_at_any_point_leaves_a_device_that_is_not_wiped_or_goes_on() {
    let province = Province::new();
    let mut ani = Device::new(&province, 1);
    ani.worker(&[("name", "Contoh Satu")]);
    ani.store.confirm(&order(&province.key, ani.store.membership().device())).unwrap();
    // Some of what is to go is gone, whatever it is.
    for gone in [None, Some("rantau.key"), Some("rantau.db")] {
        let copy = tempfile::tempdir().unwrap();
        fs::create_dir(copy.path().join("outbox")).unwrap();
        for folder in ["", "outbox"] {
            for name in names(&ani.path().join(folder)).iter().filter(|name| Some(name.as_str()) != gone) {
                let from = ani.path().join(folder).join(name);
                if from.is_file() {
                    fs::copy(from, copy.path().join(folder).join(name)).unwrap();
                }
            }
        }
        let opened = Store::open_at(copy.path(), PASSPHRASE, Box::new(ani.clock.clone()));
        assert!(matches!(opened, Err(Error::Wiped)), "{gone:?}: {opened:?}");
        assert_eq!(names(copy.path()), ["outbox"], "{gone:?}");
    }
}

#[test]
fn another_device_may_be_enrolled_where_one_was_wiped_and_hands_in_what_that_one_left() {
    let province = Province::new();
    let mut ani = Device::new(&province, 1);
    ani.worker(&[("name", "Contoh Satu")]);
    ani.store.wipe(&order(&province.key, ani.store.membership().device())).unwrap();
    let clock = TestClock::new(2);
    let store = Store::enrolled(ani.path(), PASSPHRASE, province.enrol(2, &clock), Box::new(clock.clone())).unwrap();
    assert!(!is_wiped(ani.path()));
    assert_eq!(store.to_hand_in().unwrap().len(), 2, "its record and its confirmation");
    drop(store);
    Store::open_at(ani.path(), PASSPHRASE, Box::new(clock)).unwrap();
}
