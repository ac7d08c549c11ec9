//! The recovering reader against serde_json: made-up JSON, whole, cut and patched, and made-up bytes.

use proptest::prelude::*;
use serde_json::Value as Json;
use twin::metadata::Nodes;
use twin::write::{Layout, Secrets, to_json};
use twin::{Document, Value};

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

/// The same with something else in one place: a member that is new, gone, renamed or of another value.
fn changed(mut json: Json, at: prop::sample::Index, new: Json) -> Json {
    if let Some(members) = json.as_object_mut().filter(|members| !members.is_empty()) {
        let key = members
            .keys()
            .nth(at.index(members.len()))
            .cloned()
            .expect("a member");
        match at.index(4) {
            0 => drop(members.remove(&key)),
            1 => drop(members.insert(format!("{key}+"), new)),
            2 => {
                let moved = members.remove(&key).expect("a member");
                members.insert(format!("+{key}"), moved);
            }
            _ => drop(members.insert(key, new)),
        }
    }
    json
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
    fn of_equal_keys_the_last_is_found_in_whatever_order_members_are_asked_for(
        written in prop::collection::vec(("[abc]{0,3}", prop::bool::weighted(0.1)), 0..90),
        asked in prop::collection::vec("[abc]{0,3}", 0..20),
    ) {
        let member = |(number, (key, escaped)): (usize, &(String, bool))| match escaped {
            true if !key.is_empty() => format!("\"\\u{:04x}{}\": {number}", key.as_bytes()[0], &key[1..]),
            _ => format!("\"{key}\": {number}"),
        };
        let members: Vec<_> = written.iter().enumerate().map(member).collect();
        let doc = read(&format!("{{{}}}", members.join(", ")));
        let object = doc.root().expect("a document");
        let mut in_order = object.in_order();
        for key in written.iter().map(|(key, _)| key).chain(&asked) {
            let last = written.iter().rposition(|(other, _)| other == key);
            let found = in_order.get(key);
            prop_assert_eq!(found.map(|m| m.raw().to_owned()), last.map(|at| at.to_string()), "{} in {}", key, doc.text());
            prop_assert_eq!(found, object.get(key));
        }
    }

    #[test]
    fn members_beside_each_other_are_those_of_one_name(
        (one, other) in (json(), any::<prop::sample::Index>(), json()).prop_map(|(one, at, new)| (one.clone(), changed(one, at, new))),
        pretty: bool,
        at_once: bool,
    ) {
        let other = if pretty { serde_json::to_string_pretty(&other).expect("serialises") } else { other.to_string() };
        let doc = read(&format!("[{one},{other}]"));
        let mut sides = doc.root().expect("a document").children();
        let (one, other) = (sides.next().expect("one"), sides.next());
        let mut beside = one.beside(other);
        let mut couples = Vec::new();
        loop {
            beside.pass_alike(|couple| {
                let is_wanted = at_once || couples.len() % 3 != 0;
                if is_wanted {
                    couples.push((*couple, true));
                }
                is_wanted
            });
            let Some(couple) = beside.step() else { break };
            couples.push((couple, false));
        }
        let members: Vec<_> = one.members().collect();
        prop_assert_eq!(couples.iter().map(|(couple, _)| couple.member).collect::<Vec<_>>(), members, "{}", doc.text());
        for (couple, is_alike) in couples {
            let member = couple.member;
            prop_assert_eq!(couple.partner, other.and_then(|other| other.get(&member.key()?)), "{}", doc.text());
            prop_assert_eq!((couple.kind, couple.name), (member.kind(), member.plain_key()));
            let is_same = couple.partner.is_some_and(|partner| partner.raw() == member.raw());
            prop_assert!(is_same || !is_alike, "{} in {}", member.raw(), doc.text());
        }
        prop_assert!(beside.step().is_none());
        let mut others = other.into_iter().flat_map(Value::members);
        prop_assert!(!beside.is_used_up() || others.all(|m| m.key().and_then(|key| one.get(&key)).is_some()));
    }

    #[test]
    fn the_node_of_a_member_is_that_of_its_name(
        members in prop::collection::vec(("[abc]{1,2}", 0usize..3), 0..9),
        nodes in prop::collection::vec(("[abc]{1,2}", 0usize..3), 0..9),
        same: bool,
    ) {
        let object = |members: &[(String, usize)]| {
            let value = |size: usize| ["1", "{\"$x\":1}", "{\"$x\":1,\"$y\":{\"a\":1,\"b\":2}}"][size];
            let members = members.iter().map(|(name, size)| format!("\"{name}\":{}", value(*size)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        };
        let nodes: Vec<_> = if same { members.iter().map(|(name, _)| (name.clone(), 1)).collect() } else { nodes };
        let doc = read(&format!("[{},{}]", object(&members), object(&nodes)));
        let mut sides = doc.root().expect("a document").children();
        let (object, top) = (sides.next().expect("one"), sides.next().expect("two"));
        let found = Nodes::below(top);
        for member in object.children().chain(object.children().step_by(2)) {
            prop_assert_eq!(found.of(member), top.get(&member.key().expect("a key")), "{}", doc.text());
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
