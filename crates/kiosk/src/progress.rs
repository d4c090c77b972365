//! Bars that grow while something takes its time: on standard error, and on a terminal only.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar for rows of a list. Draws nothing where standard error is no terminal.
pub(crate) fn rows(total: usize) -> ProgressBar {
    let bar = ProgressBar::new(total as u64);
    bar.set_style(style("{bar:40} {pos}/{len}"));
    bar
}

/// A template of ours; the plain bar where it should not parse.
pub(crate) fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
