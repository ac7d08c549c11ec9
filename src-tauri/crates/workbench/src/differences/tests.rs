//! Rows of comparisons: which are shown, in which form, and what of a value stands out.

use groups::Groups;
use groups::catalogue::Catalogue;
use serde_json::{Value as Plain, json};
use twin::Document;

use super::{Asked, Lines, List, Sides, page};
use crate::drift::DriftSettings;
use crate::wire::{DiffLayout, DiffPage, DiffRow, DiffRowKind, DiffState, Scope, ScopeKind};

fn text(desired: Plain, reported: Plain) -> String {
    json!({"deviceId": "pump-1", "properties": {"desired": desired, "reported": reported}})
        .to_string()
}

fn drift(text: &str, group: Option<&str>, asked: &Asked) -> DiffPage {
    let doc = Document::read_str(text).expect("a small text is read");
    let units = diagnose::Units::of(&doc);
    let twin = units.twin(0).expect("a twin");
    let groups = Groups::of(&twin);
    let scope = Scope {
        kind: group.map_or(ScopeKind::Twin, |_| ScopeKind::Group),
        group: group.unwrap_or_default().to_owned(),
    };
    let list = List::of_drift(
        &twin,
        &groups,
        Catalogue::built_in(),
        (None, &DriftSettings::default()),
        &scope,
    );
    shown(&list, [&doc, &doc], asked)
}

fn two(left: &str, right: &str, asked: &Asked) -> DiffPage {
    let [left, right] =
        [left, right].map(|text| Document::read_str(text).expect("a small text is read"));
    let list = {
        let units = [&left, &right].map(diagnose::Units::of);
        let [left, right] = [0, 1].map(|at| units[at].twin(0).expect("a twin"));
        List::of_two(
            [&left, &right],
            ["a".to_owned(), "b".to_owned()],
            None,
            Catalogue::built_in(),
        )
    };
    shown(&list, [&left, &right], asked)
}

fn shown(list: &List, documents: [&Document; 2], asked: &Asked) -> DiffPage {
    let lines = Lines::of(list, documents, asked);
    let sides = Sides {
        documents,
        base: None,
        blame: &|_, _| None,
    };
    page(list, &lines, sides, (0, 1_000))
}

fn full(layout: DiffLayout) -> Asked {
    Asked {
        layout,
        full: true,
        ..Asked::default()
    }
}

/// One word a row: depth, name, and how it stands.
fn told(page: &DiffPage) -> Vec<String> {
    let row = |row: &DiffRow| {
        let indent = " ".repeat(row.depth as usize);
        match row.kind {
            DiffRowKind::Gap => format!("{indent}… {}", row.left_out),
            DiffRowKind::Close => format!("{indent}}}"),
            _ => format!("{indent}{} {:?}", row.name, row.state),
        }
    };
    page.rows.iter().map(row).collect()
}

/// Counts what differs, parts left out.
fn differing(page: &DiffPage) -> usize {
    let leaves = page.rows.iter().filter(|r| r.kind == DiffRowKind::Leaf);
    leaves.filter(|r| r.differs).count()
}

fn many(changed: i64) -> Plain {
    let members = (0..20).map(|n| (format!("p{n:02}"), json!(if n == 10 { changed } else { n })));
    json!({ "plain": members.collect::<serde_json::Map<_, _>>() })
}

#[test]
fn what_does_not_differ_is_a_gap_that_opens() {
    let text = text(many(1), many(2));
    let narrow = drift(&text, Some("plain"), &Asked::default());
    let names: Vec<_> = narrow
        .rows
        .iter()
        .map(|r| (r.kind, r.name.as_str(), r.left_out))
        .collect();
    assert_eq!(
        names,
        [
            (DiffRowKind::Gap, "p00", 8),
            (DiffRowKind::Leaf, "p08", 0),
            (DiffRowKind::Leaf, "p09", 0),
            (DiffRowKind::Leaf, "p10", 0),
            (DiffRowKind::Leaf, "p11", 0),
            (DiffRowKind::Leaf, "p12", 0),
            (DiffRowKind::Gap, "p13", 7),
        ]
    );
    assert_eq!(narrow.marks.len(), 1);
    assert_eq!(narrow.marks[0].0, 3);
    let opened = Asked {
        toggled: vec![narrow.rows[0].key.clone()],
        ..Asked::default()
    };
    let opened = drift(&text, Some("plain"), &opened);
    assert_eq!(opened.total, 7 + 7, "the eight rows instead of their gap");
    assert_eq!(
        drift(&text, Some("plain"), &full(DiffLayout::Tree)).total,
        20
    );
}

