use std::fs;

use records::{DeviceId, LineageId};
use tempfile::TempDir;

use super::*;

fn device(number: u8) -> DeviceId {
    DeviceId::from_bytes([number; 16])
}

fn bundle(direction: Direction, number: u8, size: usize) -> Bundle {
    Bundle::new(direction, device(number), LineageId::from_bytes([2; 16]), 1, vec![number; size])
}

fn spool(limits: Limits) -> (TempDir, Spool) {
    let dir = TempDir::new().unwrap();
    let spool = Spool::new(&dir.path().join("courier"), limits);
    (dir, spool)
}

#[test]
fn a_deposit_that_was_cut_anywhere_goes_on_where_it_was() {
    let up = bundle(Direction::Up, 1, 300);
    let (bytes, digest) = (up.to_bytes(), up.head.digest);
    for cut in [0, 1, 100, bytes.len() - 1] {
        let (_dir, spool) = spool(Limits::default());
        let kept = spool.deposit(device(1), &digest, 0, &bytes[..cut]).unwrap();
        assert_eq!((kept.have, kept.whole), (cut as u64, false));
        assert!(spool.to_province().unwrap().is_empty(), "half a bundle goes nowhere");
        let kept = spool.deposit(device(1), &digest, cut as u64, &bytes[cut..]).unwrap();
        assert!(kept.whole, "cut at {cut}");
        assert_eq!(spool.to_province().unwrap()[0].read().unwrap(), bytes);
        let again = spool.deposit(device(1), &digest, 0, &bytes).unwrap();
        assert!(again.whole && spool.to_province().unwrap().len() == 1, "twice is once");
    }
}

#[test]
fn a_piece_that_does_not_follow_says_where_it_is() {
    let (_dir, spool) = spool(Limits::default());
    let up = bundle(Direction::Up, 1, 300);
    spool.deposit(device(1), &up.head.digest, 0, &up.to_bytes()[..50]).unwrap();
    let error = spool.deposit(device(1), &up.head.digest, 80, &up.to_bytes()[80..]).unwrap_err();
    assert!(matches!(error, Error::Elsewhere { have: 50 }), "{error}");
}

#[test]
fn what_is_no_bundle_of_the_device_is_thrown_away() {
    let (ours, theirs) = (bundle(Direction::Up, 1, 300), bundle(Direction::Up, 2, 300));
    let down = bundle(Direction::Down, 1, 300);
    let mut damaged = ours.to_bytes();
    *damaged.last_mut().unwrap() ^= 1;
    let mut long = ours.to_bytes();
    long.push(0);
    for (name, digest, bytes) in [
        ("of another device", theirs.head.digest, theirs.to_bytes()),
        ("under another name", theirs.head.digest, ours.to_bytes()),
        ("on its way down", down.head.digest, down.to_bytes()),
        ("damaged", ours.head.digest, damaged),
        ("too long", ours.head.digest, long),
        ("something else", ours.head.digest, vec![0x42; 2000]),
    ] {
        let (_dir, spool) = spool(Limits::default());
        let error = spool.deposit(device(1), &digest, 0, &bytes).unwrap_err();
        assert!(matches!(error, Error::NoBundle(_)), "{name}: {error}");
        assert_eq!(spool.stock().unwrap(), Stock::default(), "{name}");
    }
}

