//! The table is complete and consistent, and a code is found however it is written.

use std::collections::HashSet;

use super::*;

/// What a device's entry means, in words.
fn words(code: i64, subsystem: Option<&str>) -> Option<&'static str> {
    reported(code, Origin::Device(subsystem)).map(|code| code.words)
}

/// Family and name of everything a text asks for.
fn found(text: &str) -> Vec<String> {
    let asked = read(&[text]).remove(0).expect("it can be looked up");
    let label = |code: &&Code| format!("{} {}", code.family.name(), code.name);
    find(&asked, Origin::Anywhere).iter().map(label).collect()
}

#[test]
fn no_family_has_a_number_or_a_status_word_twice() {
    let mut numbers = HashSet::new();
    let mut statuses = HashSet::new();
    for code in all() {
        match code.number {
            Some(number) => assert!(numbers.insert((code.family, number)), "{code:?}"),
            None => assert!(statuses.insert((code.family, code.name)), "{code:?}"),
        }
    }
}

#[test]
fn every_row_is_complete_and_of_the_form_of_its_field() {
    for code in all() {
        assert_eq!(code.spelled.is_some(), code.number.is_some(), "{code:?}");
        let is_sentence = |text: &str| {
            text.ends_with('.') && text.starts_with(|c: char| !c.is_lowercase()) && text.len() > 5
        };
        let is_clause = |text: &str| !text.is_empty() && !text.ends_with('.');
        assert!(is_clause(code.words) && is_clause(code.name), "{code:?}");
        assert!(is_sentence(code.cause), "cause of {code:?}");
        assert!(is_sentence(code.way_out), "way out of {code:?}");
        assert!(
            code.names().all(|n| n.trim() == n && !n.is_empty()),
            "{code:?}"
        );
    }
}

#[test]
fn numbers_are_spelled_as_their_family_counts() {
    for code in all() {
        let Some((spelled, number)) = code.spelled.zip(code.number) else {
            continue;
        };
        let again = if spelled.starts_with("0x") {
            format!("0x{number:08X}")
        } else {
            number.cast_signed().to_string()
        };
        assert_eq!(spelled, again, "{code:?}");
    }
}

#[test]
fn every_family_has_its_file_its_names_and_its_codes() {
    let mut names = HashSet::new();
    for family in Family::ALL {
        assert!(names.insert(family.name()));
        assert!(Family::called(family.name()).is_some_and(|f| f.contains(&family)));
        let about = about(family);
        assert!(!about.title.is_empty() && about.about.ends_with('.') && !about.source.is_empty());
        assert!(all().iter().any(|code| code.family == family), "{family:?}");
    }
}

#[test]
fn every_code_of_the_agent_is_in_the_table() {
    let documented = (1000..=1028)
        .chain(2000..=2019)
        .chain([3000, 3001])
        .chain(4000..=4006)
        .chain([-1, -2, 0, 2, 3, 183, 1722, 1740]);
    for code in documented {
        assert!(words(code, None).is_some(), "{code}");
    }
    for code in [999, 1029, 1999, 2020, 2999, 3002, 3999, 4007] {
        assert_eq!(words(code, Some("DeviceAgent")), None, "{code}");
    }
}

#[test]
fn one_failure_has_the_same_words_however_its_code_is_written() {
    for code in [5, -2_147_024_891, 0x8007_0005] {
        assert_eq!(words(code, None), Some("access denied"), "{code}");
    }
    assert_eq!(words(-1_610_579_712, None), words(0xA000_8100, None));
    assert!(words(-1_610_579_712, None).is_some());
    let open = words(-2_147_009_296, Some("DeviceAgent"));
    assert_eq!(open, Some("the app package cannot be opened"));
    assert_eq!(words(15_600, Some("Windows")), open);
}

