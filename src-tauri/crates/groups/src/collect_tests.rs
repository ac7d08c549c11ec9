//! Groups gathered from twins of every dialect, the draft's own figures among them.

use super::*;
use crate::dialect::Profile;
use crate::negotiate::{Outcome, RowId, default_negotiation};
use crate::testing::{twin, with_groups};

fn dialects(desired: &str, reported: &str) -> (Dialect, Vec<(String, Dialect)>) {
    with_groups(&twin(desired, reported), |groups| {
        let each = groups.iter().map(|g| (g.name.clone(), g.dialect));
        (groups.dialect, each.collect())
    })
}

/// Desired, reported, and the dialect they speak for.
const SIGNS: [(&str, &str, Dialect); 32] = [
    (r#""windows":{"rebootInfo":{}}"#, "", Dialect::Gen1),
    (
        "",
        r#""windows":{"custom":{"lastChange":{"state":"failed"}}}"#,
        Dialect::Gen1,
    ),
    (
        "",
        r#""rebootInfo":{"lastChange":{"state":"completed"}}"#,
        Dialect::Gen1,
    ),
    (r#""rebootInfo_1":{}"#, "", Dialect::Draft),
    (r#""rebootInfo":{"__meta_2":{}}"#, "", Dialect::Draft),
    (r#""__portalSchemas":{"rebootInfo":{}}"#, "", Dialect::Draft),
    (
        "",
        r#""__deviceSchemas":{"rebootInfo":{"outputVersion":"3.0"}}"#,
        Dialect::Draft,
    ),
    (
        r#""rebootInfo":{"__meta":{"deployment":"v2"}}"#,
        "",
        Dialect::Draft,
    ),
    (
        "",
        r#""rebootInfo":{"__meta":{"state":"pending"}}"#,
        Dialect::Draft,
    ),
    (
        "",
        r#""__deviceSchemas":{"rebootInfo":{"maxInputVersion":1}}"#,
        Dialect::Preview,
    ),
    (
        r#""rebootInfo":{"__meta":{"reportingMode":"always"}}"#,
        "",
        Dialect::Preview,
    ),
    (
        "",
        r#""rebootCmd":{"__meta":{"deploymentStatus":"succeeded"}}"#,
        Dialect::Preview,
    ),
    (
        "",
        r#""__deviceSchemas":{"rebootCmd":{"type":"raw"}}"#,
        Dialect::Preview,
    ),
    (
        r#""rebootCmd":{"id":5}"#,
        r#""rebootCmd":{"id":5}"#,
        Dialect::Undeclared,
    ),
    (
        r#""cfg":{"__meta":{"state":"x"},"a":1}"#,
        "",
        Dialect::Undeclared,
    ),
    (
        "",
        r#""cfg":{"__meta":{"state":"sucess"},"a":1}"#,
        Dialect::Undeclared,
    ),
    (
        "",
        r#""cfg":{"__meta":{"state":"succeded"},"a":1}"#,
        Dialect::Draft,
    ),
    (
        "",
        r#""__deviceSchemas":{"uwpApps":{"outputVersion":1}}"#,
        Dialect::Staging,
    ),
    (
        "",
        r#""__deviceSchemas":{"StartRebootCmd":{"outputVersion":1}}"#,
        Dialect::Staging,
    ),
    (
        r#""rebootInfo":{"__meta":{"serviceInterfaceVersion":"1.0.0"}}"#,
        "",
        Dialect::Ga,
    ),
    (
        "",
        r#""rebootInfo":{"__meta":{"deviceInterfaceVersion":""}}"#,
        Dialect::Ga,
    ),
    (
        "",
        r#""__deviceSchemas":{"rebootInfo":{"interfaceVersion":"1.0.0"}}"#,
        Dialect::Ga,
    ),
    (
        r#""rebootInfo":{"__meta":{"deploymentId":"d"}}"#,
        "",
        Dialect::Ga,
    ),
    (
        r#""rebootInfo":{"singleRebootTime":""}"#,
        "",
        Dialect::Undeclared,
    ),
    // a slip into the words or marks of the draft does not outweigh what an agent reads and writes
    (
        r#""rebootInfo":{"__meta":{"serviceInterfaceVersion":"1.0.0","deployment":"v2"}}"#,
        "",
        Dialect::Ga,
    ),
    (
        "",
        r#""rebootInfo":{"__meta":{"deviceInterfaceVersion":"1.0.0","state":"failed"}}"#,
        Dialect::Ga,
    ),
    (
        r#""rebootInfo_1":{"__meta_2":{"serviceInterfaceVersion":"1.0.0"}}"#,
        "",
        Dialect::Ga,
    ),
    (
        "",
        r#""rebootInfo":{"__meta":{"deploymentStatus":"failed","state":"failed"}}"#,
        Dialect::Ga,
    ),
    // its declarations do
    (
        r#""__portalSchemas":{"rebootInfo":{}},"rebootInfo":{"__meta":{"serviceInterfaceVersion":"1.0.0"}}"#,
        "",
        Dialect::Draft,
    ),
    // a marker that does not fit its depth, and states that are no status
    (r#""rebootInfo_2":{}"#, "", Dialect::Undeclared),
    (
        "",
        r#""door":{"lastChange":{"state":"open"}}"#,
        Dialect::Undeclared,
    ),
    (r#""windows":{"left":true}"#, "", Dialect::Undeclared),
];

#[test]
fn every_sign_leads_to_its_dialect() {
    for (desired, reported, dialect) in SIGNS {
        let (majority, each) = dialects(desired, reported);
        assert_eq!(majority, dialect, "{desired}{reported}: {each:?}");
    }
}

#[test]
fn a_mixed_twin_is_told_group_by_group() {
    let (majority, each) = dialects(
        r#""rebootInfo":{"__meta":{"serviceInterfaceVersion":"1.0.0"}},
           "timeInfo":{"__meta":{"serviceInterfaceVersion":"1.0.0"}},
           "apps":{"__meta":{"deployment":"v1"}},
           "wifi":{}"#,
        "",
    );
    assert_eq!(majority, Dialect::Ga);
    let told: Vec<_> = each.iter().map(|(name, d)| (name.as_str(), *d)).collect();
    let ga = Dialect::Ga;
    assert_eq!(
        told,
        [
            ("rebootInfo", ga),
            ("timeInfo", ga),
            ("apps", Dialect::Draft),
            ("wifi", ga)
        ]
    );
}

#[test]
fn integers_left_by_an_upgrade_do_not_outweigh_the_interface() {
    let reported = r#""__deviceSchemas":{"rebootInfo":
        {"maxInputVersion":1,"outputVersion":1,"interfaceVersion":"1.0.0"}}"#;
    with_groups(&twin("", reported), |groups| {
        let group = groups.get("rebootInfo").expect("declared");
        assert_eq!(group.dialect, Dialect::Ga);
        let mix: Vec<_> = group.evidence().iter().map(|e| e.dialect).collect();
        assert_eq!(mix, [Dialect::Preview, Dialect::Ga]);
    });
}

#[test]
fn one_staging_group_settles_its_neighbours() {
    let entry = |name| format!(r#""{name}":{{"maxInputVersion":1,"outputVersion":1}}"#);
    let reported = format!(
        r#""rebootCmd":{{"__meta":{{"deploymentStatus":"succeeded"}}}},"__deviceSchemas":{{{},{},{}}}"#,
        entry("uwpApps"),
        entry("rebootInfo"),
        entry("timeInfo")
    );
    let (majority, each) = dialects("", &reported);
    assert_eq!(majority, Dialect::Staging);
    let preview: Vec<_> = each
        .iter()
        .filter(|(_, d)| *d == Dialect::Preview)
        .collect();
    assert_eq!(preview.len(), 1, "{each:?}");
    assert_eq!(preview[0].0, "rebootCmd");
}

#[test]
fn a_mode_of_the_staging_agent_beside_integers_is_staging() {
    let entry = r#""__deviceSchemas":{"rebootInfo":{"maxInputVersion":1}}"#;
    let desired = r#""rebootInfo":{"__meta":{"reportingMode":"minimal"}}"#;
    assert_eq!(dialects(desired, entry).0, Dialect::Staging);
}

#[test]
fn a_deployment_id_without_version_is_read_as_the_rest_of_the_twin() {
    let rebooting = r#""rebootInfo":{"__meta":{"deploymentId":"d"}}"#;
    for (others, dialect) in [
        (r#""timeInfo":{"maxInputVersion":1}"#, Dialect::Preview),
        (r#""uwpApps":{"maxInputVersion":1}"#, Dialect::Staging),
        (r#""timeInfo":{"maxInputVersion":"1.0"}"#, Dialect::Ga),
    ] {
        let reported = format!(r#""__deviceSchemas":{{{others}}}"#);
        let (_, each) = dialects(rebooting, &reported);
        let found = each.iter().find(|(name, _)| name == "rebootInfo");
        assert_eq!(found.map(|(_, d)| *d), Some(dialect), "{others}");
    }
}

#[test]
fn what_is_no_handler_in_the_schemas_is_no_group() {
    let reported = r#""__deviceSchemas":{"__meta":{},"__errors_2":{},"reporting":{},"wifi":{}}"#;
    let (_, each) = dialects("", reported);
    let names: Vec<_> = each.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["__deviceSchemas", "wifi"]);
}

#[test]
fn nodes_of_one_name_are_one_group() {
    let desired = r#""rebootInfo_2":{"a":1},"rebootInfo":{"b":2},"rebootInfo_1":{"c":3}"#;
    with_groups(
        &twin(desired, r#""rebootInfo_1":{"__errors_2":{}}"#),
        |groups| {
            assert_eq!(groups.all.len(), 1);
            let group = &groups.all[0];
            assert_eq!(group.name, "rebootInfo");
            assert!(group.desired.is_some_and(|d| d.get("b").is_some()));
            assert_eq!(group.others.len(), 2);
            assert!(group.errors().is_some());
        },
    );
}

#[test]
fn of_equal_keys_the_last_counts() {
    with_groups(&twin(r#""wifi":{"a":1},"wifi":{"b":2}"#, ""), |groups| {
        let group = groups.get("wifi").expect("it is there");
        assert!(group.desired.is_some_and(|d| d.get("b").is_some()));
        assert!(group.others.is_empty());
    });
}

#[test]
fn what_an_entry_declares_lands_in_its_place() {
    let desired = r#""__portalSchemas_1":{"rebootInfo_2":{"maxInputVersion":"1.0","outputVersion":"2.0"}},
        "rebootInfo":{"__meta":{"deploymentId":"new","deployment":"old"}}"#;
    let reported = r#""__deviceSchemas_1":{"__meta":{},"rebootInfo_2":{"maxInputVersion":"3.0","outputVersion":"4.0"}}"#;
    with_groups(&twin(desired, reported), |groups| {
        let group = groups.get("rebootInfo").expect("it is there");
        let raw = |v: Option<Value<'_>>| v.map(|v| v.raw().to_owned()).unwrap_or_default();
        let versions = [
            group.portal_max_in,
            group.portal_out,
            group.device_max_in,
            group.device_out,
        ];
        assert_eq!(
            versions.map(raw),
            ["\"1.0\"", "\"2.0\"", "\"3.0\"", "\"4.0\""]
        );
        assert_eq!(raw(group.deployment_desired), "\"new\"");
        assert!(groups.get("__meta").is_none() && groups.portal_schemas.is_some());
    });
}

#[test]
fn roles_are_told_by_name() {
    let desired = r#""rebootInfo":{},"StartRebootCmd":{},"__portalSchemas":{},"__deviceSchemas":{},"mine":{}"#;
    with_groups(
        &twin(desired, r#""__summary":{},"mine":"Refreshing""#),
        |groups| {
            let roles: Vec<_> = groups.iter().map(|g| g.role).collect();
            assert_eq!(
                roles,
                [
                    Role::Configuration,
                    Role::Command,
                    Role::PortalSchemas,
                    Role::DeviceSchemas,
                    Role::Custom,
                    Role::Summary
                ]
            );
            let mine = groups.get("mine").expect("it is there");
            assert!(mine.is_refreshing_reported() && !mine.is_refreshing_desired());
        },
    );
}

#[test]
fn a_version_inside_an_element_is_found() {
    let desired = r#""uwpApps":{"__meta":{"serviceInterfaceVersion":"1.0.0"},"apps":{
        "a":{"version":"1.0.0.0","__meta":{"serviceInterfaceVersion":"1.0.0"}},"b":{"outputVersion":"1.0"}}},
        "rebootInfo":{"x":{"outputVersion":"1.0"}}"#;
    with_groups(
        &twin(
            desired,
            r#""eventTracingCollectors":{"c":{"outputVersion":1}}"#,
        ),
        |groups| {
            let inside = |name| groups.get(name).map_or(0, |g| g.versions_inside().len());
            assert_eq!(inside("uwpApps"), 2);
            assert_eq!(inside("eventTracingCollectors"), 1);
            assert_eq!(inside("rebootInfo"), 0);
        },
    );
}

/// The draft's figure 5.2.2.B, its doubled quote included.
const FIGURE_B: &str = r#"{"properties": {"desired": {"__portalSchemas_1": {"rebootInfo_2": {
    "maxInputVersion": "3.0",
    "outputVersion": "2.0""
}}}}}"#;

/// The draft's figure 5.2.2.D.
const FIGURE_D: &str = r#"{"properties": {"reported": {"__deviceSchemas_1": {"rebootInfo_2": {
    "maxInputVersion": "4.0",
    "outputVersion": "5.0"
}}}}}"#;

