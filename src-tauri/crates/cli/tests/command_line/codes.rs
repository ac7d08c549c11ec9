//! `twinscope code`: every spelling, all meanings, words, and what is said of an unknown one.

use crate::bench::{command, ended, twinscope};

fn json(arguments: &[&str]) -> serde_json::Value {
    let arguments = [&["code", "--format", "json"], arguments].concat();
    serde_json::from_str(&twinscope(&arguments).out).expect("the answer is JSON")
}

#[test]
fn a_negative_number_is_a_code_and_told_with_why_and_do() {
    let run = twinscope(&["code", "-2147024891"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!(
        lines[..4],
        [
            "-2147024891 = 2147942405 = 0x80070005: HRESULT of the Windows code 5",
            "",
            "  ERROR_ACCESS_DENIED, E_ACCESSDENIED (win32 5, Windows)",
            "    what  access denied",
        ]
    );
    assert!(
        lines[4].starts_with("     why  The account"),
        "{}",
        lines[4]
    );
    assert!(
        lines[5].starts_with("      do  Run the agent"),
        "{}",
        lines[5]
    );
    assert_eq!(
        lines[6],
        "    from  Windows documentation, System Error Codes"
    );
    assert_eq!(lines.len(), 7);
}

#[test]
fn options_may_stand_behind_a_negative_number() {
    let before = twinscope(&["code", "--format", "json", "-2147024891"]);
    let behind = twinscope(&["code", "-2147024891", "--format", "json"]);
    assert_eq!((behind.code, &behind.out), (Some(0), &before.out));
}

#[test]
fn every_spelling_of_a_code_has_the_same_meaning() {
    let meant = |text: &[&str]| json(text)[0]["meanings"].clone();
    let expected = meant(&["-2147024891"]);
    assert_eq!(expected[0]["hresult"], "0x80070005");
    for text in [
        &["2147942405"][..],
        &["0x80070005"],
        &["80070005"],
        &["E_ACCESSDENIED"],
        &["e_accessdenied"],
        &["win32", "5"],
        &["windows:5"],
    ] {
        assert_eq!(meant(text), expected, "{text:?}");
    }
}

#[test]
fn all_meanings_of_a_number_are_told_unless_family_or_subsystem_is_named() {
    let families = |arguments: &[&str]| -> Vec<String> {
        let answers = json(arguments);
        let meanings = answers[0]["meanings"].as_array().expect("meanings").clone();
        let family = |m: &serde_json::Value| m["family"].as_str().expect("a family").to_owned();
        meanings.iter().map(family).collect()
    };
    assert_eq!(families(&["404"]), ["iot-hub", "dps", "oma-dm"]);
    assert_eq!(families(&["hub", "404"]), ["iot-hub"]);
    assert_eq!(families(&["--subsystem", "MDM", "404"]), ["oma-dm"]);
}

#[test]
fn an_unknown_code_makes_one_and_says_what_can_still_be_told() {
    let run = twinscope(&["code", "2019", "0x8007ABCD"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.out
            .contains("DM_PLUGIN_ERROR_INVALID_INTERFACE_VERSION"),
        "{}",
        run.out
    );
    assert_eq!(
        run.err,
        "error: no meaning is known for 0x8007ABCD, the HRESULT of the Windows code 43981; on a Windows machine `net helpmsg 43981` tells its text\n"
    );
    let answers = json(&["0x8007ABCD"]);
    assert_eq!(answers[0]["meanings"], serde_json::json!([]));
    assert!(
        answers[0]["problem"]
            .as_str()
            .is_some_and(|p| p.contains("43981"))
    );
    let run = twinscope(&["code", "99999999999"]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(run.err.contains("codes have 32 bits"), "{}", run.err);
}

#[test]
fn a_misspelt_name_has_a_suggestion() {
    let run = twinscope(&["code", "DeviceNotFond"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.err.contains("did you mean `DeviceNotFound`"),
        "{}",
        run.err
    );
    let run = twinscope(&["code", "qqq"]);
    assert_eq!(
        run.err,
        "error: no code is named \"qqq\"; `twinscope code --search WORDS` looks in the words\n"
    );
    let run = twinscope(&["code", "hub"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.err
            .contains("names a family of codes, and no code follows"),
        "{}",
        run.err
    );
}

#[test]
fn codes_are_found_by_words() {
    let run = twinscope(&["code", "--search", "certificate", "EXPIRED"]);
    assert_eq!(run.code, Some(0));
    assert!(
        run.out
            .contains("certificates  0x80090328  SEC_E_CERT_EXPIRED"),
        "{}",
        run.out
    );
    let run = twinscope(&["code", "--search", "zebra"]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(
        run.err.contains("no code has all of the words \"zebra\""),
        "{}",
        run.err
    );
    let found = json(&["--search", "quota", "messages"]);
    assert_eq!(found[0]["name"], "IotHubQuotaExceeded");
}

#[test]
fn all_codes_are_listed_for_people_and_for_programs() {
    let all = json(&["--list"]);
    let all = all.as_array().expect("the list is an array");
    assert!(all.len() > 700, "{}", all.len());
    let human = twinscope(&["code", "--list"]);
    assert_eq!(human.code, Some(0));
    for code in all {
        let name = code["name"].as_str().expect("a name");
        assert!(human.out.contains(&format!("  {name} ")), "{name}");
        for field in ["family", "familyTitle", "words", "cause", "do", "source"] {
            assert!(
                code[field].as_str().is_some_and(|t| !t.is_empty()),
                "{name}: {field}"
            );
        }
    }
    assert!(human.out.ends_with(&format!(
        "{} codes; `twinscope code <code>` tells cause and way out\n",
        all.len()
    )));
}

#[test]
fn what_is_asked_for_cannot_move_the_cursor() {
    let run = ended(command().args(["code", "a\u{1b}[31mb"]));
    assert_eq!(run.code, Some(1));
    assert!(!run.err.contains('\u{1b}'), "{:?}", run.err);
}

#[test]
fn a_failed_group_tells_cause_and_way_out_of_its_code() {
    let out = |name: &str| {
        twinscope(&[
            "check",
            &format!("fixtures/rules/group-failed/invalid-{name}.json"),
        ])
        .out
    };
    let refused = out("reboot-time-refused");
    assert!(
        refused.contains("a parameter is wrong (code -2147024809)"),
        "{refused}"
    );
    assert!(
        refused.contains("Compare the value in desired with its range"),
        "{refused}"
    );
    assert!(
        refused.contains("The device tries again when the group is written to desired."),
        "{refused}"
    );
    let missing = out("setting-missing");
    let way_out = "leave the setting out of desired where it is missing.";
    assert_eq!(missing.matches(way_out).count(), 1, "said once: {missing}");
    let leftover = out("version-not-found");
    assert!(
        leftover.contains("the reason is in the message (code 183 is left over from another call)"),
        "{leftover}"
    );
    assert!(
        leftover.contains("add `serviceInterfaceVersion` to `__meta`"),
        "{leftover}"
    );
}