#[test]
fn numbers_that_nobody_knows_mean_nothing() {
    for code in [999, 65_535, i64::MIN, i64::MAX, -858_993_460, 1 << 32] {
        assert_eq!(words(code, None), None, "{code}");
    }
}

#[test]
fn the_subsystem_decides_among_the_meanings_of_a_number() {
    assert_eq!(
        words(404, None),
        None,
        "no device reports a status of the hub"
    );
    assert_eq!(words(404, Some("MDM")), Some("the setting does not exist"));
    assert_eq!(words(500, Some("mdm")), Some("the command failed"));
    assert_eq!(words(1008, Some("DeviceAgent")), Some("not supported"));
    assert_eq!(
        words(1008, Some("Windows")),
        None,
        "it is the agent's number only"
    );
    assert_eq!(
        words(-2_046_820_350, Some("MDMOperation")),
        Some("the setting does not exist")
    );
    assert_eq!(words(2, Some("Linux")), None);
    assert_eq!(words(2, Some("IotHub")), None);
    assert_eq!(words(2, Some("toaster")), Some("file not found"));
    let older = |code| reported(code, Origin::OlderDevice).map(|code| code.name);
    assert_eq!(older(-1_610_612_606), Some("INVALID_DESIRED_APPX_SRC"));
    assert_eq!(older(-2), None, "it is the later agent's number only");
}

#[test]
fn a_code_is_found_in_every_spelling() {
    let denied = ["win32 ERROR_ACCESS_DENIED"];
    for text in [
        "-2147024891",
        "2147942405",
        "0x80070005",
        "0X80070005",
        "80070005",
        "0xffffffff80070005",
        "E_ACCESSDENIED",
        "e_accessdenied",
        "ERROR_ACCESS_DENIED",
        "win32 5",
        "windows: 5",
        "hresult 0x80070005",
        "0xD0070005",
        " -2147024891 ",
    ] {
        let expected: &[&str] = if text == "0xD0070005" { &[] } else { &denied };
        assert_eq!(found(text), expected, "{text}");
    }
    assert_eq!(found("0xD0000022"), ["ntstatus STATUS_ACCESS_DENIED"]);
    assert_eq!(found("hub 404001"), ["iot-hub DeviceNotFound"]);
    assert_eq!(found("hub:404001"), ["iot-hub DeviceNotFound"]);
    assert_eq!(found("devicenotfound"), ["iot-hub DeviceNotFound"]);
    assert_eq!(found("deviceDataMigrated"), ["dps deviceDataMigrated"]);
    assert_eq!(
        found("agent 2019"),
        ["plug-in DM_PLUGIN_ERROR_INVALID_INTERFACE_VERSION"]
    );
    assert_eq!(found("dps 404001"), [""; 0]);
    assert_eq!(found("not found"), ["oma-dm not found"]);
}

#[test]
fn all_meanings_of_a_number_are_told_the_likeliest_first() {
    assert_eq!(
        found("404"),
        ["iot-hub NotFound", "dps NotFound", "oma-dm not found"]
    );
    assert_eq!(
        found("5"),
        ["win32 ERROR_ACCESS_DENIED", "mqtt not authorised"]
    );
    assert_eq!(found("mqtt 5"), ["mqtt not authorised"]);
    assert_eq!(
        found("0xA0000001"),
        [
            "gen1 INVALID_DESIRED_NOT_SUPPORTED",
            "gen1-doc invalid desired package family id"
        ]
    );
}

#[test]
fn a_family_holds_for_the_code_behind_it() {
    let asked: Vec<_> = read(&["hub", "404", "404", "dps:404"]);
    let families = |n: usize| asked[n].as_ref().expect("a code").families.clone();
    assert_eq!(families(0), [Family::IotHub]);
    assert_eq!(families(1), []);
    assert_eq!(families(2), [Family::Dps]);
}

