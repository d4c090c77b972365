//! A device that begins, with the real store and the real server: by pack, by seed, and by the log where a pack is of
//! no use.
#![cfg(test)]

mod village;

use std::fs;

use client_core::{
    Error,
    pack::seed::Problem,
    sync::{self, CancellationToken, Progress},
};
use testkit::link::{Cuts, Line, Link};

use self::village::{OTHER_VILLAGE, Province, VILLAGE};

const WORKERS: usize = 40;

fn given_up(events: &[Progress]) -> usize {
    events.iter().filter(|event| matches!(event, Progress::PackGivenUp { .. })).count()
}

#[tokio::test]
async fn a_device_that_begins_takes_the_pack_and_then_reads_the_log() {
    let province = Province::new().await;
    let ani = province.device("ani", VILLAGE).await;
    ani.fill(1, WORKERS);
    ani.sync(&province).await;
    let pack = province.build();
    ani.fill(2, 2);
    ani.sync(&province).await;

    let budi = province.device("budi", VILLAGE).await;
    budi.fill(3, 1);
    let (report, events) = budi.sync(&province).await;
    assert_eq!((given_up(&events), budi.records()), (0, WORKERS as u64 + 3));
    assert!(events.contains(&Progress::Fetching { bytes: pack.size, of: pack.size }), "{events:?}");
    assert!(events.contains(&Progress::Reading { entries: 3, of: 3 }), "two of hers, one of ours: {events:?}");
    assert!(report.bytes_down < pack.size + 3_000, "the pack, and little more: {report:?}");
    assert_eq!(ani.sync(&province).await.0.feeds, budi.sync(&province).await.0.feeds);
}

#[tokio::test]
async fn a_device_that_reads_the_log_knows_from_the_first_frame_how_much_there_is() {
    let province = Province::new().await;
    let ani = province.device("ani", VILLAGE).await;
    ani.fill_at_length(1, 19);
    ani.sync(&province).await;
    let budi = province.device("budi", VILLAGE).await;
    budi.fill(3, 1);
    let (_, events) = budi.sync(&province).await;
    let read = events.into_iter().filter_map(|event| match event {
        Progress::Reading { entries, of } => Some((entries, of)),
        _ => None,
    });
    let read: Vec<_> = read.collect();
    assert!(read.len() > 2, "several frames: {read:?}");
    assert!(read.is_sorted() && read.iter().all(|(entries, of)| entries <= of && *of == 20), "{read:?}");
    assert_eq!(read.last(), Some(&(20, 20)));
}

#[tokio::test]
async fn a_download_that_was_cut_goes_on_where_it_was_also_after_a_restart() {
    let province = Province::new().await;
    let ani = province.device("ani", VILLAGE).await;
    ani.fill(1, WORKERS);
    ani.sync(&province).await;
    let pack = province.build();

    let budi = province.device("budi", VILLAGE).await;
    let cuts = Cuts { down: vec![1_500 + pack.size / 2], ..Cuts::default() };
    let link = Link::open(province.addr, Line { cuts, ..Line::clear() }).unwrap();
    let (cut, _) = budi.sync_over(link.addr()).await;
    let first = link.stats().bytes_down;
    drop(link);
    assert!(cut.is_err() || cut.is_ok_and(|report| report.cuts == 1));
    let budi = budi.restarted();
    let (report, events) = budi.sync(&province).await;
    assert_eq!((given_up(&events), budi.records()), (0, WORKERS as u64));
    assert!(first + report.bytes_down < pack.size + 5_000, "{first} and then {report:?} of {pack:?}");
}

/// A frame of what is as long as [`fill_at_length`](village::Device::fill_at_length) makes it, and what surrounds it.
const FRAME: u64 = 18_000;

/// What a first sync costs whose line is cut after so many bytes down, while the province makes a pack meanwhile: bytes
/// up and down of all attempts, and whether a pack was fetched in the end.
async fn cut_while_a_pack_is_made(cut_at: Option<u64>) -> ((u64, u64), bool) {
    // The first pack is of what Budi brings, so it cannot be ready when he asks.
    let province = Province::with_packs_from(66).await;
    let ani = province.device("ani", VILLAGE).await;
    ani.fill_at_length(1, 60);
    ani.sync(&province).await;
    let budi = province.device("budi", VILLAGE).await;
    budi.fill_at_length(2, 6);
    // The second ends the next attempt at once, so that the device gives up.
    let cuts = Cuts { down: cut_at.into_iter().flat_map(|at| [at, at + 1]).collect(), ..Cuts::default() };
    let first = Link::open(province.addr, Line { cuts, ..Line::clear() }).unwrap();
    let (report, _) = budi.sync_over(first.addr()).await;
    assert_eq!(report.is_ok_and(|report| report.cuts == 0), cut_at.is_none());
    server::packs::drain(&province.server);
    let second = Link::open(province.addr, Line::clear()).unwrap();
    let (report, events) = budi.sync_over(second.addr()).await;
    assert!(report.unwrap().equal);
    assert_eq!(budi.records(), 66);
    let (first, second) = (first.stats(), second.stats());
    let bytes = (first.bytes_up + second.bytes_up, first.bytes_down + second.bytes_down);
    (bytes, events.iter().any(|event| matches!(event, Progress::Fetching { .. })))
}

