//! Patches made of two values and applied to the first give the second, for generated values and for real twins that
//! were changed at random; both patch formats do what their RFCs say. `PROPTEST_CASES=100000` asks of more cases.
#![expect(
    clippy::disallowed_methods,
    reason = "reads the fixtures of the repository"
)]

use diff::{Scope, Tree, changes, json_patch, merge_patch};
use proptest::prelude::*;
use serde_json::{Map, Value as Json};
use twin::{Document, Value};

fn read(text: &str) -> Document {
    Document::read_str(text).expect("small enough")
}

fn root(doc: &Document) -> Value<'_> {
    doc.root().expect("a value")
}

fn plain(tree: &Tree) -> Json {
    serde_json::from_str(&tree.to_json()).expect("JSON")
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (-3_i64..3).prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        "[ab~/]{0,3}".prop_map(Json::from),
        "[a-z0-9 ]{10,14}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 40, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Json::from),
            prop::collection::hash_map("[ab~/\\\\\"é]{0,2}", inner, 0..8)
                .prop_map(|m| Json::Object(m.into_iter().collect())),
        ]
    })
}

/// Twins of the fixtures that are JSON as it should be.
fn twins() -> &'static [Json] {
    static TWINS: std::sync::OnceLock<Vec<Json>> = std::sync::OnceLock::new();
    TWINS.get_or_init(|| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../fixtures/twins");
        let files = std::fs::read_dir(folder).expect("the fixtures");
        let mut paths: Vec<_> = files.flatten().map(|f| f.path()).collect();
        paths.sort();
        let texts = paths.iter().filter_map(|p| std::fs::read_to_string(p).ok());
        let short = texts.filter(|t| t.len() < 12_000);
        let twins: Vec<Json> = short
            .filter_map(|t| serde_json::from_str(&t).ok())
            .collect();
        assert!(twins.len() > 5, "{} twins", twins.len());
        twins
    })
}

fn base() -> impl Strategy<Value = Json> {
    let twin = any::<prop::sample::Index>().prop_map(|at| at.get(twins()).clone());
    prop_oneof![3 => json(), 1 => twin]
}

/// Changes a value at some places: what, where and with what comes from the generator.
fn mutated(mut value: Json, steps: &[(u8, u16, Json)]) -> Json {
    for (what, place, new) in steps {
        let count = count(&value);
        mutate(&mut value, &mut (usize::from(*place) % count), *what, new);
    }
    value
}

