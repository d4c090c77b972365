//! Clocks that are wrong by decades.

use super::*;

/// 1970 and 2100: a battery that died, and a hand that slipped.
const EPOCH: i64 = 0;
const CENTURY: i64 = 4_102_444_800;

fn set(clock: &TestClock, to: i64) {
    clock.pass(to - crate::Clock::now(clock));
}

#[tokio::test(start_paused = true)]
async fn devices_of_1970_and_2100_enrol_sync_and_agree_on_what_came_last() {
    let province = crate::fixture::Province::new();
    let (mut ani, mut budi) = (Device::new_at(&province, 1, EPOCH), Device::new_at(&province, 2, CENTURY));
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh"), ("dusun", "Lebak")]);
    let (ani, _) = up_to_date(ani, &peer).await;

    // Whoever saw the other's value comes after it, whatever the clocks say.
    (budi, _) = up_to_date(budi, &peer).await;
    edit(&mut budi, doc, "dusun", "Montong");
    let (budi, _) = up_to_date(budi, &peer).await;
    let (mut ani, _) = up_to_date(ani, &peer).await;
    edit(&mut ani, doc, "dusun", "Karang");
    let (ani, _) = up_to_date(ani, &peer).await;
    let (budi, _) = up_to_date(budi, &peer).await;

    for device in [&ani, &budi] {
        let view = device.store.view(doc).unwrap();
        assert_eq!(text(&view, "dusun"), Some("Karang"));
        assert_eq!(view.conflicts.len(), 0);
        let officers: Vec<_> =
            device.store.history(doc).unwrap().into_iter().map(|entry| entry.author.officer_name).collect();
        assert_eq!(officers, ["Petugas 1", "Petugas 2", "Petugas 1"], "in the order of what was seen");
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_between_edits_loses_none_of_them() {
    let (mut ani, budi, province) = ani_and_budi();
    let peer = Peer::new(province);
    let doc = ani.worker(&[("name", "Siti Contoh")]);
    for (step, year) in [CENTURY, EPOCH, CENTURY, 1_795_000_000].into_iter().enumerate() {
        set(&ani.clock, year);
        edit(&mut ani, doc, "note", &format!("catatan {step}"));
        (ani, _) = up_to_date(ani, &peer).await;
    }
    let (budi, _) = up_to_date(budi, &peer).await;
    assert_eq!(text(&budi.store.view(doc).unwrap(), "note"), Some("catatan 3"));
    assert_eq!(budi.store.history(doc).unwrap().len(), 5);
}
