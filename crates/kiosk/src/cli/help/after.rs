//! What stands below the arguments: prose, and rows such as examples with a remark beside them.
//!
//! Prose is a text of its own per paragraph and is broken into lines here. The left side of a row is a command, or a
//! code: it stays as it is, and gives the remark beside or below it the key.

use super::{Say, slug};
use crate::page::wrapped;

/// The width of a terminal.
const WIDTH: usize = 80;
/// A line that begins further to the right is a remark on the row above.
const REMARK: usize = 20;

/// The text, with what `say` says for each paragraph, heading and remark.
pub(super) fn told(text: &str, key: &str, say: Say<'_>) -> String {
    let mut notes = 0;
    let blocks = text.split("\n\n").map(|block| match rows_of(block) {
        Some((heading, rows)) => format!("{}:\n{}", said_heading(heading, say), of_rows(rows, heading, key, say)),
        None if block.starts_with(' ') => block.to_owned(),
        None => {
            notes += 1;
            note(block, &note_key(key, notes), say)
        }
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}

fn note_key(key: &str, number: usize) -> String {
    if number == 1 { format!("{key}-note") } else { format!("{key}-note-{number}") }
}

fn note(block: &str, key: &str, say: Say<'_>) -> String {
    let prose = block.split_whitespace().collect::<Vec<_>>().join(" ");
    wrapped(&say(key, &prose), WIDTH).join("\n")
}

/// The heading and the rows of a block that has them.
fn rows_of(block: &str) -> Option<(&str, &str)> {
    let (first, rows) = block.split_once('\n')?;
    first.strip_suffix(':').filter(|_| rows.lines().all(|row| row.starts_with(' '))).map(|heading| (heading, rows))
}

fn said_heading(heading: &str, say: Say<'_>) -> String {
    say(&format!("help-heading-{}", slug(heading)), heading)
}

fn of_rows(rows: &str, heading: &str, key: &str, say: Say<'_>) -> String {
    let (mut lines, mut above) = (Vec::new(), "");
    for line in rows.lines() {
        let (left, gap, remark) = cut(line);
        let is_continued = above.ends_with('\\');
        above = if left.is_empty() { above } else { left };
        lines.push(match remark {
            "" => line.to_owned(),
            _ if is_continued => line.to_owned(),
            _ => format!("{left}{gap}{}", say(&key_of(above, heading, key), remark)),
        });
    }
    lines.join("\n")
}

/// A row into its left side with the indentation, what stands between, and the remark; one of these may be empty.
fn cut(line: &str) -> (&str, &str, &str) {
    let indent = line.len() - line.trim_start().len();
    if indent >= REMARK {
        let (gap, remark) = line.split_at(indent);
        return ("", gap, remark);
    }
    let end = line.get(indent..).and_then(|rest| rest.find("  ")).map_or(line.len(), |end| indent + end);
    let (left, rest) = line.split_at(end);
    let (gap, remark) = rest.split_at(rest.len() - rest.trim_start().len());
    (left, gap, remark)
}

/// The key of a remark: that of the command, the heading, and what the row has beyond the command itself.
fn key_of(row: &str, heading: &str, key: &str) -> String {
    let (row, command) = (slug(row), key.replacen("help", "rantau", 1));
    let beyond = row.strip_prefix(command.as_str()).unwrap_or(&row).trim_start_matches('-');
    let heading = slug(heading);
    let whole = [key, &heading, beyond].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    whole.join("-")
}
