//! The table of versions: every column at its boundary and around it, the releases between table and wire, tags that are
//! no versions, and tables of the user's own, good and bad.

use reprovision::{Age, Device, Doubt, Judged, Language, Problem, Sdk, VersionTable};
use twin::Document;

use Age::{Native, Old, Unknown};

fn sdk(language: &str, version: &str) -> Device {
    Device {
        sdk: Some(Sdk {
            language: language.to_owned(),
            version: Some(version.to_owned()),
        }),
        ..Device::default()
    }
}

fn api(version: &str) -> Device {
    Device {
        api_version: Some(version.to_owned()),
        ..Device::default()
    }
}

fn judged(device: &Device) -> Judged {
    Judged::of(device, VersionTable::built_in())
}

fn table(text: &str) -> (VersionTable, Vec<Problem>) {
    VersionTable::read(&Document::read_str(text).expect("small"))
}

/// The rules that a table breaks, with line and column.
fn told(problems: &[Problem]) -> Vec<String> {
    let told = problems.iter().map(|problem| {
        assert!(!problem.advice.is_empty());
        let place = problem
            .place
            .map(|place| format!("{}:{} ", place.line, place.column));
        format!("{}{}", place.unwrap_or_default(), problem.kind.name())
    });
    told.collect()
}

#[test]
fn versions_of_every_sdk_are_old_up_to_their_boundary() {
    for (language, versions) in [
        (
            "c",
            [
                ("0.9", Old),
                ("1.2.8", Old),
                ("1.2.8.9", Old),
                ("1.2.9-rc.1", Native),
                ("1.2.9", Native),
                ("1.2.10", Native),
                ("1.12", Native),
            ],
        ),
        (
            "python",
            [
                ("1", Old),
                ("1.4.2", Old),
                ("1.4.2+5", Old),
                ("1.4.3-a", Native),
                ("1.4.3", Native),
                ("1.10.0", Native),
                ("2.14.0", Native),
            ],
        ),
        (
            "node",
            [
                ("v1.7", Old),
                ("1.7.3", Old),
                ("1.7.3-beta", Old),
                ("1.7.4-0", Native),
                ("1.7.4", Native),
                ("1.13.0", Native),
                ("v2", Native),
            ],
        ),
        (
            "java",
            [
                ("1.7.3", Old),
                ("1.13.0", Old),
                ("1.13", Old),
                ("1.13.1-rc", Native),
                ("1.13.1", Native),
                ("1.13.3", Native),
                ("1.100.0", Native),
            ],
        ),
        (
            "dotnet",
            [
                ("1.0.9", Old),
                ("1.1.0", Old),
                ("1.1.0.0", Old),
                ("1.1.1-preview-002", Native),
                ("1.1.1", Native),
                ("1.10.0", Native),
                ("V1.2", Native),
            ],
        ),
    ] {
        for (version, age) in versions {
            assert_eq!(
                judged(&sdk(language, version)).age,
                age,
                "{language} {version}"
            );
        }
    }
}

#[test]
fn dates_of_the_api_are_old_up_to_their_boundary() {
    for (version, age) in [
        ("2017-08-31-preview", Old),
        ("2017-11-15", Old),
        ("2018-03-31", Old),
        ("2018-04-01", Old),
        ("2018-04-01-preview", Old),
        ("2018-04-02", Native),
        ("2018-04-02-preview", Native),
        ("2018-09-01-preview", Native),
        ("2018-11-01", Native),
        ("2019-03-31", Native),
        ("2019-04-15", Native),
        ("2021-06-01", Native),
        ("2021-10-01", Native),
        ("2025-07-01-preview", Native),
        ("9999-12-31", Native),
        ("0001-01-01", Old),
        ("2018-02-30", Unknown),
        ("2018-04-01T00:00:00Z", Unknown),
        ("2018/04/01", Unknown),
        ("-2018-04-01", Unknown),
        ("2018-04-01 preview", Unknown),
        ("latest", Unknown),
    ] {
        assert_eq!(judged(&api(version)).age, age, "{version}");
    }
}

