//! What a repaired copy has, and what stays as it was.

use std::fs;

use super::*;

fn fixed(text: &str) -> Fixed {
    fix("twin.json", text.as_bytes(), &Terms::default()).expect("small")
}

#[test]
fn broken_text_becomes_json_and_keeps_its_form() {
    let fixed = fixed(
        "{\n  // a note\n  \"deviceId\": \"pump-01\"\",\n  \"properties\": { \"desired\": {}, },\n}",
    );
    let json: serde_json::Value = serde_json::from_str(&fixed.text).expect("strict JSON");
    assert_eq!(json["deviceId"], "pump-01");
    assert!(fixed.text.starts_with("{\n"), "{}", fixed.text);
    let rules: Vec<_> = fixed.made.iter().map(|m| m.rule).collect();
    assert!(rules.contains(&"trailing-comma"), "{rules:?}");
    assert!(rules.contains(&"doubled-quote"), "{rules:?}");
}

#[test]
fn a_number_in_quotes_is_freed_of_them() {
    let twin = |hours: &str| {
        format!(
            r#"{{"deviceId":"kiosk","properties":{{"desired":{{"windowsUpdate":{{"__meta":{{"serviceInterfaceVersion":"1.0.0"}},"activeHoursStart":{hours}}}}}}}}}"#
        )
    };
    assert_eq!(fixed(&twin("\"8\"")).text, twin("8"));
}

#[test]
fn what_is_right_stays_as_it_is() {
    let text = "{ \"deviceId\" : \"pump-01\" }\n";
    let fixed = fixed(text);
    assert_eq!(fixed.text, text);
    assert!(fixed.made.is_empty());
}

#[test]
fn a_file_is_never_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("twin.json");
    fs::write(&path, "{\"deviceId\": \"pump-01\",}").expect("written");
    let terms = Terms::default();
    let over = fix_file(&path, Some(&path), &terms);
    assert!(matches!(over, Err(FixError::Exists(_))));
    let (to, _) = fix_file(&path, None, &terms).expect("repaired");
    assert_eq!(to, Some(folder.path().join("twin.fixed.json")));
    assert_eq!(
        fs::read_to_string(&path).expect("kept"),
        "{\"deviceId\": \"pump-01\",}"
    );
    let again = fix_file(&path, None, &terms);
    assert!(matches!(again, Err(FixError::Exists(_))));
}

#[test]
fn what_can_be_meant_in_more_than_one_way_stays_as_it_is() {
    for text in [
        r#"{"properties":{"desired":{"a":1,"a":2,"\u0061":3}}}"#,
        r#"{"properties":{"desired":{"a":NaN,"b":Infinity,"c":undefined,"d":<time>}}}"#,
        r#"{"properties":{"desired":{"launchAfterInstall":true|false}}}"#,
        r#"{"deviceId":"d","properties":{"desired":{"a":"unfinis"#,
        r#"{"deviceId":"d","properties":{"desired":{"a":1}}"#,
        r#"{"properties":{"desired":{"a":'it''s'}}}"#,
    ] {
        let fixed = fixed(text);
        assert_eq!(fixed.text, text);
        assert!(fixed.made.is_empty() && !fixed.is_json, "{text}");
        assert!(fixed.left[0] > 0, "{text}: {:?}", fixed.left);
    }
}

#[test]
fn beside_what_is_unsure_the_rest_is_repaired() {
    let fixed = fixed(r#"{'properties':{"desired":{"a":1,"a":+2,},}}"#);
    assert_eq!(fixed.text, r#"{"properties":{"desired":{"a":1,"a":2}}}"#);
    assert!(!fixed.is_json && fixed.left[0] == 1, "{:?}", fixed.left);
}

#[test]
fn a_collection_stays_one_document_a_line() {
    let lines = "{\"deviceId\":\"a\",\"tags\":{}}\n\n{\"deviceId\":\"b\",\"tags\":{},}\n{broken\n{\"deviceId\":\"c\",\"tags\":{},}\n";
    let fixed = fixed(lines);
    assert_eq!(fixed.text, lines.replace("},}", "}}"));
    let places: Vec<_> = fixed.made.iter().map(|m| m.at.line).collect();
    assert_eq!(places, [3, 5]);
}

#[test]
fn bytes_of_another_encoding_are_not_guessed_and_utf16_is_written_as_utf8() {
    let latin = b"{\"deviceId\":\"p\xfcmp\",\"tags\":{},}";
    let refused = fix("twin.json", latin, &Terms::default());
    assert!(matches!(refused, Err(FixError::NoText(_))));
    let text = "\u{feff}{\"deviceId\":\"p\u{fc}mp\",\"tags\":{}}";
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let fixed = fix("twin.json", &wide, &Terms::default()).expect("text");
    assert_eq!(fixed.text, text.trim_start_matches('\u{feff}'));
    assert_eq!(fixed.made[0].rule, "utf16-text");
}

#[test]
fn more_than_a_finding_lists_is_repaired() {
    let doubled: Vec<_> = (0..900)
        .map(|n| format!("\"\"k{n}\"\":\"\"v\"\""))
        .collect();
    let commas: String = (0..900).map(|n| format!(",,\"m{n}\":1")).collect();
    let text = format!("{{\"tags\":{{{}{commas}}}}}", doubled.join(","));
    let fixed = fixed(&text);
    assert!(fixed.is_json, "{:?}", fixed.left);
    assert!(serde_json::from_str::<serde_json::Value>(&fixed.text).is_ok());
}

#[test]
fn a_value_is_not_exchanged_for_another_wrong_one() {
    let text = r#"{"deviceId":"d","properties":{"desired":{"rebootInfo":{"singleRebootTime":5,"__meta":{"serviceInterfaceVersion":"1.0.0"}}}}}"#;
    let fixed = fixed(text);
    assert_eq!(fixed.text, text);
}
