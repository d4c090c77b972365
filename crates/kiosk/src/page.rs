//! What people read: lines and tables of at most 80 columns.
//!
//! A page is put together before anything is printed, so that an error in the middle leaves no half answer. Values of
//! records may hold anything that a list held, so what could steer a terminal is shown as a replacement character.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use comfy_table::{ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, presets};

use records::harmless;

use crate::lang::{Lang, Text};

/// The columns of the narrowest terminal that we write for.
pub(crate) const WIDTH: u16 = 80;

/// Whether a page may carry colours: on terminals only, and not where `NO_COLOR` is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colours {
    /// A terminal.
    On,
    /// A file, a pipe.
    Off,
}

/// A page under way.
#[derive(Debug)]
pub(crate) struct Page {
    lang: Lang,
    colours: Colours,
    text: String,
}

const BANNER: Style = Style::new()
    .fg_color(Some(anstyle::Color::Ansi(AnsiColor::Black)))
    .bg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));
const HEADING: Style = Style::new().bold();
const WARNING: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));

impl Page {
    /// An empty page.
    pub(crate) const fn new(lang: Lang, colours: Colours) -> Self {
        Self { lang, colours, text: String::new() }
    }

    /// The language of the page.
    pub(crate) const fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether it may carry colours.
    pub(crate) const fn colours(&self) -> Colours {
        self.colours
    }

    /// Lines that this program drew: as they are.
    pub(crate) fn picture(&mut self, lines: &[String]) {
        for line in lines {
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    /// The whole page.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// The banner of a training deployment.
    pub(crate) fn banner(&mut self, text: &str) {
        self.styled(BANNER, text);
    }

    /// A heading, after a blank line unless it is the first thing on the page.
    pub(crate) fn heading(&mut self, text: &str) {
        self.gap();
        self.styled(HEADING, text);
    }

    /// A line, broken at words.
    pub(crate) fn line(&mut self, text: &str) {
        self.indented("", text);
    }

    /// A line that wants attention.
    pub(crate) fn warning(&mut self, text: &str) {
        let lines = wrapped(&harmless(text), usize::from(WIDTH) - 2);
        for (at, line) in lines.iter().enumerate() {
            self.styled(WARNING, &format!("{}{line}", if at == 0 { "! " } else { "  " }));
        }
    }

    /// A line of a list.
    pub(crate) fn item(&mut self, text: &str) {
        self.indented("- ", text);
    }

    /// A blank line, unless the page is empty.
    pub(crate) fn gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Labels and values below each other.
    pub(crate) fn pairs<L: AsRef<str>>(&mut self, pairs: impl IntoIterator<Item = (L, String)>) {
        let mut table = borderless();
        for (label, value) in pairs {
            table.add_row([harmless(label.as_ref()), harmless(&value)]);
        }
        self.append(table);
    }

    /// A table with a header. Its first column names the row and is never broken: ids are typed from it.
    pub(crate) fn table(&mut self, header: &[Text], rows: impl IntoIterator<Item = Vec<String>>) {
        let mut table = ruled();
        table.set_header(header.iter().map(|text| harmless(&self.lang.say(*text))));
        for row in rows {
            table.add_row(row.iter().map(|cell| harmless(cell)));
        }
        if let Some(first) = table.column_mut(0) {
            first.set_constraint(ColumnConstraint::ContentWidth);
        }
        self.append(table);
    }

    fn append(&mut self, mut table: Table) {
        table.column_iter_mut().for_each(|column| {
            column.set_padding((0, 2));
        });
        for line in table.lines() {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    fn indented(&mut self, mark: &str, text: &str) {
        let lines = wrapped(&harmless(text), usize::from(WIDTH) - mark.len());
        for (at, line) in lines.iter().enumerate() {
            let lead = if at == 0 { mark.to_owned() } else { " ".repeat(mark.len()) };
            self.text.push_str(&lead);
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    fn styled(&mut self, style: Style, text: &str) {
        let text = harmless(text);
        // Writing into a string does not fail.
        let _ = match self.colours {
            Colours::On => writeln!(self.text, "{style}{text}{style:#}"),
            Colours::Off => writeln!(self.text, "{text}"),
        };
    }
}

/// A line below the header, and columns two spaces apart.
fn ruled() -> Table {
    let mut table = borderless();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table
}

fn borderless() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
    table
}

/// Breaks a text at spaces into lines of at most `width` characters; a longer word has a line of its own.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    text.split('\n').flat_map(|line| wrapped_line(line, width)).collect()
}

fn wrapped_line(text: &str, width: usize) -> Vec<String> {
    let begin = text.len() - text.trim_start().len();
    let mut lines = vec![" ".repeat(begin)];
    for word in text.trim_start().split(' ') {
        let last = lines.last().map_or(0, |line| line.chars().count());
        match lines.last_mut() {
            Some(line) if line.trim().is_empty() || last + 1 + word.chars().count() <= width => {
                if !line.trim().is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests;
