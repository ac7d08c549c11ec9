//! What `outliers` tells of one twin beside many, and how it ends.

use serde_json::Value;

use crate::bench::{fed, file, folder, twinscope};

fn twin(name: &str, level: u32, more: &str) -> String {
    format!(
        r#"{{"deviceId":"{name}","tags":{{"site":"A"}},"properties":{{"desired":{{"g":{{"level":{level}{more}}}}},"reported":{{"g":{{"password":"hunter-{name}"}}}}}}}}"#
    )
}

fn fleet() -> String {
    (0..4)
        .map(|n| twin(&format!("pump-{n}"), 1, r#","usual":1"#) + "\n")
        .collect()
}

#[test]
fn what_is_rare_comes_first_with_what_most_others_have() {
    let folder = folder();
    let one = file(&folder, "one.json", twin("pump-9", 7, ""));
    let others = file(&folder, "fleet.ndjson", fleet());
    // once more by its own file: it is of the same device
    let run = twinscope(&["outliers", &one, &others, &one]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!(lines[0], "pump-9 beside 4 other twins");
    assert_eq!(
        lines[1],
        "  0 of 4  /desired/g/level      7         4 have 1"
    );
    assert_eq!(
        lines[2],
        "  0 of 4  /desired/g/usual      -         4 have 1"
    );
    assert!(
        lines[3].starts_with("  0 of 4  /reported/g/password  "),
        "{}",
        run.out
    );
    assert_eq!(
        lines[4..],
        [
            "1 value that all of them share is left out",
            "1 twin of the same device was left out"
        ]
    );
    assert!(!run.out.contains("hunter"), "{}", run.out);
    let all = twinscope(&["outliers", "--all", &one, &others]);
    assert!(all.out.contains("  4 of 4  /tags/site"), "{}", all.out);
}

#[test]
fn the_json_has_every_count() {
    let folder = folder();
    let others = file(&folder, "fleet.ndjson", fleet());
    let run = fed(
        &["outliers", "-", &others, "--format", "json"],
        twin("pump-9", 7, "").as_bytes(),
    );
    assert_eq!(run.code, Some(0), "{}", run.err);
    let found: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(found["others"], 4);
    let row = &found["rows"][0];
    assert_eq!(row["path"], "/g/level");
    assert_eq!(
        (&row["same"], &row["other"], &row["mostCount"]),
        (&0.into(), &4.into(), &4.into())
    );
    assert!(!run.out.contains("hunter"), "{}", run.out);
}

#[test]
fn what_cannot_be_looked_at_ends_with_2_and_the_rest_is_told() {
    let folder = folder();
    let one = file(&folder, "one.json", twin("pump-9", 7, ""));
    let others = file(&folder, "fleet.ndjson", fleet());
    let run = twinscope(&["outliers", &one, &others, "none.json"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("none.json"), "{}", run.err);
    assert!(run.out.contains("beside 4 other twins"), "{}", run.out);
    let several = twinscope(&["outliers", &others, &one]);
    assert_eq!(several.code, Some(2));
    assert!(several.err.contains("not one twin"), "{}", several.err);
    let nothing = file(&folder, "nothing.json", "[]");
    assert_eq!(twinscope(&["outliers", &nothing, &one]).code, Some(2));
}