#[test]
fn what_cannot_be_a_code_is_refused_with_the_reason() {
    let refusal = |parts: &[&str]| read(parts).remove(0).expect_err("no code");
    assert_eq!(refusal(&[]), CodeError::Empty);
    assert_eq!(refusal(&["  "]), CodeError::Empty);
    assert_eq!(refusal(&["hub"]), CodeError::FamilyAlone("hub".to_owned()));
    for text in [
        "4294967296",
        "-2147483649",
        "0x100000000",
        "0xFFFFFFFE80070005",
        "99999999999999999999999",
    ] {
        assert_eq!(refusal(&[text]), CodeError::TooLarge(text.to_owned()));
    }
    assert_eq!(
        refusal(&["4294967296"]).to_string(),
        "4294967296 is larger than a code can be: codes have 32 bits, down to -2147483648 and up to 4294967295 or 0xFFFFFFFF"
    );
}

#[test]
fn the_bounds_of_32_bits_are_codes() {
    assert_eq!(bits(i64::from(i32::MIN)), Some(0x8000_0000));
    assert_eq!(bits(-1), Some(u32::MAX));
    assert_eq!(bits(i64::from(u32::MAX)), Some(u32::MAX));
    assert_eq!(bits(i64::from(u32::MAX) + 1), None);
    assert_eq!(bits(i64::from(i32::MIN) - 1), None);
    assert_eq!(found("4294967295"), found("-1"));
    assert_eq!(found("0xFFFFFFFF"), ["agent JsonErrorGenericCode"]);
}

#[test]
fn eight_digits_are_read_both_ways() {
    let asked = read(&["80070005"]).remove(0).expect("a code");
    assert_eq!(asked.numbers, [80_070_005, 0x8007_0005]);
    let asked = read(&["8007000E"]).remove(0).expect("a code");
    assert_eq!(asked.numbers, [0x8007_000E]);
    let asked = read(&["8007000"]).remove(0).expect("a code");
    assert_eq!(asked.numbers, [8_007_000]);
    assert!(
        read(&["facade"])
            .remove(0)
            .expect("a name")
            .numbers
            .is_empty()
    );
}

#[test]
fn a_number_is_taken_apart_even_where_nobody_knows_it() {
    let told = |number| decode(number).map(|d| d.to_string());
    for (number, expected) in [
        (0x8007_ABCD, "HRESULT of the Windows code 43981"),
        (0x8019_0194, "HRESULT of the HTTP status 404"),
        (
            0x8600_0002,
            "HRESULT, facility 1536 (configuration manager), code 2",
        ),
        (0x8123_0002, "HRESULT, facility 291, code 2"),
        (0xC000_0005, "NTSTATUS 0xC0000005"),
        (0xD000_0022, "HRESULT of the NTSTATUS 0xC0000022"),
        (0xA000_0082, "code 130 (0x0082) of an application's own"),
    ] {
        assert_eq!(told(number).as_deref(), Some(expected), "{number:08X}");
    }
    for number in [0, 5, 2019, 404_001, u32::MAX] {
        assert_eq!(told(number), None, "{number}");
    }
}

#[test]
fn codes_are_found_by_words_all_of_which_must_occur() {
    let first = |words: &str| search(words).first().map(|code| code.name);
    assert_eq!(first("access denied"), Some("ERROR_ACCESS_DENIED"));
    assert_eq!(first("DENIED Access tpm"), Some("TBS_E_ACCESS_DENIED"));
    assert_eq!(first("404001"), Some("DeviceNotFound"));
    assert_eq!(first("0x80070005"), Some("ERROR_ACCESS_DENIED"));
    assert_eq!(
        first("foreground"),
        Some("DM_SHELL_ERROR_INVALID_DESIRED_MULTIPLE_FOREGROUND_APPS")
    );
    assert!(search("access denied zebra").is_empty());
    assert!(search("  ").is_empty());
    let clock = search("clock");
    assert!(clock.len() > 5 && clock.iter().any(|code| code.name == "CERT_E_EXPIRED"));
}
