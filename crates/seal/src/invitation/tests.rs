use proptest::prelude::*;
use records::{DeviceId, OfficerId, RegionCode};
use wire::{PROTOCOL, Signature, enrolment::Certificate};

use super::*;
use crate::{SigningKey, random::tests::Seeded};

const SYMBOLS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The code of [`code`], computed by another implementation.
const PRINTED: &str = "04106-1050R-3GG2R-C1M70-Y40H2-89H9Z-M15G9-F7ATC-WTYYC";

fn province() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn code() -> InviteCode {
    let secret = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20];
    InviteCode::from_parts([1, 2, 3, 4, 5, 6, 7, 8], secret, &province().public())
}

fn request(code: &InviteCode) -> EnrolRequest {
    let mut request = EnrolRequest {
        protocol: PROTOCOL,
        invitation: code.id(),
        signing_key: SigningKey::from_bytes(&[9; 32]).public(),
        recipient: "age1device".to_owned(),
        device_name: "Ani's tablet".to_owned(),
        mac: [0; 32],
    };
    request.mac = code.mac(&request);
    request
}

fn response(request: &EnrolRequest) -> EnrolResponse {
    let certificate = Certificate {
        protocol: PROTOCOL,
        device: DeviceId::from_bytes([1; 16]),
        signing_key: request.signing_key,
        recipient: request.recipient.clone(),
        device_name: request.device_name.clone(),
        officer: OfficerId::from_bytes([2; 16]),
        officer_name: "Ani".to_owned(),
        region: RegionCode::parse("52.03.13.2001").unwrap(),
        feeds: vec![],
        issued_at: 1_790_000_000,
    };
    let mut response = EnrolResponse {
        certificate,
        signature: Signature([0; 64]),
        province_key: PublicKey([0; 32]),
        province_recipient: "age1province".to_owned(),
        training: true,
        secrets: vec![1, 2, 3],
        response_signature: Signature([0; 64]),
        successions: None,
    };
    province().sign_enrol_response(&mut response);
    response
}

fn parsed(text: &str) -> Result<InviteCode> {
    text.parse()
}

#[test]
fn a_code_is_printed_in_nine_groups() {
    assert_eq!(code().to_string(), PRINTED);
    assert_eq!(parsed(PRINTED), Ok(code()));
    assert_eq!(format!("{:?}", code()), "InviteCode(***)");
}

#[test]
fn a_code_is_read_as_people_write_it() {
    let confused = PRINTED.replace('0', "O").replacen('1', "l", 1).replacen('1', "I", 1);
    assert_ne!(confused, PRINTED, "the code has a 0 and a 1 to confuse");
    for text in [
        PRINTED.to_lowercase(),
        PRINTED.replace('-', ""),
        PRINTED.replace('-', " "),
        PRINTED.replace('-', " – "),
        format!("\n {} \t", PRINTED.replace('-', "\n")),
        confused.to_lowercase(),
        confused,
    ] {
        assert_eq!(parsed(&text), Ok(code()), "{text}");
    }
}

#[test]
fn every_wrong_character_is_caught() {
    for (at, right) in PRINTED.char_indices().filter(|(_, c)| *c != '-') {
        for wrong in SYMBOLS.chars().chain(['U', 'u']).filter(|wrong| *wrong != right) {
            let mut text = PRINTED.to_owned();
            text.replace_range(at..=at, &wrong.to_string());
            assert_eq!(parsed(&text), Err(Error::MistypedInviteCode), "{text}");
        }
    }
}

#[test]
fn every_two_neighbours_that_are_swapped_are_caught() {
    let characters: Vec<char> = PRINTED.chars().filter(|c| *c != '-').collect();
    let mut swaps = 0;
    for at in 1..characters.len() {
        let mut swapped = characters.clone();
        swapped.swap(at - 1, at);
        if swapped != characters {
            swaps += 1;
            let text: String = swapped.into_iter().collect();
            assert_eq!(parsed(&text), Err(Error::MistypedInviteCode), "{text}");
        }
    }
    assert!(swaps > 30, "most neighbours differ");
}

#[test]
fn other_texts_are_no_codes() {
    for text in [
        "",
        "-----",
        "hello",
        &PRINTED.replacen('0', "", 1),
        &format!("{PRINTED}0"),
        &PRINTED.replacen('0', "!", 1),
        &"é".repeat(45),
    ] {
        assert_eq!(parsed(text), Err(Error::NotAnInviteCode), "{text}");
    }
}

#[test]
fn a_code_names_its_province() {
    assert!(code().matches_province(&province().public()));
    assert!(!code().matches_province(&SigningKey::from_bytes(&[8; 32]).public()));
}

#[test]
fn the_province_knows_who_has_the_code() {
    let request = request(&code());
    assert_eq!(code().verify_mac(&request), Ok(()));

    let other_secret = InviteCode::from_parts(code().id(), [0; 10], &province().public());
    assert_eq!(other_secret.verify_mac(&request), Err(Error::BadInviteMac));
    let other_id = InviteCode::from_parts([0; 8], *code().secret(), &province().public());
    assert_eq!(other_id.verify_mac(&request), Err(Error::BadInviteMac));
}

#[test]
fn a_request_with_any_bit_flipped_is_refused() {
    let request = request(&code());
    let bytes = request.to_bytes();
    let mut read = 0;
    for at in 0..bytes.len() * 8 {
        let mut altered = bytes.clone();
        altered[at / 8] ^= 1 << (at % 8);
        let Ok(altered) = EnrolRequest::from_bytes(&altered) else { continue };
        read += 1;
        assert_eq!(code().verify_mac(&altered), Err(Error::BadInviteMac), "bit {at}");
    }
    assert!(read > 500, "most flips leave a readable request, not {read}");
}

#[test]
fn the_device_knows_the_province_of_its_code() {
    let request = request(&code());
    assert_eq!(code().verify_response(&request, &response(&request)), Ok(()));
}

#[test]
fn a_device_refuses_an_answer_of_another_province() {
    let request = request(&code());
    let mut answer = response(&request);
    SigningKey::from_bytes(&[8; 32]).sign_enrol_response(&mut answer);
    assert_eq!(code().verify_response(&request, &answer), Err(Error::ForeignProvince));

    answer.province_key = province().public();
    assert_eq!(code().verify_response(&request, &answer), Err(Error::BadSignature("enrolment answer")));
}

#[test]
fn a_device_refuses_an_answer_to_another_device() {
    let ours = request(&code());
    for theirs in [
        EnrolRequest { signing_key: province().public(), ..ours.clone() },
        EnrolRequest { recipient: "age1other".to_owned(), ..ours.clone() },
    ] {
        assert_eq!(code().verify_response(&ours, &response(&theirs)), Err(Error::ForeignDevice));
    }
}

proptest! {
    #[test]
    fn every_code_prints_and_parses(seed: u64, key: [u8; 32]) {
        let code = InviteCode::generate(&mut Seeded(seed), &PublicKey(key));
        let text = code.to_string();
        prop_assert_eq!(text.len(), 45 + 8);
        prop_assert_eq!(parsed(&text), Ok(code));
    }

    #[test]
    fn three_wrong_neighbours_are_caught(seed: u64, at in 0..43_usize, wrong in "[0-9A-HJKMNP-TV-Z]{3}") {
        let code = InviteCode::generate(&mut Seeded(seed), &province().public());
        let right = code.to_string().replace('-', "");
        let mut text = right.clone();
        text.replace_range(at..at + 3, &wrong);
        prop_assume!(text != right);
        prop_assert_eq!(parsed(&text), Err(Error::MistypedInviteCode));
    }
}
