//! Fixes as patches, and counterparts of other versions.

use super::*;

fn broken() -> String {
    let (_, reported) = metas();
    twin_of(
        json!({"windowsUpdate": {"activeHoursStart": "8", "activeHoursEnd": 17, "__meta": {"serviceInterfaceVersion": 1}}}),
        json!({"windowsUpdate": {"activeHoursStart": 8, "activeHoursEnd": 17, "__meta": reported}}),
    )
}

fn merged(target: &mut Plain, patch: &Plain) {
    let (Plain::Object(target), Plain::Object(patch)) = (target, patch) else {
        panic!("two objects");
    };
    for (name, value) in patch {
        match value {
            Plain::Null => {
                target.remove(name);
            }
            Plain::Object(_) if target.get(name).is_some_and(Plain::is_object) => {
                merged(target.get_mut(name).expect("a member"), value);
            }
            value => {
                target.insert(name.clone(), value.clone());
            }
        }
    }
}

#[test]
fn a_finding_stands_in_its_row_and_its_fix_in_a_patch() {
    let page = looked(&broken(), "windowsUpdate", &Look::default());
    let row = page
        .rows
        .iter()
        .find(|r| r.key == "/activeHoursStart")
        .expect("a row");
    assert!(
        row.findings.iter().any(|f| f.rule == "property-type"),
        "{row:?}"
    );
    assert!(page.head.fixes >= 1, "{:?}", page.head);
    with_group(&broken(), "windowsUpdate", |subject, group| {
        let fixes = Fixes::of(subject, group);
        assert_eq!(fixes.count, page.head.fixes as usize);
        let patch: Plain = serde_json::from_str(&fixes.merge_patch).expect("JSON");
        let group = &patch["properties"]["desired"]["windowsUpdate"];
        assert_eq!(group["activeHoursStart"], json!(8), "{patch}");
        assert_eq!(
            group.get("activeHoursEnd"),
            None,
            "only what changes: {patch}"
        );
        let mut twin: Plain = serde_json::from_str(&broken()).expect("JSON");
        merged(&mut twin, &patch);
        let again = looked(&twin.to_string(), "windowsUpdate", &Look::default());
        assert_eq!(again.head.fixes, 0, "{twin}");
        let operations: Plain = serde_json::from_str(&fixes.json_patch).expect("JSON");
        let replace = json!({"op": "replace", "path": "/properties/desired/windowsUpdate/activeHoursStart", "value": 8});
        assert!(
            operations
                .as_array()
                .is_some_and(|all| all.contains(&replace)),
            "{operations}"
        );
    });
}

#[test]
fn a_name_is_moved_and_a_merge_patch_repeats_no_secret() {
    let key = ["AccountKey=", "c3dvcmRmaXNo"].concat();
    let rename = |member: &str, value: Plain| {
        let (desired, _) = metas();
        twin_of(
            json!({"certificates": {member: value, "__meta_2": desired}}),
            json!({}),
        )
    };
    let text = rename("connectionString", json!(key));
    with_group(&text, "certificates", |subject, group| {
        let fixes = Fixes::of(subject, group);
        assert!(!fixes.merge_patch.contains("c3dvcm") && !fixes.json_patch.contains("c3dvcm"));
        for text in [&fixes.merge_patch, &fixes.json_patch] {
            if !text.is_empty() {
                serde_json::from_str::<Plain>(text).expect("JSON");
            }
        }
    });
}

#[test]
fn a_group_without_fixes_has_no_patch() {
    with_group(&reboot(), "rebootInfo", |subject, group| {
        let fixes = Fixes::of(subject, group);
        assert_eq!(
            (fixes.merge_patch.as_str(), fixes.json_patch.as_str()),
            ("", "")
        );
    });
}

#[test]
fn counterparts_are_listed_and_one_of_them_is_told_in_full() {
    with_group(&reboot(), "rebootInfo", |subject, group| {
        let all = migration(subject, group, None).expect("counterparts");
        let names: Vec<_> = all.counterparts.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["draft", "preview@1", "staging@1"]);
        assert!(all.counterparts.iter().all(|c| c.age == Age::Older));
        assert_eq!(all.to.as_deref(), Some("staging@1"), "the nearest");
        let preview = migration(subject, group, Some("preview")).expect("a counterpart");
        assert_eq!(preview.to.as_deref(), Some("preview@1"));
        let desired = &preview.sides[0];
        assert_eq!(
            (desired.direction.as_str(), desired.reader.as_str()),
            ("desired", "device")
        );
        assert!(desired.anew && desired.document.is_some());
        assert_eq!(
            desired.rows[0].fate,
            Fate::Dropped,
            "what needs a look comes first"
        );
        let unknown = migration(subject, group, Some("9.9")).expect_err("no such version");
        assert_eq!(
            unknown.to_string(),
            "`rebootInfo` has no counterpart `9.9`; there are `draft`, `preview@1`, `staging@1`"
        );
    });
}

#[test]
fn a_section_of_the_older_agent_is_proposed_as_a_group_or_says_why_not() {
    let text = twin_of(
        json!({"windows": {
            "windowsUpdatePolicy": {"applyProperties": {"deferFeatureUpdatesPeriod": 30, "ring": "Preview"}, "reportProperties": "yes"},
            "wifi": {"applyProperties": "no", "reportProperties": "yes"}
        }}),
        json!({}),
    );
    with_group(&text, "windows.windowsUpdatePolicy", |subject, group| {
        let found = migration(subject, group, None).expect("a counterpart");
        assert_eq!(found.to.as_deref(), Some("ga@1.0.0"));
        let document = found.sides[0].document.as_deref().expect("a document");
        let document: Plain = serde_json::from_str(document).expect("JSON");
        assert_eq!(
            document["properties"]["desired"]["windowsUpdate"]["deferFeatureUpdatesPeriodInDays"],
            json!(30)
        );
    });
    with_group(&text, "windows.wifi", |subject, group| {
        let found = migration(subject, group, None).expect("an answer");
        assert!(found.to.is_none() && found.sides.is_empty());
        assert!(found.none.is_some_and(|why| why.contains("wireless")));
    });
}
