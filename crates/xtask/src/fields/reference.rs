//! `docs/FIELDS.md`: every field of every kind, for people.

use std::{collections::BTreeMap, fmt::Write as _};

use records::{
    Kind,
    absence::Absence,
    field::{ConflictPolicy, DataClass, Field, FieldType, Order, fields_of, groups_of},
    rule::{Rule, rules_of},
    value_set::{Code, CodeSet},
};

const HEAD: &str = "\
# Fields

Every field of every kind of record. Written by `cargo xtask fields` from the tables in `crates/records/src/field/`: change
those, not this.

A record is a flat map from paths to values. A `*` in a path is any one segment: the id of an element of a collection
(`phone/*/number`), the code of a question (`answer/*`), a language (`text/*`). Paths and codes never change their meaning
and are never used again for another; a path that a version does not know is carried untouched.

**Empty fields.** Why a field is empty stands beside it: `birth_date.absent`, `phone/*/owner.absent`, or `phone.absent` of a
whole collection, each with a code of [Absence](#absence). A value dominates its marker.

**Class** is that of UU 27/2022 art. 4: U *umum* (general), S *spesifik* (health, biometrics, crime, children, personal
finance).

**Conflict** says what becomes of values that were written at the same time. Both are always kept and shown.

| conflict | |
|---|---|
| person | a person settles it, never a rule: whatever identifies somebody (a *critical* field) |
| latest | the value that the document's order puts last is used |
| union | the elements of both sides stay |
| dominant | the stronger value is used, whoever wrote later, until somebody who saw it takes it back: yes before no, the earlier date, the codes that are named here before any other |

**Since** is the version of these tables that a field came with. An older device carries what it does not know, untouched.
Where a field became several, the old one goes on being written, put together from its parts, and decides: so old and new
devices see what the other wrote last. A code that was renamed stands in documents in its old form, and is read in its new
one.

In JSON ([`schema/`](schema)) the segments of a path are nested objects: `{\"phone\": {\"<id>\": {\"number\": \"…\"}}}`.
";

/// The whole text.
pub(super) fn all() -> String {
    let kinds: String = Kind::ALL.into_iter().map(kind).collect();
    [HEAD.to_owned(), types(), kinds, codes()].join("\n")
}

fn types() -> String {
    let mut every: BTreeMap<&str, &Field> = BTreeMap::new();
    for field in Kind::ALL.into_iter().flat_map(fields_of) {
        every.entry(field.value.as_str()).or_insert(field);
    }
    let rows = every.values().map(|field| {
        [format!("`{}`", field.value.as_str()), rule_of(field.value).to_owned(), format!("`{}`", field.example())]
    });
    format!("## Types\n\n{}", table(["type", "rule", "example"], rows))
}

/// The hard rule of a type, without what a single field adds: how long, how many.
const fn rule_of(value: FieldType) -> &'static str {
    match value {
        FieldType::Line(_) => "one line, Unicode NFC, single spaces; the number is the most characters",
        FieldType::Text(_) => "lines of text, Unicode NFC; the number is the most characters",
        FieldType::Digits { .. } => "digits, at most 40; the number is how many are usual, another is doubtful",
        FieldType::Nik => "16 digits with a birth date; `0000` at the end only in training",
        FieldType::FamilyCard => "16 digits",
        FieldType::Phone => "E.164; Indonesian numbers become `+62…`",
        FieldType::Date => "`YYYY`, `YYYY-MM` or `YYYY-MM-DD`, a final `~` where estimated; 1900 to 2100",
        FieldType::Country => "ISO 3166-1 alpha-2",
        FieldType::Village => "code of a desa or kelurahan (Kemendagri)",
        FieldType::Province => "code of a province (Kemendagri)",
        FieldType::Region => "code of an area of any level (Kemendagri)",
        FieldType::Language => "ISO 639-3",
        FieldType::Code(_) => "a code of the set; one that this version does not know is kept, and doubtful",
        FieldType::YesNo => "yes or no",
        FieldType::Count(_) => "a whole number from 0; the number is the largest",
        FieldType::Money => "ISO 4217 and the sum, with hundredths where there are any",
        FieldType::Moment => "Unix seconds, until the year 2100",
        FieldType::ContentHash => "the hash of an attachment, 32 or 64 hexadecimal digits",
        FieldType::Document => "the id of another record",
        FieldType::Element => "the id of an element of this record",
        FieldType::Cells => "the cells of a row: a JSON array of texts",
        FieldType::Verbatim => "as it was read",
    }
}

