//! What inputs are taken for.

use twin::shape::{Shape, recognise};
use twin::{Document, SectionKind, Twin};

fn with_twin(text: &str, look: impl FnOnce(Twin<'_>)) {
    let doc = Document::read_str(text).expect("small");
    look(recognise(doc.root().expect("a document"), &|name| {
        name == "rebootInfo"
    }));
}

/// Names of what a configuration writes into desired.
fn written(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    with_twin(text, |twin| {
        assert_eq!(twin.recognition.shape, Shape::Configuration, "{text}");
        let members = twin
            .desired
            .into_iter()
            .flat_map(|s| s.members().map(move |m| s.name_of(m)));
        names.extend(members.map(|n| n.into_owned()));
    });
    names
}

#[test]
fn a_configuration_is_recognised_in_the_form_of_the_hub_and_in_that_of_the_portal() {
    let groups = r#"{"rebootInfo": {}, "site": 1}"#;
    for text in [
        format!(r#"{{"name": "n", "desiredState": {groups}}}"#),
        format!(r#"{{"desiredState": {{"properties": {{"desired": {groups}}}}}}}"#),
        format!(r#"{{"id": "n", "content": {{"deviceContent": {{"properties.desired": {groups}}}}}}}"#),
        format!(r#"{{"deviceContent": {{"properties.desired": {groups}}}}}"#),
        r#"{"id": "n", "content": {"deviceContent": {"properties.desired.rebootInfo": {}, "properties.desired.site": 1}}}"#.to_owned(),
        r#"{"id": "n", "content": {"moduleContent": {"properties.desired.rebootInfo": {}, "properties.desired.site": 1, "other": 2}}}"#.to_owned(),
    ] {
        assert_eq!(written(&text), ["rebootInfo", "site"], "{text}");
    }
}

#[test]
fn a_configuration_that_writes_nothing_has_no_desired() {
    for text in [
        r#"{"id": "n", "content": {"deviceContent": {}}}"#,
        r#"{"id": "n", "content": {"deviceContent": {"tags.x": 1}}}"#,
    ] {
        with_twin(text, |twin| {
            assert_eq!(twin.recognition.shape, Shape::Configuration);
            assert!(twin.section(SectionKind::Desired).is_none());
        });
    }
}

#[test]
fn a_property_is_found_by_the_name_it_has_in_the_twin() {
    let text = r#"{"deviceContent": {"properties.desired.rebootInfo": {"a": 1}}}"#;
    with_twin(text, |twin| {
        let desired = twin.desired.expect("desired");
        let group = desired.get("rebootInfo").expect("a group");
        let inside = group.get("a").expect("a property");
        assert_eq!(twin.group_name_of(inside).as_deref(), Some("rebootInfo"));
        assert_eq!(
            inside.path().to_string(),
            "/deviceContent/properties.desired.rebootInfo/a"
        );
        assert_eq!(twin::limits::Survey::of(desired).usage.bytes, 10 + 1 + 8);
    });
}

#[test]
fn an_identity_alone_is_called_one() {
    with_twin(r#"{"deviceId": "pump-01"}"#, |twin| {
        assert_eq!(twin.recognition.shape, Shape::Unknown);
        let because = twin.recognition.because;
        assert!(
            because.contains("without `tags` or `properties`"),
            "{because}"
        );
    });
}