#[test]
fn both_ends_of_every_gap_are_known() {
    for (language, versions) in [
        (
            "java",
            [
                ("1.13.0", false),
                ("1.13.1", true),
                ("1.14.1", true),
                ("1.14.2-rc", true),
                ("1.14.2", false),
            ],
        ),
        (
            "node",
            [
                ("1.7.3", false),
                ("1.7.4", true),
                ("1.8.0", true),
                ("1.8.1-preview", true),
                ("1.8.1", false),
            ],
        ),
        (
            "dotnet",
            [
                ("1.1.0", false),
                ("1.1.1", true),
                ("1.2.1", true),
                ("1.2.1.9", true),
                ("1.2.2", false),
            ],
        ),
    ] {
        for (version, is_gap) in versions {
            let judged = judged(&sdk(language, version));
            let asks = judged.asks.as_ref().map(|asks| asks.text() <= "2018-04-01");
            assert_eq!(
                asks,
                Some(is_gap || judged.age == Old),
                "{language} {version}"
            );
            let is_told = matches!(judged.doubts[..], [Doubt::Gap { .. }]);
            assert_eq!(is_told, is_gap, "{language} {version}");
        }
    }
}

#[test]
fn what_a_release_asks_with_is_known_from_its_history() {
    for (language, version, asks) in [
        ("c", "1.2.8", Some("2017-11-15")),
        ("c", "1.2.9", Some("2018-09-01-preview")),
        ("c", "1.3.1", Some("2018-09-01-preview")),
        ("c", "1.3.2", Some("2019-03-31")),
        ("c", "1.12.0", Some("2021-06-01")),
        ("python", "1.4.2", Some("2017-11-15")),
        ("python", "1.4.9", None),
        ("python", "2.14.0", Some("2019-03-31")),
        ("node", "1.8.1", Some("2018-09-01-preview")),
        ("node", "1.8.2", Some("2018-11-01")),
        ("node", "1.9.4", Some("2019-03-31")),
        ("java", "1.17.0", Some("2019-03-31")),
        ("dotnet", "1.2.2", Some("2018-11-01")),
        ("dotnet", "1.3.0", Some("2019-03-31")),
    ] {
        let judged = judged(&sdk(language, version));
        assert_eq!(
            judged.asks.as_ref().map(|asks| asks.text()),
            asks,
            "{language} {version}"
        );
    }
}

#[test]
fn wire_and_sdk_together_are_doubted_only_where_they_disagree() {
    for (version, by_api, age, contradicts) in [
        ("1.13.0", "2017-11-15", Old, None),
        ("1.13.0", "2019-03-31", Native, Some(Old)),
        ("1.13.1", "2017-11-15", Old, Some(Native)),
        ("1.17.0", "2019-03-31", Native, None),
        ("2018-09-11", "2019-03-31", Native, None),
    ] {
        let device = Device {
            api_version: Some(by_api.to_owned()),
            ..sdk("java", version)
        };
        let judged = judged(&device);
        assert_eq!(judged.age, age, "{version} {by_api}");
        let doubts: Vec<_> = contradicts
            .map(|by_sdk| Doubt::Contradiction { by_sdk })
            .into_iter()
            .collect();
        assert_eq!(judged.doubts, doubts, "{version} {by_api}");
    }
    // what cannot be read on the wire leaves the SDK to speak
    let device = Device {
        api_version: Some("soon".to_owned()),
        ..sdk("java", "1.13.0")
    };
    let judged = judged(&device);
    assert_eq!((judged.age, judged.doubts.len()), (Old, 1));
}

#[test]
fn languages_go_by_many_names() {
    for (name, language) in [
        ("C", Some(Language::C)),
        ("Python", Some(Language::Python)),
        ("Node.js", Some(Language::Node)),
        (" js ", Some(Language::Node)),
        ("Java", Some(Language::Java)),
        ("C#", Some(Language::DotNet)),
        (".NET", Some(Language::DotNet)),
        ("rust", None),
        ("", None),
    ] {
        assert_eq!(Language::named(name), language, "{name}");
    }
}