fn kind(kind: Kind) -> String {
    let groups = groups_of(kind).iter().map(|group| {
        let title = format!("### {} / {}\n\nBasis: {}\n\n", group.title_id, group.title_en, group.basis);
        title
            + &table(
                ["path", "Indonesian", "English", "takes", "class", "conflict", "since"],
                group.fields.iter().map(row),
            )
    });
    let groups: Vec<String> = groups.collect();
    format!("## {kind}\n\n{}\n{}\n", groups.join("\n"), rules(kind))
}

fn row(field: &Field) -> [String; 7] {
    let class = match field.class {
        DataClass::General => "U",
        DataClass::Specific => "S",
    };
    let conflict = conflict(field.conflict);
    let labels = [field.label_id, field.label_en].map(str::to_owned);
    let [label_id, label_en] = labels;
    let path = format!("`{}`", field.path);
    [path, label_id, label_en, takes(field.value), class.to_owned(), conflict, since(field)]
}

/// The version that a field came with, and the earlier field that it is a part of.
fn since(field: &Field) -> String {
    field.part_of.map_or_else(|| field.since.to_string(), |of| format!("{}, part of `{}`", field.since, of.whole))
}

fn conflict(policy: ConflictPolicy) -> String {
    match policy {
        ConflictPolicy::Person => format!("**{}**", policy.as_str()),
        ConflictPolicy::Dominant(Order::Codes(codes)) => format!("{}: {}", policy.as_str(), codes.join(", ")),
        ConflictPolicy::Latest | ConflictPolicy::Union | ConflictPolicy::Dominant(_) => policy.as_str().to_owned(),
    }
}

fn takes(value: FieldType) -> String {
    let name = value.as_str();
    match value {
        FieldType::Line(most) | FieldType::Text(most) => format!("{name} {most}"),
        FieldType::Digits { usual } => format!("{name} {usual}"),
        FieldType::Count(most) => format!("{name} {most}"),
        FieldType::Code(set) => format!("[{}](#{})", set.name, set.name.to_lowercase()),
        FieldType::Nik
        | FieldType::FamilyCard
        | FieldType::Phone
        | FieldType::Date
        | FieldType::Country
        | FieldType::Village
        | FieldType::Province
        | FieldType::Region
        | FieldType::Language
        | FieldType::YesNo
        | FieldType::Money
        | FieldType::Moment
        | FieldType::ContentHash
        | FieldType::Document
        | FieldType::Element
        | FieldType::Cells
        | FieldType::Verbatim => name.to_owned(),
    }
}

/// What holds between fields; nothing where nothing does.
fn rules(kind: Kind) -> String {
    let rules = rules_of(kind);
    if rules.is_empty() {
        return String::new();
    }
    let lines: String = rules.iter().map(|rule| format!("- {}\n", sentence(rule))).collect();
    format!("### Between fields\n\nWhat breaks one of these is kept, and doubtful.\n\n{lines}")
}

fn sentence(rule: &Rule) -> String {
    match rule {
        Rule::NotBefore { earlier, later } => format!("`{later}` is not before `{earlier}`"),
        Rule::AtLeast { least, most } => format!("`{most}` is at least `{least}`"),
        Rule::NikAgrees { prefix } => {
            format!("`{prefix}nik` says the same as `{prefix}birth_date` and `{prefix}sex`, as far as it says anything")
        }
        Rule::PassportNumber => {
            "`document/*/number` of a `DOC_PASSPORT` looks like the number of an Indonesian passport".to_owned()
        }
    }
}

fn codes() -> String {
    let used = Kind::ALL.into_iter().flat_map(fields_of).filter_map(|field| field.value.codes());
    let sets: BTreeMap<&str, &CodeSet> = used.chain([&Absence::SET]).map(|set| (set.name, set)).collect();
    let mut text = "## Codes\n".to_owned();
    for set in sets.values() {
        let rows = set.codes.iter().map(|entry| [code(entry), entry.label_id.to_owned(), entry.label_en.to_owned()]);
        let _ = write!(text, "\n### {}\n\n{}", set.name, table(["code", "Indonesian", "English"], rows));
    }
    text
}

fn code(entry: &Code) -> String {
    entry.was.map_or_else(|| format!("`{}`", entry.code), |was| format!("`{}` (was `{was}`)", entry.code))
}

fn table<const COLUMNS: usize>(head: [&str; COLUMNS], rows: impl Iterator<Item = [String; COLUMNS]>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head = line(&head.map(str::to_owned));
    let rule = format!("|{}\n", "---|".repeat(COLUMNS));
    rows.fold(head + &rule, |text, cells| text + &line(&cells))
}
