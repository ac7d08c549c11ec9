//! `check --fix`: a repaired copy beside the input, never over anything.

use crate::bench::{folder, twinscope};

#[test]
fn a_repaired_copy_is_written_beside_the_input() {
    let folder = folder();
    let input = folder.path().join("twin.json");
    let broken = "{\n  \"deviceId\": \"pump-01\",\n  \"properties\": { \"desired\": {}, },\n}\n";
    std::fs::write(&input, broken).expect("written");
    let path = input.display().to_string();
    let run = twinscope(&["check", "--fix", &path]);
    assert!(
        run.err
            .contains("twin.fixed.json: 2 repairs made; left: 0 errors"),
        "{}",
        run.err
    );
    assert_eq!(std::fs::read_to_string(&input).expect("kept"), broken);
    let copy = folder.path().join("twin.fixed.json");
    let text = std::fs::read_to_string(&copy).expect("there");
    serde_json::from_str::<serde_json::Value>(&text).expect("strict JSON");
    assert_eq!(text, broken.replace(", }", " }").replace("},\n}", "}\n}"));
    let again = twinscope(&["check", "--fix", &path]);
    assert_eq!(again.code, Some(2));
    assert!(
        again
            .err
            .contains("is there already; name another file with --fix-to"),
        "{}",
        again.err
    );
}

#[test]
fn the_copy_goes_where_it_is_wanted_but_not_over_the_input() {
    let folder = folder();
    let input = folder.path().join("twin.json");
    std::fs::write(&input, "{\"deviceId\": \"pump-01\",}").expect("written");
    let (path, to) = (
        input.display().to_string(),
        folder.path().join("mended.json"),
    );
    let to = to.display().to_string();
    let run = twinscope(&["check", "--fix", "--fix-to", &to, &path]);
    assert!(
        run.err.contains("mended.json: 1 repair made"),
        "{}",
        run.err
    );
    let run = twinscope(&["check", "--fix", "--fix-to", &path, &path]);
    assert_eq!(run.code, Some(2));
    let run = twinscope(&["check", "--fix", "--fix-to", &to, &path, &path]);
    assert!(run.err.contains("takes one input"), "{}", run.err);
}

#[test]
fn what_is_no_file_cannot_be_repaired() {
    let run = twinscope(&["check", "--fix", "-"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err
            .contains("standard input is gone once it is checked"),
        "{}",
        run.err
    );
}

#[test]
fn where_nothing_is_repaired_nothing_is_written_and_what_is_left_is_what_check_says() {
    let folder = folder();
    let twice = folder.path().join("twice.json");
    std::fs::write(&twice, r#"{"properties":{"desired":{"a":1,"a":2}}}"#).expect("written");
    let run = twinscope(&["check", "--fix", &twice.display().to_string()]);
    assert!(
        run.err
            .contains("twice.json: nothing to repair; left: 1 errors")
            && run.err.contains("it is no JSON as it is"),
        "{}",
        run.err
    );
    assert!(!folder.path().join("twice.fixed.json").exists());
    let run = twinscope(&["check", "--fix", &folder.path().display().to_string()]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("is a folder"), "{}", run.err);
}

#[test]
fn what_the_settings_hide_is_not_repaired_and_not_counted() {
    let folder = folder();
    let input = folder.path().join("twin.json");
    std::fs::write(&input, "{\"deviceId\": \"d\", \"tags\": {}, // a note\n}").expect("written");
    let settings = r#"{"severities": {"comment": "off"}}"#;
    std::fs::write(folder.path().join("twinscope.json"), settings).expect("written");
    let run = twinscope(&["check", "--fix", &input.display().to_string()]);
    assert!(
        run.err.contains("1 repair made; left: 0 errors"),
        "{}",
        run.err
    );
    let text = std::fs::read_to_string(folder.path().join("twin.fixed.json")).expect("there");
    assert!(text.contains("// a note"), "{text}");
}
