//! The recovering reader against serde_json: made-up JSON, whole, cut and patched, and made-up bytes.

use proptest::prelude::*;
use serde_json::Value as Json;
use twin::Document;
use twin::write::{Layout, Secrets, to_json};

fn read(text: &str) -> Document {
    Document::read_str(text).expect("small enough")
}

fn as_json(doc: &Document) -> Json {
    let text = to_json(
        doc.root().expect("a document"),
        Layout::Compact,
        Secrets::Shown,
    );
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        (-1e9..1e9f64).prop_map(Json::from),
        ".*".prop_map(Json::from),
        "[<|>.a\"\\\\{}:,\n]{0,6}".prop_map(Json::from),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Json::from),
            prop::collection::hash_map(".{0,5}", inner, 0..8)
                .prop_map(|m| Json::Object(m.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn strict_json_means_what_serde_json_says(value in json(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.expect("serialises");
        let doc = read(&text);
        prop_assert!(doc.repairs().is_empty(), "{:?} in {text}", doc.repairs());
        let meant: Json = serde_json::from_str(&text).expect("strict");
        prop_assert_eq!(as_json(&doc), meant);
    }

    #[test]
    fn what_serde_json_refuses_is_never_read_without_a_repair(
        value in json(), cut in any::<prop::sample::Index>(), put in "[,:{}\\[\\]\"'a1.<\\\\ \n]{0,3}", drop in 0usize..4,
    ) {
        let mut text: Vec<char> = serde_json::to_string_pretty(&value).expect("serialises").chars().collect();
        let at = cut.index(text.len());
        let end = (at + drop).min(text.len());
        text.splice(at..end, put.chars());
        let text: String = text.into_iter().collect();
        let doc = read(&text);
        let strict = serde_json::from_str::<Json>(&text);
        if doc.repairs().is_empty() {
            prop_assert!(strict.is_ok() || text.trim().is_empty(), "{text}");
        } else if let Some(root) = doc.root() {
            let mended = to_json(root, Layout::Pretty, Secrets::Shown);
            prop_assert!(serde_json::from_str::<Json>(&mended).is_ok(), "{mended}");
        }
        for i in 0..doc.len().min(50) {
            if let Some(value) = doc.value_at(i) {
                let _ = (value.raw(), value.key(), value.str(), value.path());
            }
        }
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let doc = Document::read(bytes).expect("small");
        for root in doc.roots() {
            let _ = to_json(root, Layout::Pretty, Secrets::Shown);
        }
    }
}
