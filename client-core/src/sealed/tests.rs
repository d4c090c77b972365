use std::fs;

use records::EpochId;
use wire::{
    Push,
    exchange::{Capabilities, Head},
    stream::{FrameDecoder, FrameEncoder},
};

use super::*;
use crate::fixture::{Device, Province, ani_and_budi};

/// What the province finds in the outbox of a device.
fn pushed(device: &Device, province: &Province) -> Vec<Push> {
    let folder = Folder::of(device.path());
    let mut pushes = Vec::new();
    for parcel in folder.parcels().unwrap() {
        let bundle = folder.bundle(&parcel.name).unwrap();
        let stream = province.identity.open(&bundle.sealed, 1 << 24).unwrap();
        let frames = FrameDecoder::new(1 << 24).unwrap().decode(&stream).unwrap();
        assert!(matches!(frames.first(), Some(Frame::Hello(_))));
        assert_eq!(frames.last(), Some(&Frame::End));
        pushes.extend(
            frames.into_iter().filter_map(|frame| if let Frame::Push(push) = frame { Some(push) } else { None }),
        );
    }
    pushes
}

/// The province's answer to a bundle, signed at `time`.
fn answer(device: &Device, province: &Province, to: &BundleHead, time: i64) -> Bundle {
    let head = Head {
        protocol: wire::PROTOCOL,
        epoch: EpochId::from_bytes([1; 16]),
        time,
        received: Vec::new(),
        feeds: None,
        capabilities: Capabilities::NONE,
        packs: Vec::new(),
        coming: None,
        lease: None,
        lent: None,
    };
    let mut encoder = FrameEncoder::new().unwrap();
    let mut stream = encoder.encode(&Frame::Head(head)).unwrap();
    stream.extend(encoder.finish().unwrap());
    let (of, lineage, exchange) = (to.device, to.lineage, to.exchange);
    let signed = province.key.sign_answer(Answer { device: of, lineage, exchange, stream, successions: None });
    let sealed = seal::seal_to(&device.store.membership().certificate().0.recipient, &signed.to_bytes()).unwrap();
    Bundle::new(Direction::Down, of, lineage, exchange, sealed)
}

fn changes(pushes: &[Push]) -> usize {
    pushes.iter().map(|push| push.items.len()).sum()
}

#[test]
fn whatever_is_written_lies_in_the_outbox_for_the_province_alone() {
    let (mut ani, _, province) = ani_and_budi();
    ani.worker(&[("name", "Contoh Satu")]);
    ani.worker(&[("name", "Contoh Dua")]);
    let pushes = pushed(&ani, &province);
    assert_eq!((pushes.len(), changes(&pushes)), (2, 2));
    assert!(pushes.iter().all(|push| push.n >= wire::envelope::ALONE && push.previous.is_none()));
    assert_eq!(ani.store.sealed().unwrap().files, 2);
    let folder = Folder::of(ani.path());
    let bundle = folder.bundle(&folder.parcels().unwrap()[0].name).unwrap();
    assert!(ani.store.membership.identity.open(&bundle.sealed, 1 << 20).is_err(), "not even its own device");
}

#[test]
fn many_small_files_become_few_and_keep_what_was_signed() {
    let (mut ani, _, province) = ani_and_budi();
    for at in 0..100 {
        ani.worker(&[("name", &format!("Contoh {at}"))]);
    }
    let sealed = ani.store.sealed().unwrap();
    assert!(sealed.files <= 17, "{sealed:?}");
    let pushes = pushed(&ani, &province);
    assert_eq!((pushes.len(), changes(&pushes)), (100, 100), "each as it was signed");
}

#[test]
fn a_file_that_a_crash_kept_from_being_written_is_made_when_the_store_opens() {
    let (mut ani, _, province) = ani_and_budi();
    ani.worker(&[("name", "Contoh Satu")]);
    let before = pushed(&ani, &province);
    let folder = Folder::of(ani.path());
    let name = folder.parcels().unwrap()[0].name.clone();
    for damage in ["gone", "half"] {
        match damage {
            "gone" => fs::remove_file(folder.path().join(&name)).unwrap(),
            _ => fs::write(folder.path().join(&folder.parcels().unwrap()[0].name), b"half").unwrap(),
        }
        drop(ani.reopen());
        assert_eq!(pushed(&ani, &province), before, "{damage}: the same statement, in a new file");
    }
}

