//! Pages of rows, and TOP.

use serde_json::{Value, json};

use super::super::Page;
use super::read;

fn numbered(count: usize) -> Vec<Value> {
    (0..count)
        .map(|n| json!({"n": n, "odd": n % 2 == 1}))
        .collect()
}

/// Reads a page; returns the numbers of its rows, whether there are more, and how many documents were looked at.
fn page(text: &str, skip: usize, most: usize) -> (Vec<u64>, bool, usize) {
    let query = read(text);
    let mut run = query.runs().skipping(skip).at_most(most);
    let mut looked_at = 0;
    for document in numbered(10) {
        looked_at += 1;
        if run.see(&document) {
            break;
        }
    }
    let Page { rows, more } = run.page();
    let numbers = rows
        .iter()
        .map(|row| row["n"].as_u64().expect("it has one"));
    (numbers.collect(), more, looked_at)
}

#[test]
fn pages_follow_each_other() {
    let odd = "SELECT * FROM devices WHERE odd";
    for (text, skip, most, numbers, more, looked_at) in [
        (odd, 0, 2, &[1, 3][..], true, 6),
        (odd, 2, 2, &[5, 7], true, 10),
        (odd, 4, 2, &[9], false, 10),
        (odd, 5, 2, &[], false, 10),
        (odd, 0, 5, &[1, 3, 5, 7, 9], false, 10),
        (odd, 0, 0, &[], true, 2),
        ("SELECT n FROM devices", 8, 5, &[8, 9], false, 10),
        // TOP counts the rows of all pages
        ("SELECT TOP 3 * FROM devices", 0, 2, &[0, 1], true, 3),
        ("SELECT TOP 3 * FROM devices", 2, 2, &[2], false, 3),
        ("SELECT TOP 3 * FROM devices", 3, 2, &[], false, 3),
        ("SELECT TOP 3 * FROM devices", 0, 3, &[0, 1, 2], false, 3),
        ("SELECT TOP 0 * FROM devices", 0, 3, &[], false, 1),
        (
            "SELECT TOP 99999999999999999999999 n FROM devices WHERE odd",
            0,
            9,
            &[1, 3, 5, 7, 9],
            false,
            10,
        ),
        // groups are known when all has been seen
        (
            "SELECT n FROM devices WHERE odd GROUP BY n",
            1,
            2,
            &[3, 5],
            true,
            10,
        ),
        (
            "SELECT n FROM devices WHERE odd GROUP BY n",
            3,
            2,
            &[7, 9],
            false,
            10,
        ),
        (
            "SELECT TOP 4 n FROM devices WHERE odd GROUP BY n",
            3,
            2,
            &[7],
            false,
            10,
        ),
        ("SELECT COUNT() AS n FROM devices", 0, 1, &[10], false, 10),
        ("SELECT COUNT() AS n FROM devices", 1, 1, &[], false, 10),
    ] {
        assert_eq!(
            page(text, skip, most),
            (numbers.to_vec(), more, looked_at),
            "{text}, {skip}, {most}"
        );
    }
}

#[test]
fn a_page_of_large_rows_is_short() {
    let query = read("SELECT * FROM devices");
    let large = json!({"x": "x".repeat(5 * 1024 * 1024)});
    let mut run = query.runs().at_most(100);
    let looked_at = (1..=100).find(|_| run.see(&large));
    let page = run.page();
    assert_eq!((looked_at, page.rows.len(), page.more), (Some(5), 4, true));
}

#[test]
fn without_a_limit_all_rows_are_there() {
    let query = read("SELECT * FROM devices");
    let mut run = query.runs();
    for document in numbered(1000) {
        assert!(!run.see(&document));
    }
    assert_eq!(
        run.page(),
        Page {
            rows: numbered(1000),
            more: false
        }
    );
}
