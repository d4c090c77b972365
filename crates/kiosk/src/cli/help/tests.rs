use clap::CommandFactory;

use super::*;

/// Every command by its path, built for a terminal of 80 columns.
fn commands(mut command: Command) -> Vec<(String, Command)> {
    fn take(command: &Command, commands: &mut Vec<(String, Command)>) {
        commands.push((command.get_bin_name().unwrap_or("rantau").to_owned(), command.clone()));
        command.get_subcommands().filter(|command| command.get_name() != "help").for_each(|next| take(next, commands));
    }
    let mut commands = Vec::new();
    command.build();
    take(&command, &mut commands);
    commands
}

fn in_english() -> Vec<(String, Command)> {
    commands(Cli::command().term_width(80))
}

fn in_lang(lang: Lang) -> Vec<(String, Command)> {
    commands(told(program().term_width(80), &mut |key, en| said(lang, key, en)))
}

fn help(commands: &[(String, Command)], path: &str) -> String {
    let (_, command) = commands.iter().find(|(name, _)| name == path).unwrap();
    command.clone().render_help().to_string()
}

fn invented(source: &str) -> Lang {
    let code = language::LanguageCode::parse("qaa").unwrap();
    Lang::Pack(Box::leak(Box::new(Pack::parse(code, source).unwrap())))
}

#[test]
fn every_command_and_argument_has_its_indonesian_help_and_no_key_is_without_one() {
    let labels = labels();
    let lacking = labels.iter().filter(|label| label.id.is_empty());
    let lacking: Vec<_> = lacking.map(|label| format!("{} = {}", label.key, label.en)).collect();
    assert_eq!(lacking, Vec::<String>::new());
    let known: BTreeSet<_> = labels.iter().map(|label| label.key.as_str()).collect();
    let unknown: Vec<_> = INDONESIAN.messages().keys().filter(|key| !known.contains(key.as_str())).collect();
    assert_eq!(unknown, Vec::<&String>::new());
    assert_eq!(INDONESIAN.faults(), []);
}

#[test]
fn a_key_stands_for_one_text() {
    let mut texts = std::collections::BTreeMap::new();
    told(program(), &mut |key, en| {
        assert_eq!(texts.entry(key.to_owned()).or_insert_with(|| en.to_owned()), en, "{key}");
        en.to_owned()
    });
}

#[test]
fn no_text_of_help_is_out_of_reach_of_the_walk() {
    for (name, command) in in_english() {
        assert!(command.get_long_about().is_none() && command.get_after_long_help().is_none(), "{name}");
        let long = command.get_arguments().find(|arg| arg.get_long_help().is_some());
        assert!(long.is_none(), "{name}: {long:?}");
        let values = command.get_arguments().find(|arg| !arg.get_possible_values().is_empty() && takes_words(arg));
        assert!(values.is_none(), "{name}: {values:?}");
    }
}

fn takes_words(arg: &Arg) -> bool {
    arg.get_action().takes_values()
}

#[test]
fn with_english_words_help_is_as_clap_prints_it() {
    let words = |text: String| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let walked = commands(told(program().term_width(80), &mut |_, en| en.to_owned()));
    let english = in_english();
    assert_eq!(walked.len(), english.len());
    for (name, _) in &english {
        let order = |text: &str| text.replace("[default: id] [env: RANTAU_LANG]", "[env: RANTAU_LANG] [default: id]");
        assert_eq!(words(order(&words(help(&walked, name)).join(" "))), words(help(&english, name)), "{name}");
    }
}

#[test]
fn help_fits_80_columns_in_both_languages() {
    for (name, command) in in_english().into_iter().chain(in_lang(Lang::Id)) {
        // Before clap breaks lines: it would break rows too.
        let below = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let page = command.clone().render_help().to_string();
        for line in below.lines().chain(page.lines()) {
            assert!(line.chars().count() <= 80, "{name}: {line}");
        }
    }
}

#[test]
fn the_examples_are_the_same_in_both_languages() {
    let examples = |command: &Command| {
        let below = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let rows = below.lines().filter(|line| line.starts_with("  rantau"));
        rows.map(|row| row.trim().split("  ").next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    for ((name, english), (_, indonesian)) in in_english().iter().zip(&in_lang(Lang::Id)) {
        assert_eq!(examples(english), examples(indonesian), "{name}");
    }
}

#[test]
fn the_indonesian_help_is_as_it_was() {
    let indonesian = in_lang(Lang::Id);
    for path in ["rantau", "rantau import", "rantau case new", "rantau screen", "rantau sync"] {
        insta::assert_snapshot!(format!("id_{}", path.replace(' ', "_")), help(&indonesian, path));
    }
}

#[test]
fn what_a_language_file_does_not_say_of_a_command_is_said_in_indonesian() {
    let qaa = in_lang(invented("help-show = Qaa show\nhelp-word-usage = Qaa\nhelp-value-id = QID\n"));
    let (page, indonesian) = (help(&qaa, "rantau show"), help(&in_lang(Lang::Id), "rantau show"));
    assert!(page.starts_with("Qaa show\n\nQaa: rantau show [OPSI] <QID>...\n"), "{page}");
    assert!(page.contains("Datanya: ID, awal ID, atau kata yang hanya cocok untuk satu orang"), "{page}");
    assert_eq!(page.lines().last(), indonesian.lines().last());
}

#[test]
fn help_is_retold_in_the_language_and_ends_as_it_would() {
    let retell = |line: &str, lang: Lang| {
        let arguments: Vec<OsString> = line.split(' ').map(Into::into).collect();
        let error = <Cli as clap::Parser>::try_parse_from(&arguments).unwrap_err();
        let (kind, told) = (error.kind(), retold(error, arguments, lang));
        assert_eq!(told.kind(), kind, "{line}");
        told.render().to_string()
    };
    for line in ["rantau --help", "rantau help list", "rantau list -h", "rantau list --limit 3 --help", "rantau case"] {
        assert!(retell(line, Lang::Id).contains("\nCara pakai: rantau"), "{line}");
        assert!(retell(line, Lang::En).contains("\nUsage: rantau"), "{line}");
    }
    for line in ["rantau", "rantau lists", "rantau list --x", "rantau show", "rantau case act", "rantau --version"] {
        assert!(!retell(line, Lang::Id).is_empty(), "{line}");
    }
}