#[tokio::test]
async fn a_line_that_is_cut_while_a_pack_is_made_brings_at_most_one_frame_twice() {
    let ((up, down), _) = cut_while_a_pack_is_made(None).await;
    for (cut_at, takes_pack) in [(2_000, true), (3 * FRAME, false)] {
        let ((up_again, down_again), took_pack) = cut_while_a_pack_is_made(Some(cut_at)).await;
        assert_eq!(took_pack, takes_pack, "cut at {cut_at}");
        assert!(up_again <= up + FRAME, "cut at {cut_at}: {up_again} up instead of {up}");
        assert!(down_again <= down + FRAME, "cut at {cut_at}: {down_again} down instead of {down}");
    }
}

#[tokio::test]
async fn a_damaged_pack_is_said_once_and_costs_nothing_but_its_bytes() {
    let province = Province::new().await;
    let ani = province.device("ani", VILLAGE).await;
    ani.fill(1, WORKERS);
    ani.sync(&province).await;
    let file = province.pack_file(&province.build());
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();

    let budi = province.device("budi", VILLAGE).await;
    let (_, events) = budi.sync(&province).await;
    assert_eq!((given_up(&events), budi.records()), (1, WORKERS as u64));
    assert_eq!(given_up(&budi.sync(&province).await.1), 0);
}

#[tokio::test]
async fn a_pack_that_is_shorter_or_longer_than_it_should_be_is_none() {
    for change in [|bytes: &mut Vec<u8>| bytes.truncate(100), |bytes: &mut Vec<u8>| bytes.extend([0; 9])] {
        let province = Province::new().await;
        let ani = province.device("ani", VILLAGE).await;
        ani.fill(1, WORKERS);
        ani.sync(&province).await;
        let file = province.pack_file(&province.build());
        let mut bytes = fs::read(&file).unwrap();
        change(&mut bytes);
        fs::write(&file, bytes).unwrap();
        let budi = province.device("budi", VILLAGE).await;
        let mut given_up_once = 0;
        // A pack that is too short looks like a line that is cut, until the server has no more of it.
        for _ in 0..5 {
            let (report, events) = budi.sync_over(province.addr).await;
            given_up_once += given_up(&events);
            if report.is_ok_and(|report| report.equal) {
                break;
            }
        }
        assert_eq!((given_up_once, budi.records()), (1, WORKERS as u64));
    }
}

#[tokio::test]
async fn a_seed_makes_a_device_that_needs_only_what_came_since() {
    let province = Province::new().await;
    let ani = province.device("ani", VILLAGE).await;
    ani.fill(1, WORKERS);
    ani.sync(&province).await;
    let pack = province.build();
    let (budi, url) = (province.device("budi", VILLAGE).await, format!("http://{}", province.addr));
    let card = budi.store.lock().card();

    assert!(matches!(ani.store.lock().seed_for(&card), Err(Error::Seed(Problem::NoPack))), "it wrote all of it itself");
    sync::fetch_to_hand_on(&ani.store, &url, |_| {}, &CancellationToken::new()).await.unwrap();
    let seed = ani.store.lock().seed_for(&card).unwrap();
    assert_eq!(seed.device_name, "budi");
    ani.fill(2, 1);
    ani.sync(&province).await;

    let taken = budi.store.lock().take_seed(&seed.sealed, &mut |_| {}).unwrap();
    assert_eq!((taken.changes, budi.records()), (pack.count, WORKERS as u64));
    let (report, _) = budi.sync(&province).await;
    assert_eq!(report.pulled, 1);
    assert!(report.bytes_down < 1_500, "nothing is downloaded again: {report:?}");
    assert!(matches!(budi.store.lock().take_seed(&seed.sealed, &mut |_| {}), Err(Error::Seed(Problem::NotNeeded))));
    let citra = province.device("citra", VILLAGE).await;
    let handed_on = budi.store.lock().seed_for(&citra.store.lock().card()).unwrap();
    assert_eq!(citra.store.lock().take_seed(&handed_on.sealed, &mut |_| {}).unwrap().changes, pack.count);
}