fn count(value: &Json) -> usize {
    1 + match value {
        Json::Array(elements) => elements.iter().map(count).sum(),
        Json::Object(members) => members.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

fn mutate(value: &mut Json, left: &mut usize, what: u8, new: &Json) -> bool {
    if *left == 0 {
        change(value, what, new);
        return true;
    }
    *left -= 1;
    match value {
        Json::Array(elements) => elements.iter_mut().any(|e| mutate(e, left, what, new)),
        Json::Object(members) => members.values_mut().any(|m| mutate(m, left, what, new)),
        _ => false,
    }
}

fn change(value: &mut Json, what: u8, new: &Json) {
    let number = usize::from(what / 8);
    match value {
        Json::Array(elements) if !elements.is_empty() => {
            let at = number % elements.len();
            match what % 8 {
                0 => elements.reverse(),
                1 => elements.rotate_left(at),
                2 => drop(elements.remove(at)),
                3 => elements.insert(at, new.clone()),
                4 => {
                    let again = elements[at].clone();
                    elements.push(again);
                }
                5 => elements.truncate(at),
                6 => elements[at] = new.clone(),
                _ => *value = new.clone(),
            }
        }
        Json::Object(members) => {
            let key = members.keys().nth(number % members.len().max(1)).cloned();
            match (what % 4, key) {
                (0, Some(key)) => drop(members.remove(&key)),
                (1, Some(key)) => {
                    let moved = members.remove(&key).expect("there");
                    members.insert(format!("{key}2"), moved);
                }
                (2, _) => drop(members.insert("new".to_owned(), new.clone())),
                _ => *value = new.clone(),
            }
        }
        _ => *value = new.clone(),
    }
}

fn step() -> impl Strategy<Value = (u8, u16, Json)> {
    (any::<u8>(), any::<u16>(), json())
}

/// Without the nulls that a merge patch cannot make: those of members, not those inside arrays.
fn without_nulls(value: Json) -> Json {
    match value {
        Json::Object(members) => {
            let kept = members.into_iter().filter(|(_, v)| !v.is_null());
            Json::Object(
                kept.map(|(k, v)| (k, without_nulls(v)))
                    .collect::<Map<_, _>>(),
            )
        }
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_json_patch_leads_from_the_old_value_to_the_new_one(
        old in base(), steps in prop::collection::vec(step(), 0..6), other in json(), unrelated in prop::bool::weighted(0.1),
    ) {
        let new = if unrelated { other } else { mutated(old.clone(), &steps) };
        let (a, b) = (read(&old.to_string()), read(&serde_json::to_string_pretty(&new).expect("JSON")));
        let found = changes(root(&a), root(&b), None);
        prop_assert_eq!(found.is_same(), old == new);
        // written and read again, as somebody else would
        let patch = read(&json_patch::write(&json_patch::from_changes(&found.all), &Scope::ALL));
        let operations = json_patch::read(root(&patch)).expect("a patch");
        let made = json_patch::apply(Tree::from(root(&a)), &operations);
        let made = made.unwrap_or_else(|e| panic!("{e}\n{old}\n{new}\n{}", patch.text()));
        prop_assert_eq!(plain(&made), new, "{} {}", old, patch.text());
    }

    #[test]
    fn a_merge_patch_leads_from_the_old_value_to_the_new_one_or_says_why_not(
        old in base(), steps in prop::collection::vec(step(), 0..6), nulls: bool,
    ) {
        let new = mutated(old.clone(), &steps);
        let new = if nulls { new } else { without_nulls(new) };
        let (a, b) = (read(&old.to_string()), read(&new.to_string()));
        let patch = merge_patch::between(root(&a), root(&b), &Scope::ALL);
        let text = patch.write(&Scope::ALL);
        let doc = read(&text);
        let made = match patch.part {
            Some(_) => merge_patch::apply(Tree::from(root(&a)), root(&doc)),
            None => Tree::from(root(&a)),
        };
        prop_assert_eq!(plain(&made) == new, patch.inexpressible.is_empty(), "{} to {}: {}", old, new, text);
        if !nulls {
            prop_assert!(patch.inexpressible.is_empty());
        }
    }

    #[test]
    fn the_way_back_differs_where_the_way_does(old in base(), steps in prop::collection::vec(step(), 0..4)) {
        let new = mutated(old.clone(), &steps);
        let (a, b) = (read(&old.to_string()), read(&new.to_string()));
        let (there, back) = (changes(root(&a), root(&b), None), changes(root(&b), root(&a), None));
        prop_assert_eq!(there.is_same(), back.is_same());
        prop_assert!(changes(root(&a), root(&a), None).all.is_empty());
    }
}

/// Cases of a fixture file: a name, the value, the patch, and what comes of it.
fn cases(text: &'static str) -> Document {
    let doc = read(text);
    assert!(doc.repairs().is_empty());
    doc
}

#[test]
fn a_json_patch_does_what_rfc_6902_says() {
    let doc = cases(include_str!("rfc6902.json"));
    for case in root(&doc).children() {
        let get = |key| case.get(key);
        let (to, patch) = (get("to").expect("a value"), get("patch").expect("a patch"));
        let made =
            json_patch::read(patch).and_then(|patch| json_patch::apply(Tree::from(to), &patch));
        match (get("gives"), get("fails").and_then(Value::str)) {
            (Some(gives), None) => assert_eq!(made, Ok(Tree::from(gives)), "{}", case.raw()),
            (None, Some(fails)) => {
                let error = made.expect_err(case.raw());
                assert_eq!(error.to_string(), fails, "{}", case.raw());
            }
            _ => panic!("a case gives or fails: {}", case.raw()),
        }
    }
}

#[test]
fn a_merge_patch_does_what_rfc_7396_says() {
    let doc = cases(include_str!("rfc7396.json"));
    for case in root(&doc).children() {
        let of = |key| case.get(key).expect("a member");
        let made = merge_patch::apply(Tree::from(of("to")), of("patch"));
        assert_eq!(made, Tree::from(of("gives")), "{}", case.raw());
    }
}

#[test]
fn a_patch_that_copies_itself_over_and_over_is_stopped() {
    let copies: Vec<String> = (0..60)
        .map(|i| format!(r#"{{"op":"copy","from":"","path":"/{i}"}}"#))
        .collect();
    let patch = read(&format!("[{}]", copies.join(",")));
    let operations = json_patch::read(root(&patch)).expect("a patch");
    let error =
        json_patch::apply(Tree::from(root(&read("{}"))), &operations).expect_err("too much");
    assert!(
        error.to_string().contains("too deep or too large"),
        "{error}"
    );
}

#[test]
fn what_is_out_of_the_scope_is_in_no_patch_not_even_inside_what_is_added() {
    let fits = |member: Value<'_>| !member.is_key("$version");
    let scope = Scope {
        secrets: twin::write::Secrets::Masked,
        fits: &fits,
    };
    let old = read(r#"{"kept":{"$version":1},"gone":1,"$version":1}"#);
    let new = read(r#"{"kept":{"$version":2},"new":{"a":1,"$version":9,"password":"hunter2"}}"#);
    let patch = merge_patch::between(root(&old), root(&new), &scope);
    let text = patch.write(&scope);
    assert!(
        !text.contains("$version") && !text.contains("hunter2"),
        "{text}"
    );
    assert!(
        text.contains("\"gone\": null") && text.contains("\"a\":1"),
        "{text}"
    );
    let found = changes(root(&old), root(&new), None);
    let counting = found
        .all
        .iter()
        .filter(|c| c.new.or(c.old).is_some_and(fits));
    let text = json_patch::write(&json_patch::from_changes(counting), &scope);
    assert!(
        !text.contains("$version") && !text.contains("hunter2"),
        "{text}"
    );
}

#[test]
fn nesting_as_deep_as_the_reader_keeps_costs_no_stack() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let nested = |inner: &str| {
            let levels = twin::LEVELS_KEPT - 1;
            format!("{}{inner}{}", open.repeat(levels), close.repeat(levels))
        };
        let (old, new) = (read(&nested("1")), read(&nested("2")));
        let found = changes(root(&old), root(&new), None);
        assert_eq!(found.all.len(), 1);
        let patch = read(&json_patch::write(
            &json_patch::from_changes(&found.all),
            &Scope::ALL,
        ));
        let operations = json_patch::read(root(&patch)).expect("a patch");
        let made = json_patch::apply(Tree::from(root(&old)), &operations);
        assert_eq!(made, Ok(Tree::from(root(&new))));
        let merge = merge_patch::between(root(&old), root(&new), &Scope::ALL);
        let text = read(&merge.write(&Scope::ALL));
        let made = merge_patch::apply(Tree::from(root(&old)), root(&text));
        assert_eq!(made, Tree::from(root(&new)));
    }
}

/// Every order of so many numbers.
fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(count - 1);
    let longer = shorter.iter().flat_map(|order| {
        (0..count).map(|at| {
            let mut order = order.clone();
            order.insert(at, count - 1);
            order
        })
    });
    longer.collect()
}

#[test]
fn every_order_of_six_elements_is_reached_by_moves_alone() {
    let old = read("[0,1,2,3,4,5]");
    for order in orders(6) {
        let new = read(&format!("{order:?}"));
        let found = changes(root(&old), root(&new), None);
        let operations = json_patch::from_changes(&found.all);
        assert!(
            operations.iter().all(|o| o.verb.name() == "move"),
            "{order:?}"
        );
        let made = json_patch::apply(Tree::from(root(&old)), &operations);
        assert_eq!(made, Ok(Tree::from(root(&new))), "{order:?}");
    }
}