fn verdicts(text: &str, group: &str) -> (Dialect, RowId, RowId, Outcome) {
    with_groups(text, |groups| {
        let group = groups.get(group).expect("the figure shows it");
        let verdict = default_negotiation(group, groups);
        let (desired, reported) = (verdict.desired.row, verdict.reported.row);
        (group.dialect, desired, reported, verdict.overall)
    })
}

#[test]
fn the_figures_of_the_draft_are_judged_as_pasted() {
    let draft = Dialect::Draft;
    assert_eq!(
        verdicts(FIGURE_B, "rebootInfo"),
        (draft, RowId::A3, RowId::B2, Outcome::Ignored)
    );
    assert_eq!(
        verdicts(FIGURE_D, "rebootInfo"),
        (draft, RowId::A2, RowId::B3, Outcome::Ignored)
    );
}

#[test]
fn both_figures_together_let_the_device_read_but_not_the_portal() {
    let together = twin(
        r#""__portalSchemas_1":{"rebootInfo_2":{"maxInputVersion":"3.0","outputVersion":"2.0""}}"#,
        r#""__deviceSchemas_1":{"rebootInfo_2":{"maxInputVersion":"4.0","outputVersion":"5.0"}}"#,
    );
    let expected = (Dialect::Draft, RowId::A4, RowId::B7, Outcome::Error);
    assert_eq!(verdicts(&together, "rebootInfo"), expected);
}

