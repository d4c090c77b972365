use super::*;
use crate::{
    Clock,
    fixture::{Device, PASSPHRASE, Province},
    sealed::Folder,
};

const NOW: i64 = 1_795_000_000;

fn terms() -> Terms {
    Terms { welcome: NOW, period: PERIOD, offset: 0, latest: NOW }
}

#[test]
fn a_lease_stands_as_the_clock_says_where_it_is_to_be_believed() {
    let late = Terms { latest: NOW + 10 * DAY, ..terms() };
    let fast = Terms { offset: -DAY, ..terms() };
    let set_right = Terms { offset: 20 * DAY, ..terms() };
    for (what, terms, clock, standing) in [
        ("at the beginning", terms(), NOW, Standing::Good),
        ("three days before the end", terms(), NOW + 11 * DAY, Standing::Ending),
        ("at the end", terms(), NOW + 14 * DAY, Standing::Over),
        ("set back, it stands where it was", late, NOW, Standing::Good),
        ("set back a century", late, 0, Standing::Good),
        ("set back at its last minute", Terms { latest: NOW + 14 * DAY - STEP, ..terms() }, NOW, Standing::Over),
        ("a clock that is a day ahead", fast, NOW + 14 * DAY, Standing::Ending),
        ("and its end", fast, NOW + 15 * DAY, Standing::Over),
        ("a month behind what was seen", terms(), NOW + 30 * DAY, Standing::Over),
        ("far ahead", terms(), NOW + 31 * DAY, Standing::ClockAhead),
        ("of the year 2100", terms(), 4_102_444_800, Standing::ClockAhead),
        ("set right since the province saw it wrong", set_right, NOW + DAY, Standing::ClockAhead),
    ] {
        assert_eq!(terms.judge(clock).0.standing, standing, "{what}");
    }
}

#[test]
fn every_opening_with_a_clock_that_was_set_back_costs_a_minute() {
    let mut terms = Terms { latest: NOW + 13 * DAY, ..terms() };
    let mut openings = 0;
    while terms.judge(NOW).0.standing != Standing::Over {
        terms.latest = terms.judge(NOW).1;
        openings += 1;
    }
    assert_eq!(openings, DAY / STEP - 1);
}

#[test]
fn a_clock_that_jumped_and_was_set_right_leaves_no_trace() {
    let (lease, latest) = terms().judge(4_102_444_800);
    assert_eq!((lease.standing, latest), (Standing::ClockAhead, NOW));
}

fn opened(device: &Device) -> Result<Store> {
    Store::open_at(device.path(), PASSPHRASE, Box::new(device.clock.clone()))
}

#[test]
fn a_store_whose_lease_is_over_does_not_open_and_its_outbox_stays() {
    let mut ani = Device::new(&Province::new(), 1);
    ani.worker(&[("name", "Contoh Satu")]);
    ani.clock.pass(14 * DAY - 1);
    assert_eq!(opened(&ani).unwrap().lease().unwrap().standing, Standing::Ending);
    ani.clock.pass(1);
    assert!(matches!(opened(&ani), Err(Error::LeaseOver { until }) if until == NOW + PERIOD));
    ani.clock.pass(-14 * DAY);
    assert!(opened(&ani).is_err(), "to set the clock back does not help");
    assert_eq!(Folder::of(ani.path()).parcels().unwrap().len(), 1);
}

#[test]
fn a_clock_that_is_far_ahead_opens_the_store_for_an_exchange_alone_until_it_is_set_right() {
    let ani = Device::new(&Province::new(), 1);
    ani.clock.pass(20 * 365 * DAY);
    assert!(matches!(opened(&ani), Err(Error::ClockAhead { .. })));
    let exchange = Store::open_to_exchange(ani.path(), PASSPHRASE, Box::new(ani.clock.clone())).unwrap();
    welcomed(&exchange.db, ani.clock.now()).unwrap();
    opened(&ani).unwrap();
    let budi = Device::new(&Province::new(), 2);
    budi.clock.pass(20 * 365 * DAY);
    assert!(opened(&budi).is_err());
    budi.clock.pass(-20 * 365 * DAY);
    assert_eq!(opened(&budi).unwrap().lease().unwrap().standing, Standing::Good);
}

#[test]
fn what_the_province_says_renews_a_lease_and_sets_its_length() {
    let ani = Device::new(&Province::new(), 1);
    ani.clock.pass(10 * DAY);
    let store = opened(&ani).unwrap();
    welcomed(&store.db, NOW + 9 * DAY).unwrap();
    welcomed(&store.db, NOW + 8 * DAY).unwrap();
    assert_eq!(store.lease().unwrap().until, NOW + 9 * DAY + PERIOD, "an older word takes nothing back");
    set_period(&store.db, Some(7 * DAY.unsigned_abs())).unwrap();
    assert_eq!(store.lease().unwrap().until, NOW + 16 * DAY);
    set_period(&store.db, None).unwrap();
    assert_eq!(store.lease().unwrap().until, NOW + 9 * DAY + PERIOD);
}

#[test]
fn a_store_of_before_there_were_leases_begins_its_own() {
    let ani = Device::new(&Province::new(), 1);
    ani.store.db.execute("delete from setting where name like 'lease_%'", []).unwrap();
    ani.clock.pass(100 * DAY);
    let lease = opened(&ani).unwrap().lease().unwrap();
    assert_eq!((lease.until, lease.standing), (NOW + 114 * DAY, Standing::Good));
}
