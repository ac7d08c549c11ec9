//! The recovering reader against the field's faults.

mod faults;

use serde_json::Value as Json;
use twin::write::{Layout, Secrets, to_json};
use twin::{Document, REPAIRS_KEPT, RepairKind, TwinPath};

fn read(text: &str) -> Document {
    Document::read_str(text).expect("small enough")
}

fn as_json(doc: &Document) -> Json {
    let root = doc.root().expect("a document");
    let text = to_json(root, Layout::Compact, Secrets::Shown);
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn repairs(text: &str) -> Vec<RepairKind> {
    read(text).repairs().iter().map(|r| r.kind).collect()
}

/// Reads `text`, expects exactly these repairs and this meaning.
fn mends(text: &str, kinds: &[RepairKind], meant: &str) {
    let doc = read(text);
    let got: Vec<_> = doc.repairs().iter().map(|r| r.kind).collect();
    assert_eq!(got, kinds, "{text}");
    let meant: Json = serde_json::from_str(meant).expect("strict");
    assert_eq!(as_json(&doc), meant, "{text}");
}

#[test]
fn a_text_alone_stays_a_text() {
    let long = format!("\"{}\"", "x".repeat(10_000));
    for text in [r#""\":""#, r#""{a: 1}""#, r#""[info] {""#, &long] {
        mends(text, &[], text);
    }
}

#[test]
fn one_wrong_bracket_is_one_fault() {
    use RepairKind as K;
    mends(
        r#"{"o": {"a": [1, 2}, "b": 3}}"#,
        &[K::MismatchedBracket],
        r#"{"o": {"a": [1, 2], "b": 3}}"#,
    );
    mends(
        "[\n  {\"a\": {}],\n  {\"a\": 1}\n]",
        &[K::MismatchedBracket],
        r#"[{"a": {}}, {"a": 1}]"#,
    );
    mends(
        r#"{"o": {"a": {"x": 1], "b": 2}}"#,
        &[K::MismatchedBracket],
        r#"{"o": {"a": {"x": 1}, "b": 2}}"#,
    );
}

#[test]
fn brackets_that_do_not_match_are_placed_by_indentation() {
    use RepairKind as K;
    mends(
        r#"{"a": {"b": 1}"#,
        &[K::UnclosedBracket],
        r#"{"a": {"b": 1}}"#,
    );
    mends(r#"{"a": 1}}"#, &[K::SurplusBracket], r#"{"a": 1}"#);
    mends(
        r#"{"a": [1, 2}}"#,
        &[K::MismatchedBracket],
        r#"{"a": [1, 2]}"#,
    );
    let missing = "{\n  \"a\": {\n    \"b\": 1,\n  \"c\": {\n    \"d\": 2\n  }\n}\n";
    mends(
        missing,
        &[K::UnclosedBracket],
        r#"{"a": {"b": 1}, "c": {"d": 2}}"#,
    );
    let surplus = "{\n  \"a\": {\n    \"b\": 1\n    }\n  },\n  \"c\": 2\n}\n";
    mends(surplus, &[K::SurplusBracket], r#"{"a": {"b": 1}, "c": 2}"#);
}

#[test]
fn a_container_left_open_ends_behind_its_last_value() {
    let doc = read("[\"open,,\n");
    let root = doc.root().expect("a document");
    let string = root.element(0).expect("a string");
    assert!(string.span().end <= root.span().end, "{string:?} {root:?}");
}

#[test]
fn a_number_after_the_document_is_told_where_it_starts() {
    let doc = read("{}\n17");
    assert_eq!(doc.repairs()[0].kind, RepairKind::SeveralDocuments);
    assert_eq!(doc.repairs()[0].span, 3..4);
}

#[test]
fn what_was_assumed_does_not_depend_on_the_repairs_that_are_kept() {
    let text = format!("[{}None, yes, 0x1F, .5, 1]", ",".repeat(REPAIRS_KEPT + 10));
    let doc = read(&text);
    assert!(doc.repairs_not_kept() > 0);
    assert_eq!(as_json(&doc), serde_json::json!([null, true, 31, 0.5, 1]));
    assert_eq!(
        doc.root()
            .expect("root")
            .element(2)
            .and_then(|v| v.integer()),
        Some(31)
    );
}

#[test]
fn encodings_are_recognised() {
    let text = r#"{"a": "ü"}"#;
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut marked = vec![0xff, 0xfe];
    marked.extend(&utf16);
    for bytes in [utf16, marked, format!("\u{feff}{text}").into_bytes()] {
        let doc = Document::read(bytes).expect("small");
        assert_eq!(as_json(&doc), serde_json::json!({"a": "ü"}));
        assert_eq!(doc.repairs().len(), 1);
    }
    let doc = Document::read(b"{\"a\": \"\xff\"}".to_vec()).expect("small");
    assert_eq!(doc.repairs()[0].kind, RepairKind::InvalidUtf8);
}

#[test]
fn hostile_shapes_cost_neither_stack_nor_time() {
    let deep = "[".repeat(200_000);
    assert!(repairs(&deep).contains(&RepairKind::NestedTooDeeply));
    let deep = "{\"a\":".repeat(200_000);
    assert!(repairs(&deep).contains(&RepairKind::NestedTooDeeply));
    for unit in [
        ":",
        ",",
        "'",
        "\"",
        "<",
        "\"\"",
        "\\",
        "{",
        "}",
        "]",
        "...",
        "\u{85}",
        "a",
        "{}\"a\"",
        "0",
        "-",
        "=",
        "/*",
        "\0",
        "'a' ",
        "\"a\":",
        "[<",
        "@",
        "\u{a0}@",
        "&quot;",
        "&nbsp;",
        "&",
        "\"a\"b",
        "> {\n",
        "\"a\"b \"c",
    ] {
        for around in ["", "{", "[", "{\"a\":"] {
            let text = format!("{around}{}", unit.repeat(20_000));
            let doc = read(&text);
            assert!(
                doc.repairs().len() as u64 + doc.repairs_not_kept() > 0 || unit == "0",
                "{unit}"
            );
        }
    }
}

#[test]
fn places_are_found_again() {
    let doc = read("{\"p\": {\"a~/b\": [10, 20]}}");
    let value = doc.value_at(20).expect("inside");
    let path = value.path();
    assert_eq!(path.to_string(), "/p/a~0~1b/1");
    assert_eq!(doc.find(&path).expect("there").raw(), "20");
    assert_eq!(
        doc.root()
            .expect("root")
            .get("p")
            .expect("p")
            .path()
            .to_query(),
        "p"
    );
}

#[test]
fn wide_objects_are_found_by_key() {
    let members: Vec<_> = (0..5_000).map(|i| format!("\"k{i}\": {i}")).collect();
    let doc = read(&format!("{{{}, \"k7\": 8}}", members.join(",")));
    let root = doc.root().expect("root");
    assert_eq!(root.get("k4999").expect("there").raw(), "4999");
    assert_eq!(root.get("k7").expect("last wins").raw(), "8");
    assert_eq!(doc.repairs()[0].kind, RepairKind::DuplicateKey);
    assert!(root.get("none").is_none());
}

#[test]
fn what_is_nested_too_deeply_is_skipped_and_the_rest_is_read() {
    let inner = "[".repeat(3_000) + "\"]]\\\"]\"" + &"]".repeat(3_000);
    let doc = read(&format!("{{\"a\": {inner}, \"b\": 2}}"));
    let kinds: Vec<_> = doc.repairs().iter().map(|r| r.kind).collect();
    assert_eq!(kinds, [RepairKind::NestedTooDeeply]);
    let root = doc.root().expect("root");
    assert_eq!(root.get("b").expect("read on").raw(), "2");
    assert!(doc.len() <= 1_030, "{}", doc.len());
}

#[test]
fn a_pointer_finds_elements_of_arrays_and_keys_of_digits() {
    let doc = Document::read_str(r#"{"a":[10,{"0":[20,30]}],"1":40}"#).expect("small");
    let find = |pointer: &str| {
        let path = TwinPath::from_pointer(pointer).expect("a pointer");
        doc.find(&path).map(|value| value.raw().to_owned())
    };
    for (pointer, raw) in [
        ("/a/0", "10"),
        ("/a/1/0/1", "30"),
        ("/1", "40"),
        ("/a/1/0", "[20,30]"),
    ] {
        assert_eq!(find(pointer).as_deref(), Some(raw), "{pointer}");
    }
    for nowhere in ["/a/2", "/a/01", "/a/+1", "/a/-", "/a/x", "/a/0/0"] {
        assert_eq!(find(nowhere), None, "{nowhere}");
    }
}

#[test]
fn a_document_on_a_line_of_its_own_is_no_part_of_a_broken_one_before_it() {
    for broken in [
        "{broken",
        "{\"deviceId\": \"a\", \"tags\": {\"x\": \"unfin",
        "{\"a\": [1, {\"b\": 2,",
    ] {
        let whole = r#"{"deviceId": "c", "tags": {"note": "a } in a \" text"}}"#;
        let doc = read(&format!("{broken}\n{whole}\n{whole}\n"));
        let devices: Vec<_> = doc
            .roots()
            .map(|root| root.get("deviceId").map(|id| id.raw().to_owned()))
            .collect();
        assert_eq!(devices.len(), 3, "{broken}: {devices:?}");
        assert_eq!(
            devices[1..],
            [Some("\"c\"".to_owned()), Some("\"c\"".to_owned())]
        );
    }
    // a value whose name is missing stays one
    assert_eq!(
        repairs("{\n\"a\": 1,\n{\"b\": 2},\n\"c\": 3}"),
        [RepairKind::MissingColon]
    );
}

#[test]
fn a_document_out_of_a_string_is_read_without_its_escapes() {
    let meant = r#"{"deviceId":"a","note":"say \"x\" in c:\\logs","tags":{}}"#;
    let escaped = twin::escape::quote(meant);
    let bare = escaped.trim_matches('"').to_owned();
    for text in [
        escaped.clone(),
        bare.clone(),
        format!("  {bare}\r\n"),
        format!("2026-03-01 12:00:00 twin = {bare}"),
        format!("[{bare}]"),
    ] {
        let doc = read(&text);
        assert_eq!(doc.repairs()[0].kind, RepairKind::EscapedText, "{text}");
        let root = doc.root().expect("a document");
        let twin = root
            .children()
            .next()
            .filter(|c| c.is_object())
            .unwrap_or(root);
        assert_eq!(
            to_json(twin, Layout::Compact, Secrets::Shown),
            meant,
            "{text}"
        );
    }
    for text in [
        meant,
        r#"{"a":"{\"b\":1}"}"#,
        r#""a text""#,
        r#"{\x\"a\":1}"#,
        "{",
        "",
    ] {
        assert!(!repairs(text).contains(&RepairKind::EscapedText), "{text}");
    }
}
