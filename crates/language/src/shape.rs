//! What a message is made of: its variables, what it refers to, and whether a terminal can show it.

use std::collections::BTreeSet;

use fluent_syntax::{
    ast::{CallArguments, Expression, InlineExpression, Pattern, PatternElement},
    unicode::unescape_unicode_to_string,
};

/// What was found in a pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// The variables that it shows or chooses by.
    pub(crate) variables: BTreeSet<String>,
    /// The messages, terms (with their `-`) and functions (with `()`) that it needs.
    pub(crate) references: BTreeSet<String>,
    /// Whether it holds a character that steers a terminal or turns the order of others round.
    pub(crate) steers: bool,
}

impl Shape {
    /// Of a pattern.
    pub(crate) fn of(pattern: &Pattern<&str>) -> Self {
        let mut shape = Self::default();
        shape.pattern(pattern);
        shape
    }

    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.text(value),
                PatternElement::Placeable { expression } => self.expression(expression),
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                variants.iter().for_each(|variant| self.pattern(&variant.value));
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::StringLiteral { value } => self.text(&unescape_unicode_to_string(value)),
            InlineExpression::NumberLiteral { .. } => {}
            InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, .. } => {
                self.references.insert(id.name.to_owned());
            }
            InlineExpression::TermReference { id, arguments, .. } => {
                self.references.insert(format!("-{}", id.name));
                arguments.iter().for_each(|arguments| self.arguments(arguments));
            }
            InlineExpression::FunctionReference { id, arguments } => {
                self.references.insert(format!("{}()", id.name));
                self.arguments(arguments);
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
        }
    }

    fn arguments(&mut self, arguments: &CallArguments<&str>) {
        arguments.positional.iter().for_each(|inline| self.inline(inline));
        arguments.named.iter().for_each(|named| self.inline(&named.value));
    }

    fn text(&mut self, text: &str) {
        self.steers |= text.chars().any(steers);
    }
}

fn steers(c: char) -> bool {
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && c != '\n')
}
