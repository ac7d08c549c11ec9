//! What `diff` says of values in another spelling, and its answers in files.

use crate::bench::{file, folder, twinscope};

const OLD: &str = "fixtures/cli/before.json";
const NEW: &str = "fixtures/cli/after.json";

/// A twin of the released agent with one restart at a time.
fn restarts(time: &str) -> String {
    format!(
        r#"{{"deviceId":"d","properties":{{"desired":{{"rebootInfo":{{"__meta":{{"deploymentId":"1","serviceInterfaceVersion":"1.0.0"}},
        "singleRebootTime":"{time}","dailyRebootTime":""}}}},"reported":{{}}}}}}"#
    )
}

#[test]
fn another_spelling_is_no_difference_and_patches_have_it_all_the_same() {
    let folder = folder();
    let old = file(&folder, "old.json", restarts("2026-06-01T03:00:00Z"));
    let new = file(&folder, "new.json", restarts("2026-06-01T05:00:00+02:00"));
    let run = twinscope(&["diff", &old, &new]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let lines: Vec<_> = run.out.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "no difference",
            "1 value is written in another way and means the same."
        ]
    );
    let run = twinscope(&["diff", "--all", &old, &new]);
    assert_eq!(run.code, Some(0));
    assert!(
        run.out
            .contains("= /properties/desired/rebootInfo/singleRebootTime"),
        "{}",
        run.out
    );
    for form in ["jsonpatch", "mergepatch"] {
        let run = twinscope(&["diff", "--format", form, &old, &new]);
        assert_eq!(run.code, Some(0));
        assert!(run.out.contains("05:00:00+02:00"), "{}", run.out);
        assert!(run.err.contains("both mean the same"), "{}", run.err);
    }
    let later = file(&folder, "later.json", restarts("2026-06-01T05:00:00Z"));
    assert_eq!(twinscope(&["diff", &old, &later]).code, Some(1));
}

#[test]
fn an_answer_goes_to_a_file_that_is_not_there_yet() {
    let folder = folder();
    let old = file(&folder, "old.json", restarts("2026-06-01T03:00:00Z"));
    let new = file(&folder, "new.json", restarts("2026-06-02T03:00:00Z"));
    let to = folder.path().join("change.json").display().to_string();
    let asked = ["diff", "--format", "jsonpatch", &old, &new, "--output"];
    let on_screen = twinscope(&asked[..5]);
    let run = twinscope(&[&asked[..], &[&to]].concat());
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    assert!(
        run.out
            .starts_with("the JSON Patch, 1 operation, was written to "),
        "{}",
        run.out
    );
    let written = std::fs::read_to_string(&to).expect("written");
    assert_eq!(written, on_screen.out);
    // never over anything, an input least of all
    for taken in [&to, &old] {
        let before = std::fs::read_to_string(taken).expect("there");
        let run = twinscope(&[&asked[..], &[taken]].concat());
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
        assert!(run.err.contains("exists"), "{}", run.err);
        let after = std::fs::read_to_string(taken).expect("there");
        assert_eq!(before, after);
    }
    let none = folder.path().join("none/change.json").display().to_string();
    assert_eq!(twinscope(&[&asked[..], &[&none]].concat()).code, Some(2));
    // what is no answer is no file
    let to = folder.path().join("not.json").display().to_string();
    let run = twinscope(&["diff", &old, "none.json", "--output", &to]);
    assert_eq!(run.code, Some(2));
    assert!(!std::path::Path::new(&to).exists());
}

#[test]
fn a_file_has_no_colours() {
    let folder = folder();
    let to = folder.path().join("told.txt").display().to_string();
    let all = ["diff", OLD, NEW, "--color", "always", "--output", &to];
    let run = twinscope(&all);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let written = std::fs::read_to_string(&to).expect("written");
    assert_eq!(written, twinscope(&["diff", OLD, NEW]).out);
    assert!(run.out.contains("the answer was written to"), "{}", run.out);
}
