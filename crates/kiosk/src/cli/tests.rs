use clap::CommandFactory;

use super::*;

/// What `--help` prints of a command, on a terminal of 80 columns.
fn help(path: &[&str]) -> String {
    let mut command = Cli::command().term_width(80);
    command.build();
    let command = path.iter().fold(&mut command, |command, name| command.find_subcommand_mut(name).unwrap());
    command.render_help().to_string()
}

#[test]
fn the_arguments_make_sense_to_clap() {
    Cli::command().debug_assert();
}

#[test]
fn the_help_of_every_command_is_as_it_was() {
    for path in [
        &[][..],
        &["enrol"],
        &["status"],
        &["import"],
        &["import", "list"],
        &["import", "undo"],
        &["import", "problems"],
        &["add"],
        &["edit"],
        &["show"],
        &["list"],
        &["search"],
        &["history"],
        &["conflicts"],
        &["resolve"],
        &["consent"],
        &["consent", "give"],
        &["duplicates"],
        &["stats"],
        &["case"],
        &["case", "new"],
        &["case", "list"],
        &["case", "show"],
        &["case", "act"],
        &["case", "refer"],
        &["case", "close"],
        &["screen"],
        &["session"],
        &["session", "new"],
        &["session", "list"],
        &["session", "show"],
        &["session", "attend"],
        &["notices"],
        &["reminders"],
        &["sync"],
        &["bundle"],
        &["courier"],
        &["outbox"],
        &["outbox", "deliver"],
        &["device"],
        &["device", "card"],
        &["province"],
        &["seed"],
        &["seed", "out"],
        &["seed", "in"],
        &["fields"],
        &["languages"],
        &["languages", "list"],
        &["languages", "check"],
        &["languages", "template"],
    ] {
        let name = ["rantau"].iter().chain(path).copied().collect::<Vec<_>>().join("_");
        insta::assert_snapshot!(format!("help_{name}"), help(path));
    }
}

#[test]
fn every_command_has_examples_that_fit_80_columns() {
    let command = Cli::command();
    for command in command.get_subcommands() {
        let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(after.contains("rantau "), "{}", command.get_name());
        for line in after.lines() {
            assert!(line.chars().count() <= 80, "{}: {line}", command.get_name());
        }
    }
}

/// What holds for every command, as the arguments and the environment say it.
fn global(line: &str, lang: Option<&str>) -> Global {
    let arguments: Vec<_> = line.split(' ').map(OsString::from).collect();
    Global::of_arguments(&arguments, |name| lang.filter(|_| name == "RANTAU_LANG").map(OsString::from))
}

#[test]
fn json_is_wanted_wherever_it_stands_before_the_end_of_options() {
    assert!(global("rantau --json list", None).json);
    assert!(global("rantau lists --json", None).json);
    assert!(!global("rantau search -- --json", None).json);
}

#[test]
fn the_language_is_known_before_the_arguments_are_understood() {
    for (line, variable, code) in [
        ("rantau lists", None, "id"),
        ("rantau lists --lang en", None, "en"),
        ("rantau --lang=sas --help", None, "sas"),
        ("rantau list --help", Some("en"), "en"),
        ("rantau list --help --lang id", Some("en"), "id"),
        ("rantau search -- --lang en", None, "id"),
        ("rantau list --lang bahasa", None, "id"),
        ("rantau list --lang", Some("en"), "en"),
    ] {
        assert_eq!(global(line, variable).lang.as_str(), code, "{line}");
    }
}

#[test]
fn what_holds_for_every_command_is_read_as_clap_reads_it() {
    let line = "rantau --data a list --passphrase-file=b --json --lang en --languages c";
    let cli = Cli::try_parse_from(line.split(' ')).unwrap();
    assert_eq!(format!("{:?}", global(line, None)), format!("{:?}", cli.global));
}
