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
        run.err.contains("standard input has no place"),
        "{}",
        run.err
    );
}
