use super::*;

const A: &str = "52.03.13.2001";
const B: &str = "52.03.13.2002";
const ME: OfficerId = OfficerId::from_bytes([1; 16]);
const SOMEBODY: OfficerId = OfficerId::from_bytes([2; 16]);
const OWN: DeviceId = DeviceId::from_bytes([3; 16]);

fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}

fn scope(now: &[&str], past: &[&str]) -> Scope {
    let regions = |codes: &[&str]| codes.iter().map(|code| region(code)).collect();
    Scope { now: regions(now), past: regions(past) }
}

fn memberships(is_in: &[String], was_in: &[String]) -> Vec<Membership> {
    let named = |feeds: &[String], left| {
        feeds.iter().map(|feed| Membership::new(feed.parse().unwrap(), left)).collect::<Vec<_>>()
    };
    [named(is_in, false), named(was_in, true)].concat()
}

#[test]
fn only_a_new_document_or_one_that_the_author_serves_enters_a_feed() {
    let enters = |village: &str| Place { enters: vec![FeedId::village(region(village))], flag: None };
    let stays = || Place { enters: Vec::new(), flag: None };
    let flagged = |code| Place { flag: Some(code), ..stays() };
    for (name, scope, is_in, was_in, village, expected) in [
        ("new in the own village", scope(&[A], &[]), &[][..], &[][..], A, enters(A)),
        ("new in a village served once", scope(&[B], &[A]), &[], &[], A, Place { flag: Some(LATE), ..enters(A) }),
        ("in the own village", scope(&[A], &[]), &[A], &[], A, stays()),
        ("moved here, made elsewhere", scope(&[B], &[]), &[B], &[A], A, stays()),
        ("an office of both", scope(&["52.03"], &[]), &[A], &[], B, enters(B)),
        ("an office, of what left that village", scope(&["52.03"], &[]), &[A], &[B], B, stays()),
        ("known elsewhere", scope(&[B], &[]), &[A], &[], B, flagged(ELSEWHERE)),
        ("left the own village", scope(&[A], &[]), &[B], &[A], A, flagged(LATE)),
        ("the village was taken from the device", scope(&[B], &[A]), &[A], &[], A, flagged(LATE)),
        ("handed over to another province", scope(&[A], &[]), &[], &[A], A, flagged(LATE)),
    ] {
        let feeds = |codes: &[&str]| codes.iter().map(|code| format!("{code}/village")).collect::<Vec<_>>();
        let memberships = memberships(&feeds(is_in), &feeds(was_in));
        let author = Reader { scope: &scope, officer: ME, device: OWN };
        let village = region(village);
        // Whoever made it: what counts is who serves it.
        for is_makers in [false, true] {
            let change = Arriving { kind: Kind::Worker, region: &village, is_makers, is_lent: false };
            assert_eq!(Place::of(author, &memberships, change), expected, "{name}");
        }
    }
}

#[test]
fn what_peers_must_not_read_enters_the_feeds_of_its_maker_and_of_the_offices_only() {
    let (office, mine) = (format!("{A}/office"), format!("52/officer:{ME}"));
    let theirs = format!("52/officer:{SOMEBODY}");
    let enters =
        |feeds: &[&str]| Place { enters: feeds.iter().map(|feed| feed.parse().unwrap()).collect(), flag: None };
    let flagged = |code| Place { flag: Some(code), ..enters(&[]) };
    for (name, serves, is_makers, is_in, was_in, expected) in [
        ("a new one", A, true, &[][..], &[][..], enters(&[&office, &mine])),
        ("one's own", A, true, &[&office, &mine], &[], enters(&[])),
        ("a peer's in the same village", A, false, &[&office, &theirs], &[], flagged(ELSEWHERE)),
        ("one of somebody in an office inside", "52.03", false, &[&office, &theirs], &[], enters(&[])),
        ("one's own, brought back by an office", A, true, &[&office], &[], enters(&[&mine])),
        ("one's own, brought back by another device", A, true, &[&mine], &[], enters(&[&office])),
        ("one that left with its worker", A, true, &[&format!("{B}/office")], &[&office, &mine], flagged(LATE)),
    ] {
        let feeds = |names: &[&String]| names.iter().map(|name| (*name).clone()).collect::<Vec<_>>();
        let memberships = memberships(&feeds(is_in), &feeds(was_in));
        let (scope, village) = (scope(&[serves], &[]), region(A));
        let author = Reader { scope: &scope, officer: ME, device: OWN };
        for kind in [Kind::Case, Kind::Screening, Kind::Confidential] {
            let change = Arriving { kind, region: &village, is_makers, is_lent: false };
            assert_eq!(Place::of(author, &memberships, change), expected, "{name}, {kind}");
        }
    }
}

#[test]
fn a_device_follows_its_villages_what_is_said_around_them_and_what_its_officer_wrote() {
    let (mine, theirs) = (format!("52/officer:{ME}"), format!("52/officer:{SOMEBODY}"));
    let feeds = [
        &format!("{A}/village"),
        &format!("{B}/village"),
        "52.03.13/village",
        "52/village",
        "52.04/village",
        &format!("{A}/office"),
        "52.03.13/office",
        "52/office",
        &mine,
        &theirs,
        &format!("52/loan:{OWN}"),
        &format!("52/loan:{}", DeviceId::from_bytes([4; 16])),
    ];
    let follows = |serves: &str| {
        let scope = scope(&[serves], &[]);
        let reader = Reader { scope: &scope, officer: ME, device: OWN };
        feeds.iter().map(|feed| u8::from(reader.follows(&feed.parse().unwrap()))).collect::<Vec<_>>()
    };
    assert_eq!(follows(A), [1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0], "a village");
    assert_eq!(follows("52.03.13"), [1, 1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 0], "the office of a district");
    assert_eq!(follows("52"), [1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0], "the province");
}

#[test]
fn a_figure_of_a_region_is_made_by_an_office() {
    for (serves, makes) in [(A, false), ("52.03", true), ("52.04", false)] {
        let scope = scope(&[serves], &[]);
        let reader = Reader { scope: &scope, officer: ME, device: OWN };
        assert_eq!(reader.serves(Kind::Observation, &region(A)), makes, "{serves}");
    }
}

#[test]
fn what_is_lent_is_edited_as_anybodys_and_enters_nothing_by_that() {
    let (loan, elsewhere) = (format!("52/loan:{OWN}"), scope(&["35.78"], &[]));
    let flagged = |code| Place { enters: Vec::new(), flag: Some(code) };
    let village = format!("{A}/village");
    for (name, is_in, was_in, is_lent, expected) in [
        ("while it is lent", &[&village, &loan][..], &[][..], true, Place { enters: Vec::new(), flag: None }),
        ("lent, and not carried out yet", &[&village], &[], true, Place { enters: Vec::new(), flag: None }),
        ("arrived after the end", &[&village], &[&loan], false, flagged(LATE)),
        ("arrived after an end that is not carried out yet", &[&village, &loan], &[], false, flagged(LATE)),
        ("never lent", &[&village], &[], false, flagged(ELSEWHERE)),
    ] {
        let feeds = |names: &[&String]| names.iter().map(|name| (*name).clone()).collect::<Vec<_>>();
        let author = Reader { scope: &elsewhere, officer: ME, device: OWN };
        // Whatever region the device names: its own opens nothing either.
        for named in [A, "35.78.01.1001"] {
            let change = Arriving { kind: Kind::Worker, region: &region(named), is_makers: false, is_lent };
            assert_eq!(Place::of(author, &memberships(&feeds(is_in), &feeds(was_in)), change), expected, "{name}");
        }
    }
}