#[test]
fn a_file_that_cannot_be_written_leaves_the_edit_and_says_so() {
    let (mut ani, _, province) = ani_and_budi();
    let folder = Folder::of(ani.path());
    fs::remove_dir_all(folder.path()).unwrap();
    fs::write(folder.path(), b"no folder").unwrap();
    let doc = ani.worker(&[("name", "Contoh Satu")]);
    assert!(ani.store.is_outbox_behind());
    ani.store.view(doc).unwrap();
    fs::remove_file(folder.path()).unwrap();
    ani.worker(&[("name", "Contoh Dua")]);
    assert!(!ani.store.is_outbox_behind());
    assert_eq!(changes(&pushed(&ani, &province)), 2);
}

#[test]
fn an_answer_that_comes_while_the_outbox_is_behind_is_taken_in() {
    let (mut ani, _, province) = ani_and_budi();
    ani.worker(&[("name", "Contoh Satu")]);
    let folder = Folder::of(ani.path());
    let name = folder.parcels().unwrap()[0].name.clone();
    let head = folder.bundle(&name).unwrap().head;
    let aside = ani.path().join("aside");
    fs::rename(folder.path(), &aside).unwrap();
    fs::write(folder.path(), b"no folder").unwrap();
    ani.worker(&[("name", "Contoh Dua")]);
    assert!(ani.store.is_outbox_behind());
    fs::remove_file(folder.path()).unwrap();
    fs::rename(&aside, folder.path()).unwrap();
    // Another program hands in what lies there.
    folder.keep_answer(&name, &answer(&ani, &province, &head, 1_795_000_001)).unwrap();
    ani.worker(&[("name", "Contoh Tiga")]);
    assert!(!ani.store.is_outbox_behind());
    assert_eq!(changes(&pushed(&ani, &province)), 3);
    let heard = rows(&ani.store.db).unwrap().into_iter().filter(|row| row.heard).map(|row| row.name);
    assert_eq!(heard.collect::<Vec<_>>(), [name]);
}

#[test]
fn what_a_record_left_behind_in_the_outbox_goes_with_it() {
    let (mut ani, _, province) = ani_and_budi();
    let gone = ani.worker(&[("name", "Contoh Satu")]);
    ani.worker(&[("name", "Contoh Dua")]);
    ani.store
        .write(|tx, _| {
            forget(tx, gone)?;
            tx.execute("update change set state = 'logged' where doc = ?", [Sql(gone)])?;
            Ok(())
        })
        .unwrap();
    ani.store.catch_up().unwrap();
    let docs: Vec<_> = pushed(&ani, &province).iter().flat_map(|push| &push.items).map(|item| item.doc).collect();
    assert_eq!(docs.len(), 1);
    assert_ne!(docs[0], gone);
}

#[test]
fn a_file_of_a_later_state_of_the_database_is_kept() {
    let (mut ani, _, province) = ani_and_budi();
    ani.worker(&[("name", "Contoh Satu")]);
    // As after a restore from a copy that was taken before: the rows are gone.
    ani.store
        .db
        .execute_batch("update change set sealed = null; delete from sealed_statement; delete from sealed_file")
        .unwrap();
    ani.store.catch_up().unwrap();
    assert_eq!(ani.store.sealed().unwrap().files, 2, "the old one stays, and what is here is sealed anew");
    assert_eq!(changes(&pushed(&ani, &province)), 2);
    assert_eq!(ani.store.to_hand_in().unwrap().len(), 2);
    // What a courier is given otherwise holds what is in the new one.
    crate::bundle::out(&mut ani.store, crate::bundle::Content::Everything, &mut |_| {}).unwrap();
    assert_eq!(ani.store.left_over().unwrap().len(), 1);
}