#[test]
fn the_figure_with_deployments_has_groups_without_versions() {
    // figure 5.3.A stands without braces around it
    let figure = r#""desired": {"rebootInfo": {"dailyRebootTime": "time", "__meta": {"deployment": "rebootInfo_v2"}}},
        "reported": {"rebootInfo": {"dailyRebootTime": "time", "__meta": {"deployment": "rebootInfo_v2"}}}"#;
    let text = format!("{{{figure}}}");
    let expected = (Dialect::Draft, RowId::A2, RowId::B2, Outcome::Ignored);
    assert_eq!(verdicts(&text, "rebootInfo"), expected);
    with_groups(&text, |groups| {
        let group = groups.get("rebootInfo").expect("the figure shows it");
        assert!(
            group
                .deployment_reported
                .is_some_and(|d| d.is_str("rebootInfo_v2"))
        );
    });
}

#[test]
fn the_figure_of_capabilities_declares_groups_without_configuring_them() {
    let figure = r#"{"properties": {
        "desired": {"__deviceSchemas_1": {"reporting_2": {"groups": "all|configured;<group1>", "types": "all|raw", "tags": "<tag1>"}}},
        "reported": {"__deviceSchemas_1": {
            "rebootInfo_2": {"type": "raw", "tags": "dm;sensor", "maxInputVersion": "2.0", "outputVersion": "3.0",},
            "apps_2": {"type": "raw", "tags": "dm;sensor", "maxInputVersion": "2.0", "outputVersion": "2.0"}
        }}}}"#;
    with_groups(figure, |groups| {
        let names: Vec<_> = groups.iter().map(|g| g.name.as_str()).collect();
        assert_eq!(names, ["__deviceSchemas", "rebootInfo", "apps"]);
        assert!(groups.iter().all(|g| g.dialect.profile() == Profile::Draft));
        let apps = groups.get("apps").expect("declared");
        assert!(apps.declared_only());
        let verdict = default_negotiation(apps, groups);
        assert_eq!(verdict.desired.also, [RowId::U1]);
    });
}

#[test]
fn sections_that_are_no_objects_have_no_groups() {
    for text in [
        r#"{"properties":{"desired":"none","reported":[1]}}"#,
        r#"{"properties":{"desired":null}}"#,
        r#"{"properties":{"reported":{"__deviceSchemas":"Refreshing","windows":"refreshing"}}}"#,
    ] {
        with_groups(text, |groups| {
            assert!(groups.iter().all(|g| g.desired.is_none()), "{text}");
            assert_eq!(groups.dialect, Dialect::Undeclared);
        });
    }
}

#[test]
fn more_groups_than_a_twin_can_hold_are_counted() {
    let many: Vec<_> = (0..NODES_KEPT + 5)
        .map(|i| format!("\"g{i}\":{{}}"))
        .collect();
    with_groups(&twin(&many.join(","), "\"g0\":{}"), |groups| {
        assert_eq!((groups.all.len(), groups.not_kept), (NODES_KEPT, 5));
        assert!(groups.all[0].reported.is_some());
    });
}
