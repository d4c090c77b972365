//! Changes cut into pieces, as a device puts them into frames.

/// Cuts `items` into pieces of at most `limit` bytes by `size`; one that is larger is a piece of its own.
pub fn cut<T>(items: &[T], limit: usize, size: impl Fn(&T) -> usize) -> Vec<&[T]> {
    let (mut pieces, mut rest) = (Vec::new(), items);
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest.iter().take_while(|item| {
            bytes += size(item);
            bytes <= limit
        });
        let (piece, after) = rest.split_at(fits.count().max(1));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_as_large_as_they_may_be_and_nothing_is_left_out() {
        for (sizes, pieces) in
            [(&[3, 3, 4, 1][..], &[&[3, 3, 4][..], &[1]][..]), (&[4, 30, 4, 7], &[&[4], &[30], &[4], &[7]]), (&[], &[])]
        {
            assert_eq!(cut(sizes, 10, |size| *size), pieces);
        }
    }
}
