//! Cells in columns, aligned. Knows no twins.

use unicode_width::UnicodeWidthStr;

use crate::paint::padded;

/// Lays lines out in columns two blanks apart; `styled` colours a padded cell by its line and column.
pub(crate) fn aligned(
    lines: &[Vec<String>],
    styled: &dyn Fn(usize, usize, String) -> String,
) -> Vec<String> {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.width()).max().unwrap_or(0)
    };
    let widths: Vec<_> = (0..columns).map(width).collect();
    let line = |(at, line): (usize, &Vec<String>)| {
        let last = line.iter().rposition(|cell| !cell.is_empty()).unwrap_or(0);
        let cells = line
            .iter()
            .enumerate()
            .take(last + 1)
            .map(|(column, cell)| {
                let width = if column == last { 0 } else { widths[column] };
                styled(at, column, padded(cell, width))
            });
        cells.collect::<Vec<_>>().join("  ")
    };
    lines.iter().enumerate().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_and_nothing_hangs_behind_the_last() {
        let lines = [
            vec!["a".to_owned(), "long one".to_owned(), "x".to_owned()],
            vec!["日本".to_owned(), "b".to_owned(), String::new()],
        ];
        let plain = |_: usize, _: usize, cell: String| cell;
        assert_eq!(aligned(&lines, &plain), ["a     long one  x", "日本  b"]);
    }
}
