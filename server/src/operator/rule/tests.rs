use std::{collections::BTreeMap, fs, path::Path};

use super::*;

/// What stands around the table in server/README.md.
const AROUND: [&str; 2] = ["<!-- who may do what -->\n", "<!-- end of who may do what -->\n"];

/// The commands and arguments that need the same, as the table of server/README.md shows them.
fn table() -> String {
    let mut rows = BTreeMap::<(usize, String), Vec<String>>::new();
    let mut add = |needs: Needs, what: String| {
        let marks = Role::ALL.map(|role| if needs.allow(role) { " yes |" } else { "  |" }).concat();
        let (order, marks) = match needs {
            Needs::Nobody => (usize::MAX, " nobody has to be signed in ||||".to_owned()),
            Needs::SignedIn => (usize::MAX - 1, marks),
            Needs::Right(right) | Needs::RightWhereKnown(right) => (right as usize, marks),
        };
        rows.entry((order, marks)).or_default().push(format!("`{what}`"));
    };
    for rule in RULES {
        add(rule.needs, rule.command.to_owned());
        for (argument, right) in rule.more {
            add(Needs::Right(*right), format!("{} --{argument}", rule.command));
        }
    }
    let head = format!("| command | {} |\n|---|---|---|---|---|\n", Role::ALL.map(Role::code).join(" | "));
    let lines = rows.iter().map(|((_, marks), commands)| format!("| {} |{marks}\n", commands.join(", ")));
    lines.fold(head, |table, line| table + &line)
}

/// With `INSTA_UPDATE=always`, as snapshots are, the table is written anew.
#[test]
fn the_operator_guide_tells_who_may_do_what() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(AROUND[0]).unwrap();
    let (told, after) = rest.split_once(AROUND[1]).unwrap();
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") && told != table() {
        return fs::write(&path, [before, AROUND[0], &table(), AROUND[1], after].concat()).unwrap();
    }
    assert_eq!(told, table(), "server/README.md lags behind: INSTA_UPDATE=always writes it");
}

#[test]
fn no_command_has_two_rules() {
    for (at, rule) in RULES.iter().enumerate() {
        assert!(RULES.iter().skip(at + 1).all(|other| other.command != rule.command), "{}", rule.command);
    }
}