#[test]
fn text_has_an_end_for_each_part_and_inline_a_line_for_each_side() {
    let text = text(
        json!({"a": {"b": {"c": 1}, "d": 2}}),
        json!({"a": {"b": {"c": 3}, "d": 2}}),
    );
    let page = drift(&text, Some("a"), &full(DiffLayout::Inline));
    let lines = told(&page);
    let of_c: Vec<_> = page.rows.iter().filter(|r| r.name == "c").collect();
    assert_eq!(lines.len(), 5, "{lines:?}");
    assert!(of_c[0].right.is_none() && of_c[1].left.is_none());
    assert_ne!(of_c[0].key, of_c[1].key, "each row has a key of its own");
    assert!(lines.contains(&"}".to_owned()), "{lines:?}");
    let split = drift(&text, Some("a"), &full(DiffLayout::Split));
    assert_eq!(split.rows.len(), 4);
    assert!(
        drift(&text, Some("a"), &full(DiffLayout::Tree))
            .rows
            .iter()
            .all(|r| r.kind != DiffRowKind::Close)
    );
}

#[test]
fn a_folded_part_keeps_its_mark() {
    let text = text(json!({"a": {"b": {"c": 1}}}), json!({"a": {"b": {"c": 3}}}));
    let all = drift(&text, Some("a"), &full(DiffLayout::Tree));
    let folded = Asked {
        toggled: vec![all.rows[0].key.clone()],
        ..full(DiffLayout::Tree)
    };
    let page = drift(&text, Some("a"), &folded);
    assert_eq!(page.total, 1);
    assert!(page.rows[0].folded && page.rows[0].has_children);
    assert_eq!(page.marks.len(), 1);
}

#[test]
fn states_and_words_narrow_and_what_stands_around_a_hit_stays() {
    let text = text(many(1), many(2));
    let differing = Asked {
        search: "p10".to_owned(),
        ..Asked::default()
    };
    let page = drift(&text, None, &differing);
    assert_eq!(told(&page).len(), 2, "{:?}", told(&page));
    assert_eq!(page.rows[0].name, "plain");
    let same = Asked {
        states: vec![DiffState::Same],
        ..Asked::default()
    };
    let page = drift(&text, None, &same);
    assert_eq!(page.total, 1 + 19);
    let counts: Vec<_> = page
        .head
        .counts
        .iter()
        .map(|c| (c.state, c.count))
        .collect();
    assert!(counts.contains(&(DiffState::Same, 19)), "{counts:?}");
    assert!(counts.contains(&(DiffState::Unknown, 1)), "{counts:?}");
}

#[test]
fn of_two_texts_only_the_part_that_differs_stands_out() {
    let left = text(json!({"a": {"version": "3.0.0"}}), json!({}));
    let right = text(json!({"a": {"version": "3.1.0"}}), json!({}));
    let page = two(&left, &right, &Asked::default());
    let row = page
        .rows
        .iter()
        .find(|r| r.name == "version")
        .expect("the row");
    let told = |cell: &Option<crate::wire::DiffCell>| -> Vec<(String, bool)> {
        let cell = cell.as_ref().expect("a side");
        cell.pieces
            .iter()
            .map(|p| (p.text.clone(), p.differs))
            .collect()
    };
    let piece = |text: &str, differs| (text.to_owned(), differs);
    assert_eq!(
        told(&row.left),
        [piece("3.", false), piece("0", true), piece(".0", false)]
    );
    assert_eq!(
        told(&row.right),
        [piece("3.", false), piece("1", true), piece(".0", false)]
    );
    assert_eq!(row.state, DiffState::Edited);
}

#[test]
fn two_twins_are_compared_without_what_the_hub_writes_by_itself() {
    let twin = |version: i64, value: i64| {
        let desired = json!({"a": {"b": value}, "$version": version, "$metadata": {"$lastUpdated": format!("2026-01-0{version}T00:00:00Z")}});
        text(desired, json!({"$version": version}))
    };
    let page = two(&twin(1, 7), &twin(2, 7), &full(DiffLayout::Tree));
    assert_eq!(differing(&page), 0, "{:?}", told(&page));
    let page = two(&twin(1, 7), &twin(2, 8), &Asked::default());
    assert_eq!(differing(&page), 1, "{:?}", told(&page));
    assert_eq!(page.head.left, "a");
}

#[test]
fn added_removed_moved_and_respelled_have_their_own_words() {
    let left = text(
        json!({"a": {"list": ["x", "y", "z"], "gone": 1, "spelt": 1.0}}),
        json!({}),
    );
    let right = text(
        json!({"a": {"list": ["z", "x", "y"], "new": 2, "spelt": 1}}),
        json!({}),
    );
    let page = two(&left, &right, &full(DiffLayout::Tree));
    let state = |name: &str| page.rows.iter().find(|r| r.name == name).map(|r| r.state);
    assert_eq!(state("gone"), Some(DiffState::Removed));
    assert_eq!(state("new"), Some(DiffState::Added));
    assert_eq!(state("spelt"), Some(DiffState::Respelled));
    assert!(
        page.rows.iter().any(|r| r.state == DiffState::Moved),
        "{:?}",
        told(&page)
    );
    assert!(
        page.rows
            .iter()
            .filter(|r| r.state == DiffState::Respelled)
            .all(|r| !r.differs)
    );
}