#[test]
fn a_table_of_the_users_own_replaces_what_it_names_and_nothing_else() {
    let (own, problems) = table(r#"{"sdks": [{"language": "java", "lastBefore": "1.13.3"}]}"#);
    assert_eq!(told(&problems), [""; 0]);
    assert!(!own.is_built_in && VersionTable::built_in().is_built_in);
    assert_eq!(Judged::of(&sdk("java", "1.13.3"), &own).age, Old);
    assert_eq!(judged(&sdk("java", "1.13.3")).age, Native);
    for language in Language::ALL.into_iter().filter(|l| *l != Language::Java) {
        assert_eq!(
            own.column(language),
            VersionTable::built_in().column(language)
        );
    }
    let column = |table: &VersionTable| {
        table
            .column(Language::Java)
            .map(|c| (c.package.clone(), c.asks.clone()))
    };
    assert_eq!(column(&own), column(VersionTable::built_in()));
    assert_eq!(
        own.api_last_before,
        VersionTable::built_in().api_last_before
    );
    let asks =
        r#"{"sdks": [{"language": "java", "asks": [{"from": "1.14.0", "api": "2018-11-01"}]}]}"#;
    let (own, problems) = table(asks);
    assert_eq!(told(&problems), [""; 0]);
    let judged = Judged::of(&sdk("java", "1.14.1"), &own);
    assert_eq!((judged.age, &judged.doubts[..]), (Native, &[][..]));
    let (own, problems) = table(r#"{"api": {"lastBefore": "2019-03-31"}}"#);
    assert_eq!(told(&problems), [""; 0]);
    assert_eq!(Judged::of(&api("2019-03-31"), &own).age, Old);
    assert_eq!(own.columns, VersionTable::built_in().columns);
}

#[test]
fn the_table_as_it_is_given_can_be_given_back() {
    let built_in = include_str!("../versions.json");
    let (own, problems) = table(built_in);
    assert_eq!(told(&problems), [""; 0]);
    assert_eq!(own.columns, VersionTable::built_in().columns);
}

#[test]
fn a_bad_table_is_told_and_the_rest_of_it_counts() {
    for (text, expected) in [
        ("", vec!["1:1 reprovision-wrong-shape"]),
        ("[]", vec!["reprovision-wrong-shape"]),
        ("7", vec!["1:1 reprovision-wrong-shape"]),
        (
            r#"{"java": "1.13.3"}"#,
            vec!["1:2 reprovision-unknown-member"],
        ),
        (
            r#"{"sdks": {"java": "1.13.3"}}"#,
            vec!["1:2 reprovision-wrong-type"],
        ),
        (
            r#"{"sdks": [7, {"lastBefore": "1.0"}]}"#,
            vec!["1:11 sdk-language-unknown", "1:14 sdk-language-unknown"],
        ),
        (
            r#"{"sdks": [{"language": "rust", "lastBefore": "1.0"}]}"#,
            vec!["1:12 reprovision-wrong-value"],
        ),
        (
            r#"{"sdks": [{"language": "c", "lastBefore": "2018-09-11"}]}"#,
            vec!["1:29 device-version-invalid"],
        ),
        (
            r#"{"sdks": [{"language": "c", "lastBefore": 1.2}]}"#,
            vec!["1:29 reprovision-wrong-type"],
        ),
        (
            r#"{"sdks": [{"language": "c", "asks": [{"api": "2017-11-15"}, {"from": "x"}, {"from": "1", "api": "y"}]}]}"#,
            vec![
                "1:38 device-version-invalid",
                "1:62 device-version-invalid",
                "1:90 device-version-invalid",
            ],
        ),
        (
            r#"{"api": {"lastBefore": "soon"}}"#,
            vec!["1:10 device-version-invalid"],
        ),
        (
            r#"{"api": "2018-04-01"}"#,
            vec!["1:2 reprovision-wrong-type"],
        ),
    ] {
        let (own, problems) = table(text);
        assert_eq!(told(&problems), expected, "{text}");
        // whatever it says, every column is there
        assert_eq!(own.columns.len(), Language::ALL.len(), "{text}");
        assert_eq!(
            own.api_last_before,
            VersionTable::built_in().api_last_before,
            "{text}"
        );
    }
    let (own, _) = table(
        r#"{"sdks": [{"language": "c", "lastBefore": "next"}, {"language": "java", "lastBefore": "2.0.0"}]}"#,
    );
    assert_eq!(Judged::of(&sdk("c", "1.2.9"), &own).age, Native);
    assert_eq!(Judged::of(&sdk("java", "2.0.0"), &own).age, Old);
}
