//! What changed between two versions, and the number it asks for.

use serde_json::{Value as Plain, json};

use super::*;
use crate::catalogue::Catalogue;
use crate::catalogue::pack::{Content, Pack};

fn comparison(dialect: &str, versions: (&str, &str), before: &Plain, after: &Plain) -> Comparison {
    let path = |version: &str| format!("{dialect}/camera/desired-{version}.json");
    let mut content = |asked: &str| {
        let is_before = asked == path(versions.0);
        let mut schema = if is_before { before } else { after }.clone();
        schema["title"] = "t".into();
        Content::Bytes(schema.to_string().into_bytes())
    };
    let paths = vec![path(versions.0), path(versions.1)];
    let pack = Pack::read(paths, &mut content, "acme", &[]);
    let find = |version: &str| {
        let found = pack.schemas.iter().find(|s| s.key.version_text == version);
        found
            .unwrap_or_else(|| panic!("{:?}", pack.problems))
            .clone()
    };
    compare(&find(versions.0), &find(versions.1))
}

fn told(comparison: &Comparison) -> Vec<String> {
    let line = |c: &Change| format!("{} {} {}", c.path, c.kind.name(), c.step.name());
    comparison.changes.iter().map(line).collect()
}

fn object(properties: Plain, required: &[&str]) -> Plain {
    json!({"type": "object", "properties": properties, "required": required})
}

#[test]
fn members_come_and_go() {
    let before = object(
        json!({"a": {"type": "string"}, "b": {}, "c": {}, "d": {}}),
        &["b", "d"],
    );
    let after = object(
        json!({"a": {"type": "integer"}, "c": {}, "d": {}, "e": {"properties": {"x": {}}, "required": ["x"]}, "f": {}}),
        &["c", "f"],
    );
    let ga = comparison("ga", ("1.0.0", "2.0.0"), &before, &after);
    assert_eq!(
        told(&ga),
        [
            "f required-added major",
            "b required-removed major",
            "c made-required major",
            "d made-optional major",
            "a retyped major",
            "e optional-added minor"
        ]
    );
    assert_eq!(ga.number.verdict, Verdict::Right);
}

#[test]
fn values_are_widened_and_narrowed() {
    let before = object(
        json!({"a": {"enum": ["x", "y"]}, "b": {"enum": ["x"]}, "c": {"minimum": 1, "maximum": 5},
            "d": {"maxLength": 5}, "e": {}, "f": {"pattern": "a"}, "g": {"allOf": [{"x-severity": "warning", "maximum": 5}]}}),
        &[],
    );
    let after = object(
        json!({"a": {"enum": ["x"]}, "b": {"enum": ["x", "y"]}, "c": {"minimum": 0, "maximum": 4},
            "d": {"maxLength": 9}, "e": {"format": "date"}, "f": {"pattern": "b"}, "g": {"allOf": [{"x-severity": "warning", "maximum": 4}]}}),
        &[],
    );
    let ga = comparison("ga", ("1.0.0", "1.0.1"), &before, &after);
    assert_eq!(
        told(&ga),
        [
            "a narrowed major",
            "c narrowed major",
            "e narrowed major",
            "f narrowed major",
            "b widened patch",
            "c widened patch",
            "d widened patch",
            "g advice patch"
        ]
    );
    assert_eq!(ga.number.verdict, Verdict::TooLow);
    assert_eq!(ga.number.expected, "2.0.0");
}

#[test]
fn each_dialect_counts_its_own_way() {
    let empty = object(json!({}), &[]);
    let optional = object(json!({"a": {}}), &[]);
    let required = object(json!({"a": {}}), &["a"]);
    let one = object(json!({"a": {"enum": [1]}}), &[]);
    let two = object(json!({"a": {"enum": [1, 2]}}), &[]);
    let number = |dialect, versions, before: &Plain, after: &Plain| {
        let number = comparison(dialect, versions, before, after).number;
        (number.verdict, number.expected)
    };
    let is = |verdict, expected: &str| (verdict, expected.to_owned());
    use Verdict::{Right, TooHigh, TooLow};
    assert_eq!(
        number("draft", ("4.0", "4.1"), &empty, &optional),
        is(Right, "4.1")
    );
    assert_eq!(
        number("draft", ("4.0", "5.0"), &empty, &optional),
        is(TooHigh, "4.1")
    );
    assert_eq!(
        number("draft", ("4.0", "4.1"), &empty, &required),
        is(TooLow, "5.0")
    );
    assert_eq!(
        number("draft", ("4.0", "5.0"), &required, &empty),
        is(Right, "5.0")
    );
    assert_eq!(
        number("draft", ("4.0", "4.1"), &one, &two),
        is(Right, "4.1")
    );
    assert_eq!(
        number("ga", ("1.0.0", "1.0.1"), &one, &two),
        is(Right, "1.0.1")
    );
    assert_eq!(
        number("ga", ("1.0.0", "1.1.0"), &one, &two),
        is(TooHigh, "1.0.1")
    );
    assert_eq!(
        number("ga", ("1.0.0", "1.0.1"), &two, &one),
        is(TooLow, "2.0.0")
    );
    assert_eq!(
        number("ga", ("1.0.3", "1.2.0"), &optional, &empty),
        is(Right, "1.1.0")
    );
    assert_eq!(
        number("preview", ("1", "2"), &empty, &optional),
        is(TooHigh, "1")
    );
    assert_eq!(
        number("preview", ("1", "2"), &empty, &required),
        is(Right, "2")
    );
}

#[test]
fn conditions_are_taken_for_breaking_and_words_for_nothing() {
    let with = |limit: u32| {
        json!({"type": "object", "properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"type": "integer"}},
            "if": {"required": ["a"]}, "then": {"properties": {"a": {"maximum": limit}}}})
    };
    let ga = comparison("ga", ("1.0.0", "1.0.1"), &with(1), &with(2));
    assert_eq!(told(&ga), [" other major"]);
    let worded = |text: &str| object(json!({"a": {"type": "integer", "description": text}}), &[]);
    let ga = comparison("ga", ("1.0.0", "1.0.1"), &worded("one"), &worded("two"));
    assert_eq!(told(&ga), ["a reworded none"]);
    assert_eq!(ga.number.verdict, Verdict::Right);
    // written out or referred to, it is the same
    let inline = object(json!({"a": {"type": "integer"}}), &[]);
    let mut apart = object(json!({"a": {"$ref": "#/$defs/a"}}), &[]);
    apart["$defs"] = json!({"a": {"type": "integer"}});
    assert_eq!(
        told(&comparison("ga", ("1.0.0", "1.0.1"), &inline, &apart)),
        Vec::<String>::new()
    );
}

#[test]
fn the_lower_number_is_the_older_one() {
    let empty = object(json!({}), &[]);
    let optional = object(json!({"a": {}}), &[]);
    let ga = comparison("ga", ("1.1.0", "1.0.0"), &optional, &empty);
    assert!(ga.exchanged);
    assert_eq!(told(&ga), ["a optional-added minor"]);
    assert_eq!(ga.number.verdict, Verdict::Right);
}

#[test]
fn no_number_is_judged_between_different_groups() {
    let built_in = Catalogue::built_in();
    let find = |key: &str| {
        let schema = built_in.iter().find(|s| s.key.to_string() == key);
        schema.expect(key).clone()
    };
    let one = find("ga/rebootInfo/desired-1.0.0");
    let other = find("ga/DirectRebootInfo/desired-1.0.0");
    let comparison = compare(&one, &other);
    assert_eq!(comparison.number.verdict, Verdict::NotJudged);
    assert_eq!(compare(&one, &one).changes, []);
}
