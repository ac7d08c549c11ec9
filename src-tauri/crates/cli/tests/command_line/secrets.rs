//! No command prints a secret, in any format, wherever it stands and however it is written.

use crate::bench::{file, folder, twinscope};

const PUMPS: &str = "fixtures/packs/pumps";

/// Every way to have a twin printed.
const COMMANDS: [&[&str]; 17] = [
    &["check"],
    &["check", "--format", "json"],
    &["check", "--format", "ndjson"],
    &["check", "--format", "sarif"],
    &["check", "--format", "junit"],
    &["check", "--format", "markdown"],
    &["groups"],
    &["groups", "--group", "pumpControl", "--all"],
    &["groups", "--group", "pumpControl", "--format", "json"],
    &["drift", "--all"],
    &["drift", "--format", "json", "--all"],
    &["blame"],
    &["blame", "--format", "json"],
    &["versions"],
    &["migrate"],
    &["migrate", "--format", "json"],
    &["discover", "--group", "pumpControl"],
];
const FORMATS: [&str; 6] = [
    "human",
    "json",
    "jsonpatch",
    "mergepatch",
    "markdown",
    "html",
];

/// Prints a twin, and what changed in it, in every way; asserts that none of them tells a word.
fn never_printed(text: &str, other: &str, words: &[&str], ending: &str) {
    let folder = folder();
    let twin = file(&folder, &format!("twin.{ending}"), text.as_bytes());
    let later = file(&folder, &format!("later.{ending}"), other.as_bytes());
    let db = folder.path().join("history.db").display().to_string();
    let mut runs = Vec::new();
    let mut run = |arguments: &[&str]| {
        let run = twinscope(arguments);
        runs.push((arguments.join(" "), run));
    };
    let packed = ["--pack", PUMPS];
    for command in COMMANDS {
        run(&[command, &packed, &[&twin]].concat());
    }
    for format in FORMATS {
        run(&[&["diff", "--format", format], &packed[..], &[&twin, &later]].concat());
    }
    run(&[
        &["history", "--file", &db, "import"],
        &packed[..],
        &[&twin, &later],
    ]
    .concat());
    run(&["history", "--file", &db, "list"]);
    run(&["history", "--file", &db, "show", "pump-7", "1"]);
    run(&["history", "--file", &db, "export"]);
    for (command, run) in runs {
        for word in words {
            let told = run.out.contains(word) || run.err.contains(word);
            assert!(!told, "{command} tells {word}:\n{}{}", run.out, run.err);
        }
    }
}

fn twin(desired: &str) -> String {
    format!(
        r#"{{"deviceId":"pump-7","etag":"AAAAAAAAAAE=","version":3,"properties":{{"desired":{{{desired},"$version":4}},"reported":{{"$version":9}}}}}}"#
    )
}

#[test]
fn what_a_pack_declares_a_secret_is_printed_nowhere() {
    let pump = |pin: &str| {
        twin(&format!(
            r#""pumpControl":{{"__meta":{{"serviceInterfaceVersion":"1.1.0"}},"mode":7,"servicePin":"{pin}"}}"#
        ))
    };
    never_printed(
        &pump("471184"),
        &pump("471285"),
        &["471184", "471285"],
        "json",
    );
}

#[test]
fn secrets_of_every_type_and_spelling_are_printed_nowhere() {
    let with = |word: &str| {
        twin(&format!(
            r#""net":{{"wifi_password":"{word}1","password":77{n}11,"sasToken":{{"v":"{word}2","n":77{n}22}},
            "primaryKeys":"a","Connection-String":["x={word}3"],"address":"https://me:{word}4@host/x",
            "log":"{{\"primaryKey\": \"{word}5\"}} Bearer eyJhbGciOi.{word}6xx.c2lnbmF0dXJl","text":"sharedaccesskey={word}7;x",
            "HostName=a;SharedAccessKey={word}8":1,"pass":"ok","last":"<{word}9","password":"<{word}9" }}"#,
            n = word.len()
        ))
        .replace("\"last\":\"<", "\"PASSWD\":\"<")
    };
    never_printed(
        &with("geheim"),
        &with("anders7"),
        &["geheim", "anders7", "77611", "77622", "77711", "77722"],
        "json",
    );
}

#[test]
fn secrets_in_quotes_that_are_not_json_s_are_printed_nowhere() {
    let doubled = |word: &str| {
        format!(
            r#"{{""deviceId"":""pump-7"",""tags"":{{""password"":""{word}"",""n"":""SharedAccessKey={word}"",""s"":""https://a/b?sig={word}""}},""properties"":{{""desired"":{{""$version"":1}}}}}}"#
        )
    };
    never_printed(
        &doubled("geheim"),
        &doubled("anders7"),
        &["geheim", "anders7"],
        "json",
    );
    let single = |word: &str| doubled(word).replace("\"\"", "'");
    never_printed(
        &single("geheim"),
        &single("anders7"),
        &["geheim", "anders7"],
        "json",
    );
    let csv = |word: &str| {
        let twin = doubled(word);
        format!("deviceId,twin\npump-7,\"{twin}\"\n")
    };
    never_printed(
        &csv("geheim"),
        &csv("anders7"),
        &["geheim", "anders7"],
        "csv",
    );
}