#[tokio::test]
async fn a_seed_is_for_one_device_of_the_feed_and_of_this_province() {
    let (province, elsewhere) = (Province::new().await, Province::new().await);
    let (ani, budi) = (province.device("ani", VILLAGE).await, province.device("budi", VILLAGE).await);
    ani.fill(1, WORKERS);
    ani.sync(&province).await;
    province.build();
    budi.sync(&province).await;
    let seed = |card: &str| budi.store.lock().seed_for(card);

    let neighbour = province.device("neighbour", OTHER_VILLAGE).await.store.lock().card();
    assert!(matches!(seed(&neighbour), Err(Error::Seed(Problem::OtherFeeds))));
    let stranger = elsewhere.device("stranger", VILLAGE).await.store.lock().card();
    assert!(matches!(seed(&stranger), Err(Error::Seed(Problem::ForeignCard))));
    assert!(matches!(seed("RANTAU-CARD-1:AAAA"), Err(Error::Seed(Problem::NotACard))));

    let (citra, dewi) = (province.device("citra", VILLAGE).await, province.device("dewi", VILLAGE).await);
    let for_citra = seed(&citra.store.lock().card()).unwrap().sealed;
    assert!(matches!(dewi.store.lock().take_seed(&for_citra, &mut |_| {}), Err(Error::Seed(Problem::NotForUs))));
    let mut damaged = for_citra.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    assert!(matches!(citra.store.lock().take_seed(&damaged, &mut |_| {}), Err(Error::Seed(Problem::NotForUs))));
    citra.store.lock().take_seed(&for_citra, &mut |_| {}).unwrap();
    citra.sync(&province).await;
}

#[tokio::test]
async fn a_kiosk_hands_its_village_on_over_the_lan_and_a_cut_costs_no_more_than_a_piece() {
    let province = Province::new().await;
    let (ani, kiosk) = (province.device("ani", VILLAGE).await, province.device("kios", VILLAGE).await);
    ani.fill_at_length(1, WORKERS);
    ani.sync(&province).await;
    let pack = province.build();
    kiosk.sync(&province).await;
    assert!(!kiosk.store.lock().lacks_packs().unwrap());
    let budi = province.device("budi", VILLAGE).await;
    let served = kiosk.as_kiosk().await;

    let cuts = Cuts { down: vec![pack.size * 4 / 5], ..Cuts::default() };
    let link = Link::open(served.addr, Line { cuts, ..Line::clear() }).unwrap();
    assert!(matches!(budi.seed_from(link.addr()).await, Err(Error::Unreachable(_))));
    drop(link);
    let budi = budi.restarted();
    let link = Link::open(served.addr, Line::clear()).unwrap();
    let seeded = budi.seed_from(link.addr()).await.unwrap();
    assert_eq!((seeded.taken[0].changes, budi.records()), (pack.count, WORKERS as u64));
    assert_eq!(seeded.courier, "kios");
    let second = link.stats().bytes_down;
    assert!(second < pack.size * 3 / 5, "{second} of {pack:?}");
    assert!(matches!(budi.seed_from(served.addr).await, Err(Error::Seed(Problem::NotNeeded))));
}

#[tokio::test]
async fn who_began_at_a_kiosk_needs_only_what_came_since_and_can_hand_it_on() {
    let province = Province::new().await;
    let kiosk = province.device("kios", VILLAGE).await;
    kiosk.fill(1, 3);
    kiosk.sync(&province).await;
    let (budi, url) = (province.device("budi", VILLAGE).await, format!("http://{}", province.addr));
    let served = kiosk.as_kiosk().await;
    assert!(matches!(budi.seed_from(served.addr).await, Err(Error::Seed(Problem::NoPackThere))));
    // A village with few records has a pack as soon as somebody wants to hand it on.
    let fetched = sync::fetch_to_hand_on(&kiosk.store, &url, |_| {}, &CancellationToken::new()).await;
    assert!(matches!(fetched, Err(Error::Seed(Problem::NoPack))), "{fetched:?}");
    server::packs::drain(&province.server);
    sync::fetch_to_hand_on(&kiosk.store, &url, |_| {}, &CancellationToken::new()).await.unwrap();

    assert_eq!(budi.seed_from(served.addr).await.unwrap().taken[0].changes, 3);
    kiosk.fill(2, 1);
    kiosk.sync(&province).await;
    let (report, _) = budi.sync(&province).await;
    assert_eq!((report.pulled, budi.records()), (1, 4));
    assert!(report.bytes_down < 1_500, "nothing is downloaded again: {report:?}");
    let (citra, next) = (province.device("citra", VILLAGE).await, budi.as_kiosk().await);
    assert_eq!(citra.seed_from(next.addr).await.unwrap().taken[0].changes, 3);
}

#[tokio::test]
async fn a_kiosk_hands_nothing_on_to_devices_of_other_villages_and_provinces() {
    let (province, elsewhere) = (Province::new().await, Province::new().await);
    let kiosk = province.device("kios", VILLAGE).await;
    let ani = province.device("ani", VILLAGE).await;
    ani.fill(1, WORKERS);
    ani.sync(&province).await;
    province.build();
    kiosk.sync(&province).await;
    let served = kiosk.as_kiosk().await;
    let neighbour = province.device("neighbour", OTHER_VILLAGE).await;
    assert!(matches!(neighbour.seed_from(served.addr).await, Err(Error::Seed(Problem::NoPackThere))));
    let stranger = elsewhere.device("stranger", VILLAGE).await;
    assert!(matches!(stranger.seed_from(served.addr).await, Err(Error::Seal(_))), "it does not trust the kiosk either");
}
