//! What a change claims to hold, read without expanding it.
//!
//! A change keeps its operations in columns of runs ("this value, so many times"), so sixty bytes can claim 2^62
//! operations; automerge expands them while it reads. So the runs are added up first, in one pass over the bytes, and a
//! change that claims too much is never handed to the library. The layout is that of the automerge binary format, "change
//! chunks" and "column storage format".

/// Where a chunk says what it is, and what a plain change says.
pub(super) const TYPE_AT: usize = 8;
pub(super) const PLAIN_CHANGE: u8 = 1;

/// The bit of a column's specification that says that it is deflated, as only a document's may be.
const DEFLATED: u64 = 1 << 3;

/// How many values the longest column of a plain change claims. `None` where the bytes are not one whole chunk.
pub(super) fn longest_column(raw: &[u8]) -> Option<u64> {
    let mut chunk = Bytes(raw.get(TYPE_AT + 1..)?);
    let length = chunk.number()?;
    let mut body = Bytes(chunk.take(length)?);
    skip_head(&mut body)?;
    let columns = (0..body.number()?).map(|_| Some((body.number()?, body.number()?))).collect::<Option<Vec<_>>>()?;
    let mut longest = 0;
    for (specification, length) in columns {
        if specification & DEFLATED != 0 {
            return None;
        }
        longest = longest.max(values(Shape::of(specification), body.take(length)?)?);
    }
    chunk.0.is_empty().then_some(longest)
}

/// Dependencies, actor, sequence number, first counter, time, message, other actors.
fn skip_head(body: &mut Bytes<'_>) -> Option<()> {
    const HASH: u64 = 32;
    let dependencies = body.number()?;
    body.take(dependencies.checked_mul(HASH)?)?;
    body.skip_text()?;
    (0..3).try_for_each(|_| body.skip_number())?;
    body.skip_text()?;
    (0..body.number()?).try_for_each(|_| body.skip_text())
}

/// How a column keeps its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Runs of numbers.
    Numbers,
    /// Runs of texts.
    Texts,
    /// Lengths of runs that are false and true in turn.
    Flags,
    /// The bytes of values whose lengths stand in another column.
    Bare,
}

impl Shape {
    /// The shape that the lowest three bits of a column's specification say.
    const fn of(specification: u64) -> Self {
        match specification & 0b111 {
            4 => Self::Flags,
            5 => Self::Texts,
            7 => Self::Bare,
            _ => Self::Numbers,
        }
    }
}

fn values(shape: Shape, column: &[u8]) -> Option<u64> {
    let (mut rest, mut values) = (Bytes(column), 0_u64);
    if shape == Shape::Bare {
        return Some(0);
    }
    while !rest.0.is_empty() {
        let run = if shape == Shape::Flags { rest.number()? } else { rest.skip_run(shape)? };
        values = values.saturating_add(run);
    }
    Some(values)
}

/// Bytes that are read from the left.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    /// The digits of a LEB128 number, seven bits each, and how many there are.
    fn digits(&mut self) -> Option<(u64, u32)> {
        const LONGEST: usize = 10;
        let length = self.0.iter().take(LONGEST).position(|byte| byte & 0x80 == 0)? + 1;
        let digits = self.take(length as u64)?;
        let joined = |sum: u64, (at, byte): (usize, &u8)| sum | u64::from(byte & 0x7f).wrapping_shl(7 * at as u32);
        Some((digits.iter().enumerate().fold(0, joined), length as u32))
    }

    fn number(&mut self) -> Option<u64> {
        self.digits().map(|(number, _)| number)
    }

    fn skip_number(&mut self) -> Option<()> {
        self.digits().map(drop)
    }

    fn signed_number(&mut self) -> Option<i64> {
        let (number, digits) = self.digits()?;
        let unused = 64_u32.saturating_sub(7 * digits);
        Some((number << unused).cast_signed() >> unused)
    }

    fn skip_text(&mut self) -> Option<()> {
        let length = self.number()?;
        self.take(length).map(drop)
    }

    fn skip_value(&mut self, shape: Shape) -> Option<()> {
        if shape == Shape::Texts { self.skip_text() } else { self.skip_number() }
    }

    /// Skips one run and gives its length: positive, one value so many times; negative, so many values; zero, so many
    /// times nothing.
    fn skip_run(&mut self, shape: Shape) -> Option<u64> {
        let length = self.signed_number()?;
        match length {
            0 => self.number(),
            1.. => self.skip_value(shape).map(|()| length.cast_unsigned()),
            ..0 => {
                let values = length.unsigned_abs();
                // Each takes a byte at least, so the bytes bound the loop.
                (0..values).try_for_each(|_| self.skip_value(shape)).map(|()| values)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(shape: Shape, column: &[u8]) -> Option<u64> {
        values(shape, column)
    }

    #[test]
    fn runs_are_added_up_without_being_expanded() {
        const HUGE: [u8; 9] = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40];
        assert_eq!(
            sum(Shape::Numbers, &[3, 7, 0x7e, 1, 2, 0, 4]),
            Some(3 + 2 + 4),
            "a run, two values, four times nothing"
        );
        assert_eq!(sum(Shape::Texts, &[2, 1, b'x', 0x7f, 3, b'a', b'b', b'c']), Some(3));
        assert_eq!(sum(Shape::Flags, &[0, 5, 0x80, 1]), Some(5 + 128));
        assert_eq!(sum(Shape::Bare, &[0xff; 40]), Some(0));
        assert_eq!(sum(Shape::Flags, &HUGE), Some(1 << 62));
        assert_eq!(sum(Shape::Numbers, &[&HUGE[..8], &[0x20, 1]].concat()), Some(1 << 61));
        assert_eq!(sum(Shape::Flags, &[HUGE, HUGE, HUGE, HUGE, HUGE].concat()), Some(u64::MAX), "no overflow");
    }

    #[test]
    fn what_ends_too_early_is_no_column() {
        for column in [&[3][..], &[0x80], &[0x7e, 1], &[0], &[0x80; 11]] {
            assert_eq!(sum(Shape::Numbers, column), None, "{column:?}");
        }
        assert_eq!(sum(Shape::Texts, &[1, 9, b'x']), None);
        assert_eq!(longest_column(&[]), None);
        assert_eq!(longest_column(&[0; 9]), None);
    }
}
