//! Conditions read, matched and written as queries.

use super::*;
use crate::testing::{twin, with_groups};

fn condition(text: &str) -> Condition {
    Condition::parse(text).expect("a condition")
}

#[test]
fn conditions_are_read() {
    let read = |text| Condition::parse(text).map(|c| (c.group, c.version));
    let of =
        |group: &str, version: Option<&str>| Ok((group.to_owned(), version.map(str::to_owned)));
    assert_eq!(read("rebootInfo@3.0"), of("rebootInfo", Some("3.0")));
    assert_eq!(read(" camera "), of("camera", None));
    assert_eq!(
        read("rebootInfo.version=\"3.0\""),
        of("rebootInfo", Some("3.0"))
    );
    assert_eq!(read("rebootInfo.version"), of("rebootInfo", None));
    assert_eq!(read("@3.0"), Err(ConditionError::NoGroup("@3.0".into())));
    assert_eq!(
        read("rebootInfo@"),
        Err(ConditionError::NoVersion("rebootInfo".into()))
    );
    assert_eq!(
        read("rebootInfo@x"),
        Err(ConditionError::BadVersion("x".into()))
    );
}

#[test]
fn devices_that_declare_the_version_match() {
    let cases = [
        (
            r#"{"maxInputVersion":"2.0","outputVersion":"3.0"}"#,
            "rebootInfo@3.0",
            true,
        ),
        (
            r#"{"maxInputVersion":"3.0","outputVersion":"2.0"}"#,
            "rebootInfo@3.0",
            false,
        ),
        (r#"{"outputVersion":3}"#, "rebootInfo@3.0", true),
        (r#"{"interfaceVersion":"3.0.0"}"#, "rebootInfo@3.0", true),
        (r#"{"interfaceVersion":"3.0.1"}"#, "rebootInfo@3.0", false),
        (r#"{"outputVersion":"30.0"}"#, "rebootInfo@3.0", false),
        (r#"{"type":"raw"}"#, "rebootInfo", true),
        (r#"{"type":"raw"}"#, "camera", false),
        (r#"{"type":"raw"}"#, "rebootInfo@3.0", false),
    ];
    for (entry, text, expected) in cases {
        let reported = format!(r#""__deviceSchemas":{{"rebootInfo":{entry}}}"#);
        let found = with_groups(&twin("", &reported), |groups| {
            matches(groups, &condition(text))
        });
        assert_eq!(found, expected, "{text} in {entry}");
    }
}

#[test]
fn a_hub_finds_what_stands_where_the_query_looks_and_as_it_is_written() {
    let entry = |entry: &str| format!(r#""__deviceSchemas":{{"rebootInfo":{entry}}}"#);
    let meta = r#""rebootInfo":{"__meta":{"deviceInterfaceVersion":"1.0.0"}}"#.to_owned();
    let older = r#""windows":{"rebootInfo":{}}"#.to_owned();
    let interface = entry(r#"{"interfaceVersion":"1.0.0"}"#);
    for (reported, text, dialect, expected) in [
        (&interface, "rebootInfo@1.0.0", Dialect::Ga, true),
        (&interface, "rebootInfo@1.0", Dialect::Ga, true),
        (&interface, "rebootInfo@1.0.0", Dialect::Draft, false),
        (&interface, "rebootInfo", Dialect::Ga, true),
        (&meta, "rebootInfo@1.0.0", Dialect::Ga, false),
        (&meta, "rebootInfo", Dialect::Ga, false),
        (
            &entry(r#"{"outputVersion":"1.0"}"#),
            "rebootInfo@1.0.0",
            Dialect::Ga,
            false,
        ),
        (
            &entry(r#"{"outputVersion":"1.0"}"#),
            "rebootInfo@1.0",
            Dialect::Draft,
            true,
        ),
        (
            &entry(r#"{"outputVersion":"01.0"}"#),
            "rebootInfo@1.0",
            Dialect::Draft,
            false,
        ),
        (
            &entry(r#"{"outputVersion":1}"#),
            "rebootInfo@1.0",
            Dialect::Preview,
            true,
        ),
        (
            &entry(r#"{"outputVersion":1}"#),
            "rebootInfo@1.0",
            Dialect::Draft,
            false,
        ),
        (&older, "rebootInfo", Dialect::Gen1, true),
        (&older, "windows.rebootInfo", Dialect::Ga, true),
        (&older, "rebootInfo", Dialect::Ga, false),
    ] {
        let condition = condition(text);
        let found = with_groups(&twin("", reported), |groups| {
            let name = condition.name_in(dialect);
            let statements = Statement::all(&declarations(groups, &name));
            let group = groups.get(&name);
            let declared = Declared {
                statements: &statements,
                is_listed: group.is_some_and(|g| g.schema_entry.is_some()),
                is_reported: group.is_some_and(|g| g.reported.is_some()),
            };
            condition.is_found(dialect, declared)
        });
        assert_eq!(found, expected, "{text} in {dialect:?}: {reported}");
    }
    let query = condition("windows.rebootInfo").query(Dialect::Ga);
    assert!(
        query.ends_with("IS_DEFINED(properties.reported.windows.rebootInfo)"),
        "{query}"
    );
}

#[test]
fn a_configured_group_that_the_device_does_not_declare_does_not_match() {
    let desired = r#""rebootInfo":{"__meta":{"serviceInterfaceVersion":"1.0.0"}}"#;
    with_groups(&twin(desired, r#""rebootInfo":{}"#), |groups| {
        assert!(!matches(groups, &condition("rebootInfo")));
        assert!(!matches(groups, &condition("rebootInfo@1.0.0")));
    });
}

#[test]
fn a_reported_section_of_the_older_agent_matches_without_a_version() {
    with_groups(&twin("", r#""windows":{"rebootInfo":{}}"#), |groups| {
        assert!(matches(groups, &condition("rebootInfo")));
        assert!(!matches(groups, &condition("rebootInfo@1.0")));
    });
}

#[test]
fn every_declaration_is_told() {
    let reported = r#""__deviceSchemas":{"rebootInfo":{"maxInputVersion":1,"outputVersion":1,"interfaceVersion":"1.0.0"}},
        "rebootInfo":{"__meta":{"deviceInterfaceVersion":"1.0.0"}}"#;
    with_groups(&twin("", reported), |groups| {
        let told = declarations(groups, "rebootInfo");
        let properties: Vec<_> = told.iter().map(|d| d.kind.property()).collect();
        let all = [
            "maxInputVersion",
            "outputVersion",
            "interfaceVersion",
            "deviceInterfaceVersion",
        ];
        assert_eq!(properties, all);
        assert!(declarations(groups, "camera").is_empty());
    });
}

#[test]
fn queries_name_the_path_that_exists() {
    let all = "SELECT * FROM devices WHERE ";
    for (text, dialect, test) in [
        (
            "rebootInfo@3.0",
            Dialect::Draft,
            "properties.reported.__deviceSchemas.rebootInfo.outputVersion = '3.0'",
        ),
        (
            "rebootInfo@1",
            Dialect::Preview,
            "properties.reported.__deviceSchemas.rebootInfo.outputVersion = 1",
        ),
        (
            "rebootInfo@1.0",
            Dialect::Staging,
            "properties.reported.__deviceSchemas.rebootInfo.outputVersion = 1",
        ),
        (
            "rebootInfo@1.5",
            Dialect::Preview,
            "properties.reported.__deviceSchemas.rebootInfo.outputVersion = '1.5'",
        ),
        (
            "rebootInfo@1.0.0",
            Dialect::Ga,
            "properties.reported.__deviceSchemas.rebootInfo.interfaceVersion = '1.0.0'",
        ),
        (
            "rebootInfo@3.0",
            Dialect::Undeclared,
            "properties.reported.__deviceSchemas.rebootInfo.outputVersion = '3.0'",
        ),
        (
            "rebootInfo@1.0.0",
            Dialect::Undeclared,
            "properties.reported.__deviceSchemas.rebootInfo.interfaceVersion = '1.0.0'",
        ),
        (
            "camera",
            Dialect::Draft,
            "IS_DEFINED(properties.reported.__deviceSchemas.camera)",
        ),
        (
            "rebootInfo@1.0",
            Dialect::Gen1,
            "IS_DEFINED(properties.reported.windows.rebootInfo)",
        ),
    ] {
        assert_eq!(condition(text).query(dialect), format!("{all}{test}"));
    }
    assert!(
        condition("rebootInfo@1.0")
            .query_note(Dialect::Gen1)
            .is_some()
    );
    assert!(
        condition("rebootInfo@1.0")
            .query_note(Dialect::Ga)
            .is_none()
    );
}

#[test]
fn quotes_cannot_leave_the_literal() {
    let hostile = Condition {
        group: "rebootInfo".to_owned(),
        version: Some(r"1' OR '1'='1\".to_owned()),
    };
    let query = hostile.query(Dialect::Ga);
    assert!(
        query.ends_with(r"interfaceVersion = '1\' OR \'1\'=\'1\\'"),
        "{query}"
    );
}

#[test]
fn the_path_of_the_prose_is_corrected() {
    let note = spelling_note("rebootInfo.version=\"3.0\"", Dialect::Draft).expect("a note");
    assert!(note.contains("properties.reported.__deviceSchemas.rebootInfo.outputVersion"));
    let note = spelling_note("rebootInfo.version", Dialect::Ga).expect("a note");
    assert!(note.contains("rebootInfo.interfaceVersion"));
    assert_eq!(spelling_note("rebootInfo@3.0", Dialect::Ga), None);
}
