use proptest::prelude::*;

use super::*;

fn pack(source: &str) -> Pack {
    Pack::parse(LanguageCode::parse("qaa").unwrap(), source).unwrap()
}

#[test]
fn a_message_is_told_with_its_variables_in_any_order() {
    let pack = pack("a = { $rows } di { $place }\nb = { $place }: { $rows }\n");
    let values = [("rows", "3"), ("place", "Lebak")];
    assert_eq!(pack.tell("a", &values).as_deref(), Some("3 di Lebak"));
    assert_eq!(pack.tell("b", &values).as_deref(), Some("Lebak: 3"));
    assert_eq!(pack.tell("a", &[("rows", "3")]), None, "a variable is missing");
    assert_eq!(pack.say("a"), None);
}

#[test]
fn a_value_stays_as_it_is_written() {
    let pack = pack("a = <{ $x }>");
    for value in ["007", "", "0", "-1", "52.03", "123456789012345678", "{ $x }", "1e3", "\u{2068}"] {
        assert_eq!(pack.tell("a", &[("x", value)]), Some(format!("<{value}>")), "{value}");
    }
}

#[test]
fn no_marks_stand_around_a_value() {
    assert_eq!(pack("a = { $x }!").tell("a", &[("x", "sas")]).as_deref(), Some("sas!"));
}

#[test]
fn a_mistake_ends_with_its_message_and_is_named_with_its_line() {
    let source = "a = { $x\nb = sound\n\nb = again\nc =\n= d\n  .e = { FUN(1) }\nf = { -none }\ng = { b }\nh = {\"\\u001B\"}[2J\n";
    let pack = pack(source);
    assert_eq!(pack.messages().keys().collect::<Vec<_>>(), ["b"]);
    assert_eq!(pack.say("b").as_deref(), Some("sound"));
    let faults: Vec<_> =
        pack.faults().iter().map(|fault| (fault.line, fault.key.as_str(), fault.kind.code())).collect();
    assert_eq!(
        faults,
        [
            (1, "a", "unreadable"),
            (4, "b", "twice"),
            (5, "c", "unreadable"),
            (8, "f", "missing"),
            (9, "g", "missing"),
            (10, "h", "steers")
        ]
    );
}

#[test]
fn messages_share_terms_and_terms_those_above_them() {
    let pack =
        pack("a = { -office } { -short }\n-short = BP\n-office = kantor { -short }\n-late = { -later }\n-later = x\n");
    assert_eq!(pack.say("a").as_deref(), Some("kantor BP BP"));
    let faults: Vec<_> = pack.faults().iter().map(|fault| (fault.key.as_str(), &fault.kind)).collect();
    assert_eq!(faults, [("-late", &FaultKind::Missing("-later".to_owned()))]);
}

#[test]
fn terms_that_double_each_other_end() {
    let mut source = "-t0 = ha\n".to_owned();
    for n in 1..40 {
        source += &format!("-t{n} = {{ -t{} }}{{ -t{} }}\n", n - 1, n - 1);
    }
    let pack = pack(&(source + "a = { -t39 }\n"));
    assert_eq!(pack.faults().iter().map(|fault| fault.kind.code()).collect::<Vec<_>>(), ["endless"]);
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let source = "# x\n".repeat(1 << 19);
    assert_eq!(Pack::parse(LanguageCode::parse("qaa").unwrap(), &source).unwrap_err(), TooLarge);
}

#[test]
fn a_language_without_rules_of_plurals_still_knows_one() {
    let pack = pack("a = { $n ->\n    [one] one\n   *[other] { $n }\n }\n");
    for (n, told) in [("1", "one"), ("2", "2"), ("0", "0")] {
        assert_eq!(pack.tell("a", &[("n", n)]).as_deref(), Some(told));
    }
}

proptest! {
    #[test]
    fn whatever_a_file_holds_nothing_but_sound_messages_come_of_it(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "a", "b", "-t", "=", " ", "\n", "\n  ", "{", "}", "(", ")", "$x", "->", "[one]", "*[other]", "\"", "\\u0041", ".c", "#", "1", "ä", "\u{202e}", "F",
            ]),
            0..60,
        )
    ) {
        let pack = pack(&parts.concat());
        for (key, variables) in pack.messages() {
            let values: Vec<_> = variables.iter().map(|name| (name.as_str(), "1")).collect();
            let told = pack.tell(key, &values);
            prop_assert!(told.is_some_and(|told| !told.contains('\u{202e}')), "{key}");
        }
    }
}
