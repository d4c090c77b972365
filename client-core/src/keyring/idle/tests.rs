use super::*;
use crate::{
    Unlock,
    fixture::{Device, PASSPHRASE, Province},
};

const BUDIS: &str = "tiga kerbau di sawah";

fn shared() -> Device {
    let mut ani = Device::new(&Province::new(), 1);
    ani.store.rename_officer("ani".parse().unwrap()).unwrap();
    let budi = OfficerId::from_bytes([0xb; 16]);
    ani.store.add_officer(budi, "Budi Contoh", "budi".parse().unwrap(), BUDIS).unwrap();
    ani
}

fn opened_by(device: &Device, officer: &str, passphrase: &str) -> Store {
    let login = Login { officer: Some(officer), unlock: Unlock::Passphrase(passphrase) };
    Store::unlock(device.path(), &login, Box::new(device.clock.clone())).unwrap()
}

#[test]
fn a_store_that_nobody_used_is_locked_until_somebody_opens_it() {
    let Device { dir: _dir, clock, store } = Device::new(&Province::new(), 1);
    let mut idle = IdleStore::new(store, Some(300), Box::new(clock.clone()));
    clock.pass(299);
    idle.get().unwrap();
    clock.pass(299);
    idle.get().unwrap();
    clock.pass(300);
    assert!(matches!(idle.get(), Err(Error::Locked)));
    assert!(matches!(idle.unlock(&Login::passphrase("salah"), Box::new(clock.clone())), Err(Error::WrongPassphrase)));
    let store = idle.unlock(&Login::passphrase(PASSPHRASE), Box::new(clock.clone())).unwrap();
    store.lock().status().unwrap();
    idle.lock();
    assert!(idle.lock_if_idle());
}

#[test]
fn setting_the_clock_back_does_not_keep_a_store_open() {
    let Device { dir: _dir, clock, store } = Device::new(&Province::new(), 1);
    let mut idle = IdleStore::new(store, Some(300), Box::new(clock.clone()));
    clock.pass(-1000);
    assert!(matches!(idle.get(), Err(Error::Locked)));
}

#[test]
fn what_is_under_way_is_not_broken_off() {
    let Device { dir: _dir, clock, store } = Device::new(&Province::new(), 1);
    let mut idle = IdleStore::new(store, Some(300), Box::new(clock.clone()));
    let used = idle.get().unwrap();
    clock.pass(1000);
    assert!(!idle.lock_if_idle());
    used.lock().status().unwrap();
    drop(used);
    assert!(idle.lock_if_idle() && idle.beside().is_none());
}

#[test]
fn what_is_done_beside_does_not_keep_a_store_open() {
    let Device { dir: _dir, clock, store } = Device::new(&Province::new(), 1);
    let mut idle = IdleStore::new(store, Some(300), Box::new(clock.clone()));
    clock.pass(299);
    idle.beside().unwrap().lock().status().unwrap();
    clock.pass(1);
    assert!(idle.lock_if_idle());
}

#[test]
fn a_store_that_is_to_stay_open_does_so_by_whatever_clock() {
    let Device { dir: _dir, clock, store } = Device::new(&Province::new(), 1);
    let mut idle = IdleStore::new(store, None, Box::new(clock.clone()));
    for seconds in [100_000_000, -200_000_000] {
        clock.pass(seconds);
        assert!(!idle.lock_if_idle());
    }
}

#[test]
fn private_records_close_when_nobody_used_the_device_and_stay_open_where_nobody_asked_for_it() {
    let mut ani = shared();
    ani.clock.pass(100_000);
    assert!(!ani.store.close_private_if_idle().unwrap());
    ani.store.close_private_after(900).unwrap();
    ani.clock.pass(899);
    assert!(!ani.store.close_private_if_idle().unwrap());
    // Ani types something into another program.
    drop(opened_by(&ani, "ani", PASSPHRASE));
    assert!(!ani.store.close_private_if_idle().unwrap());
    ani.clock.pass(899);
    assert!(!ani.store.close_private_if_idle().unwrap());
    // What the program itself writes is nobody's use.
    ani.worker(&[("name", "Wati Contoh")]);
    ani.clock.pass(1);
    assert!(ani.store.close_private_if_idle().unwrap());
    assert_eq!(ani.store.private_of(), None);
    assert!(!ani.store.close_private_if_idle().unwrap(), "it is told once");
}

#[test]
fn private_records_close_at_once_when_another_officer_opens_the_device() {
    let mut ani = shared();
    ani.store.close_private_after(900).unwrap();
    drop(opened_by(&ani, "budi", BUDIS));
    assert!(ani.store.close_private_if_idle().unwrap());
    drop(opened_by(&ani, "budi", BUDIS));
    let again = opened_by(&ani, "ani", PASSPHRASE);
    assert!(again.private_of().is_some());
}

#[test]
fn setting_the_clock_back_closes_private_records() {
    let mut ani = shared();
    ani.store.close_private_after(900).unwrap();
    ani.clock.pass(-60);
    assert!(ani.store.close_private_if_idle().unwrap());
}
