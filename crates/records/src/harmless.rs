//! Text of records on its way to a terminal.
//!
//! A value was typed by somebody else, on a device that may run another program than ours. Shown as it is, it could move the
//! cursor, put words into the clipboard, or turn the order of its characters round.

/// The text without what could steer a terminal or turn the order of its characters round. Line breaks stay.
#[must_use]
pub fn harmless(text: &str) -> String {
    text.chars().map(|c| if c == '\n' || !steers(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// Whether a character steers what shows it, and is none itself.
#[must_use]
pub fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_shown_as_a_mark() {
        for (text, shown) in [
            ("Contoh Satu\nMontong", "Contoh Satu\nMontong"),
            ("\u{1b}]52;c;cm0gLXJm\u{7}", "\u{fffd}]52;c;cm0gLXJm\u{fffd}"),
            ("\u{9b}2J\r", "\u{fffd}2J\u{fffd}"),
            ("\u{202e}utaS", "\u{fffd}utaS"),
        ] {
            assert_eq!(harmless(text), shown);
        }
    }
}