#[test]
fn a_secret_is_masked_and_never_found_by_its_text() {
    let secret = "SharedAccessKey=c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=";
    let connection = format!("HostName=h.azure-devices.net;DeviceId=d;{secret}");
    let text = text(
        json!({"a": {"connectionString": connection}}),
        json!({"a": {}}),
    );
    let page = drift(&text, Some("a"), &full(DiffLayout::Tree));
    let all = serde_json::to_string(&page).expect("plain data");
    assert!(!all.contains("c2VjcmV0"), "{all}");
    let searched = Asked {
        search: "c2vjcmv0".to_owned(),
        ..full(DiffLayout::Tree)
    };
    assert_eq!(drift(&text, Some("a"), &searched).total, 0);
}

#[test]
fn what_changes_by_itself_is_no_difference_of_two() {
    let twin = |time: &str, version: u32| {
        format!(
            r#"{{"deviceId":"d","properties":{{"desired":{{"a":1,"$version":{version}}},"reported":{{"g":{{"b":2,"__meta":{{"x":1,"time":"{time}"}}}},"$version":{version}}}}}}}"#
        )
    };
    let page = two(
        &twin("10:00", 1),
        &twin("11:00", 2),
        &full(DiffLayout::Tree),
    );
    assert!(
        page.rows.iter().all(|row| row.state == DiffState::Same),
        "{:?}",
        page.rows
    );
    assert!(
        !page
            .rows
            .iter()
            .any(|row| row.name == "time" || row.name == "$version")
    );
}

#[test]
fn a_list_at_the_limit_of_rows_is_cut_and_said_so() {
    let members: Vec<_> = (0..299_998).map(|n| format!("\"m{n}\":1")).collect();
    let side = |last: u32| format!("{{\"p\":{{{},\"z\":[{last}]}}}}", members.join(","));
    let text = format!(
        r#"{{"deviceId":"d","properties":{{"desired":{},"reported":{}}}}}"#,
        side(1),
        side(2)
    );
    let page = drift(&text, None, &full(DiffLayout::Tree));
    assert!(page.total <= 300_000);
}

#[test]
fn of_two_another_spelling_of_a_known_value_is_no_difference() {
    let of = |time: &str| {
        json!({"deviceId": "d", "properties": {"desired": {"rebootInfo": {
            "__meta": {"deploymentId": "1", "serviceInterfaceVersion": "1.0.0"},
            "singleRebootTime": time, "dailyRebootTime": "",
        }}, "reported": {}}})
        .to_string()
    };
    let page = two(
        &of("2026-06-01T03:00:00Z"),
        &of("2026-06-01T05:00:00+02:00"),
        &full(DiffLayout::Tree),
    );
    assert_eq!(differing(&page), 0);
    let told = told(&page);
    assert!(
        told.contains(&"  singleRebootTime Respelled".to_owned()),
        "{told:?}"
    );
}

/// The sides of the one row that differs, each in its pieces, what differs in brackets; and what is said of it.
fn taken_apart(left: &str, right: &str) -> (String, String, String) {
    let of = |value: &str| text(json!({"a": {"text": value}}), json!({}));
    let page = two(&of(left), &of(right), &Asked::default());
    let row = page.rows.iter().find(|r| r.name == "text");
    let row = row.expect("the row");
    let told = |cell: &Option<crate::wire::DiffCell>| -> String {
        let cell = cell.as_ref().expect("a side");
        let pieces = cell.pieces.iter().map(|p| match p.differs {
            true => format!("[{}]", p.text),
            false => p.text.clone(),
        });
        pieces.collect::<String>() + if cell.cut { "…" } else { "" }
    };
    (told(&row.left), told(&row.right), row.reason.clone())
}

#[test]
fn of_long_texts_the_part_that_differs_is_shown_and_it_is_said() {
    let long = |middle: &str| format!("{} {middle} {}", "ab ".repeat(300), "xy ".repeat(1_000));
    let (left, right, said) = taken_apart(&long("one"), &long("two"));
    assert!(left.starts_with('…') && left.ends_with('…'), "{left}");
    assert!(
        left.contains("b  [one] xy") && right.contains("b  [two] xy"),
        "{left} {right}"
    );
    assert!(left.chars().count() < 100, "{left}");
    assert_eq!(said, "long texts, shown around what differs");
    // the end alone
    let (left, right, _) = taken_apart(&"ab ".repeat(300), &("ab ".repeat(300) + "new"));
    assert!(!left.contains('[') && !left.ends_with('…'), "{left}");
    assert!(right.ends_with("ab [new]"), "{right}");
    // all of it
    let (left, _, said) = taken_apart(&"ab".repeat(1_000), &"cd".repeat(1_000));
    assert!(left.starts_with("[abab") && left.ends_with("]…"), "{left}");
    assert_eq!(left.chars().count(), 403);
    assert!(!said.is_empty());
}

#[test]
fn texts_that_are_not_taken_apart_say_so() {
    let long = |middle: &str| format!("{}{middle}", "ab ".repeat(20_000));
    let (left, right, said) = taken_apart(&long("one"), &long("two"));
    assert!(left.starts_with("[ab") && right.starts_with("[ab"));
    assert_eq!(said, "the texts are too long to show which part differs");
    let (.., said) = taken_apart("3.0.0", "3.1.0");
    assert_eq!(said, "");
}
