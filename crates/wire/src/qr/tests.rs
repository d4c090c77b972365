use proptest::prelude::*;

use super::*;

fn joined(frames: &[String]) -> Result<Vec<u8>, QrError> {
    let mut joiner = Joiner::default();
    frames.iter().try_for_each(|frame| joiner.take(frame).map(drop))?;
    joiner.join()
}

proptest! {
    #[test]
    fn frames_join_in_any_order_and_as_often_as_they_come(
        content in proptest::collection::vec(any::<u8>(), 0..3000),
        piece in 50..=MAX_PIECE,
        order in any::<u64>(),
    ) {
        let mut frames = split(&content, piece).unwrap();
        frames.extend(frames.clone());
        frames.sort_by_key(|frame| Sha256::digest([order.to_be_bytes().as_slice(), frame.as_bytes()].concat()));
        prop_assert_eq!(joined(&frames), Ok(content));
    }

    #[test]
    fn no_text_makes_a_joiner_panic(text in "(RTN1:)?[0-9A-Z $%*+./:-]{0,40}") {
        let mut joiner = Joiner::default();
        let _ = joiner.take(&text);
        prop_assert!(joiner.join().is_err());
    }

    #[test]
    fn a_character_that_was_read_wrongly_is_noticed(at in 5_usize..60, with in 0..45_u8) {
        let frames = split(b"what a camera makes of it depends on the light", 100).unwrap();
        let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        let mut text = frames[0].clone().into_bytes();
        let at = at.min(text.len() - 1);
        prop_assume!(text[at] != alphabet[usize::from(with)]);
        text[at] = alphabet[usize::from(with)];
        let taken = Joiner::default().take(std::str::from_utf8(&text).unwrap());
        prop_assert_eq!(taken, Err(QrError::Damaged));
    }
}

#[test]
fn every_missing_frame_is_named() {
    let frames = split(&[7; 500], 100).unwrap();
    assert_eq!(frames.len(), 5);
    let mut joiner = Joiner::default();
    assert_eq!(joiner.take(&frames[3]), Ok(4));
    assert_eq!(joiner.take(&frames[0]), Ok(1));
    assert_eq!(joiner.missing(), [2, 3, 5]);
    assert_eq!(joiner.join(), Err(QrError::Missing(vec![2, 3, 5])));
}

#[test]
fn a_frame_of_another_set_is_refused_and_costs_nothing() {
    let (ours, theirs) = (split(&[1; 150], 100).unwrap(), split(&[2; 150], 100).unwrap());
    let mut joiner = Joiner::default();
    joiner.take(&ours[0]).unwrap();
    assert_eq!(joiner.take(&theirs[1]), Err(QrError::OtherSet));
    assert_eq!(joiner.take("https://rantau.example"), Err(QrError::NotAFrame));
    joiner.take(&ours[1]).unwrap();
    assert_eq!(joiner.join(), Ok(vec![1; 150]));
}

#[test]
fn more_than_a_person_films_is_refused() {
    let limit = MAX_FRAMES * 100;
    assert_eq!(split(&vec![0; limit], 100).unwrap().len(), MAX_FRAMES);
    assert_eq!(split(&vec![0; limit + 1], 100), Err(QrError::TooLarge { bytes: limit + 1, limit }));
}

#[test]
fn the_text_of_a_frame_is_what_the_protocol_says() {
    let frames = split(b"rantau", 4).unwrap();
    assert_eq!(frames, ["RTN1:TBG+XJ:4IQ%6X50VKEG/DGQL X7", "RTN1:TBG+XJ:4IQ%6JB0JEC .LJSE"]);
}