#[test]
fn a_full_mailbox_says_so_and_loses_nothing() {
    let (first, second) = (bundle(Direction::Up, 1, 300), bundle(Direction::Up, 1, 301));
    let size = first.to_bytes().len() as u64;
    let roomy = Limits::default();
    for (name, limits, other) in [
        ("of the device", Limits { device: size + 100, ..roomy }, false),
        ("of all", Limits { all: size + 100, ..roomy }, true),
        ("of files", Limits { files: 0, ..roomy }, false),
    ] {
        let (_dir, spool) = spool(limits);
        spool.deposit(device(1), &first.head.digest, 0, &first.to_bytes()).unwrap();
        let before = spool.stock().unwrap();
        let error = spool.deposit(device(1), &second.head.digest, 0, &second.to_bytes()).unwrap_err();
        assert!(matches!(error, Error::Full), "{name}: {error}");
        assert_eq!(spool.stock().unwrap(), before, "{name}");
        let third = bundle(Direction::Up, 3, 300);
        let theirs = spool.deposit(device(3), &third.head.digest, 0, &third.to_bytes());
        assert_eq!(theirs.is_err(), other, "{name}: another device");
    }
    let (_dir, spool) = spool(Limits { bundle: 100, ..roomy });
    let error = spool.deposit(device(1), &first.head.digest, 0, &first.to_bytes()).unwrap_err();
    assert!(matches!(error, Error::TooLarge), "{error}");
}

#[test]
fn a_bundle_goes_when_its_answer_is_here_and_the_answer_when_its_device_has_it() {
    let (_dir, spool) = spool(Limits::default());
    let (up, down) = (bundle(Direction::Up, 1, 300), bundle(Direction::Down, 1, 200));
    spool.add(&up).unwrap();
    spool.add(&up).unwrap();
    let parcel = spool.to_province().unwrap().remove(0);
    let foreign = bundle(Direction::Down, 2, 200);
    assert!(spool.answered(&parcel, &foreign).is_err(), "an answer for somebody else");
    assert_eq!(spool.to_province().unwrap().len(), 1);
    spool.answered(&parcel, &down).unwrap();
    let stock = spool.stock().unwrap();
    assert_eq!((stock.to_province, stock.answers), (0, 1));
    assert!(spool.answers(Some(device(2))).unwrap().is_empty());
    assert_eq!(spool.answer(device(1), &down.head.digest).unwrap(), down.to_bytes());
    assert!(spool.answer(device(2), &down.head.digest).is_err());
    for _ in 0..2 {
        spool.confirmed(device(1), &down.head.digest).unwrap();
    }
    assert_eq!(spool.stock().unwrap(), Stock::default());
}

#[test]
fn a_refused_bundle_is_put_aside_and_stops_no_other() {
    let (_dir, spool) = spool(Limits::default());
    spool.add(&bundle(Direction::Up, 1, 300)).unwrap();
    spool.add(&bundle(Direction::Up, 2, 300)).unwrap();
    let parcel = spool.to_province().unwrap().remove(0);
    spool.refused(&parcel).unwrap();
    let stock = spool.stock().unwrap();
    assert_eq!((stock.to_province, stock.refused), (1, 1));
    assert!(matches!(spool.progress(parcel.device, &parcel.digest), Err(Error::Refused)), "and is not taken again");
}

#[test]
fn half_deposits_go_after_their_time_and_whole_ones_never() {
    let (_dir, spool) = spool(Limits::default());
    let (half, whole) = (bundle(Direction::Up, 1, 300), bundle(Direction::Up, 2, 300));
    spool.deposit(device(1), &half.head.digest, 0, &half.to_bytes()[..100]).unwrap();
    spool.add(&whole).unwrap();
    let written = file::written_at(&spool.parcels("up", HALF).unwrap()[0].path).unwrap();
    spool.clean(written + spool.limits().half_life).unwrap();
    assert_eq!(spool.stock().unwrap().half, 1);
    spool.clean(written + spool.limits().half_life + 1).unwrap();
    let stock = spool.stock().unwrap();
    assert_eq!((stock.half, stock.to_province), (0, 1));
}

#[cfg(unix)]
#[test]
fn nobody_else_on_the_machine_looks_into_the_mailbox() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, spool) = spool(Limits::default());
    spool.add(&bundle(Direction::Up, 1, 300)).unwrap();
    let file = spool.to_province().unwrap().remove(0).path;
    for (path, mode) in [(spool.dir.as_path(), 0o700), (&file, 0o600)] {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, mode, "{}", path.display());
    }
}
