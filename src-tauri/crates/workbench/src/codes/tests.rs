//! What terminal and window get for a code, known or not.

use super::*;

fn one(text: &str) -> Answer {
    look_up(&[text], None).remove(0)
}

#[test]
fn a_number_is_answered_with_its_spellings_and_meanings() {
    let answer = one("-2147024891");
    let number = answer.number.expect("it is a number");
    assert_eq!(
        (number.signed, number.hex.as_str()),
        (-2_147_024_891, "0x80070005")
    );
    assert_eq!(number.unsigned, 2_147_942_405);
    assert_eq!(
        number.decoded.as_deref(),
        Some("HRESULT of the Windows code 5")
    );
    let meaning = &answer.meanings[0];
    assert_eq!((meaning.family, meaning.code), ("win32", Some("5")));
    assert_eq!(
        (meaning.name, &meaning.also[..]),
        ("ERROR_ACCESS_DENIED", &["E_ACCESSDENIED"][..])
    );
    assert_eq!(meaning.hresult.as_deref(), Some("0x80070005"));
    assert_eq!(answer.problem, None);
}

#[test]
fn several_codes_are_answered_in_their_order() {
    let answers = look_up(&["hub", "404001", "2019", "nonsense"], None);
    let known: Vec<_> = answers.iter().map(|a| !a.meanings.is_empty()).collect();
    assert_eq!(known, [true, true, false]);
    assert_eq!(answers[0].meanings[0].name, "DeviceNotFound");
}

#[test]
fn an_unknown_code_is_told_with_what_its_bits_say_and_where_to_ask() {
    for (text, expected) in [
        (
            "0x8007ABCD",
            "no meaning is known for 0x8007ABCD, the HRESULT of the Windows code 43981; on a Windows machine `net helpmsg 43981` tells its text",
        ),
        (
            "0x81230002",
            "no meaning is known for 0x81230002 (HRESULT, facility 291, code 2); on a Windows machine `certutil -error 0x81230002` tells its text",
        ),
        (
            "0xA000FFFF",
            "no meaning is known for 0xA000FFFF (code 65535 (0xFFFF) of an application's own); whoever wrote the software knows what it means",
        ),
        (
            "404099",
            "no meaning is known for 404099; it has the form of a code of IoT Hub with the HTTP status 404: look up 404",
        ),
        (
            "43981",
            "no meaning is known for 43981; if it is a code of Windows, `net helpmsg 43981` on a Windows machine tells its text",
        ),
        (
            "-858993460",
            "no meaning is known for -858993460: 0xCCCCCCCC is what Microsoft's compiler leaves in memory",
        ),
        (
            "0x80190194",
            "no meaning is known for 0x80190194, the HRESULT of the HTTP status 404; look up 404",
        ),
        ("frobnicate", "no code is named \"frobnicate\""),
        (
            "dps 404001",
            "404001 has no meaning there; it has one in iot-hub",
        ),
        (
            "hub ERROR_BUSY",
            "no code is named \"ERROR_BUSY\" there; one is in win32",
        ),
        ("99999999999", "99999999999 is larger than a code can be"),
    ] {
        let problem = one(text).problem.expect("nobody knows it");
        assert!(problem.starts_with(expected), "{text}: {problem}");
    }
}

#[test]
fn a_subsystem_narrows_to_what_a_device_reports_there() {
    let families = |code: &str, subsystem| -> Vec<_> {
        let answer = look_up(&[code], subsystem).remove(0);
        answer.meanings.iter().map(|m| m.family).collect()
    };
    assert_eq!(families("404", None), ["iot-hub", "dps", "oma-dm"]);
    assert_eq!(families("404", Some("MDM")), ["oma-dm"]);
    let problem = look_up(&["404"], Some("Windows")).remove(0).problem;
    assert_eq!(
        problem.as_deref(),
        Some("404 has no meaning there; it has one in iot-hub, dps, oma-dm")
    );
}

#[test]
fn a_search_box_finds_codes_names_families_and_words() {
    let names = |text: &str| -> Vec<_> {
        let page = page(text, 3);
        page.rows.iter().map(|row| row.names[0].clone()).collect()
    };
    assert_eq!(names("-2147024891"), ["ERROR_ACCESS_DENIED"]);
    assert_eq!(names("e_accessdenied")[0], "ERROR_ACCESS_DENIED");
    assert_eq!(names("quota")[0], "IotHubQuotaExceeded");
    assert_eq!(names("hub quota daily"), ["IotHubQuotaExceeded"]);
    let hub = page("hub", 3);
    assert!(hub.total > 80 && hub.rows.len() == 3);
    assert!(hub.rows.iter().all(|row| row.family == "iot-hub"));
    let empty = page("", 3);
    assert_eq!((empty.total, empty.rows.len(), empty.problem), (0, 0, None));
    assert_eq!(empty.families.len(), Family::ALL.len());
    let too_large = page("99999999999", 3).problem;
    assert!(too_large.is_some_and(|p| p.contains("32 bits")));
    let unknown = page("0x8007ABCD", 3);
    assert_eq!(
        unknown.decoded.as_deref(),
        Some("HRESULT of the Windows code 43981")
    );
    assert!(unknown.problem.is_some_and(|p| p.contains("net helpmsg")));
}

#[test]
fn every_row_has_a_key_of_its_own_and_is_copied_as_markdown() {
    let rows: Vec<_> = codes::all().iter().map(row).collect();
    let keys: std::collections::HashSet<_> = rows.iter().map(|row| &row.key).collect();
    assert_eq!(keys.len(), rows.len());
    let denied = rows
        .iter()
        .find(|row| row.key == "win32:5")
        .expect("it is there");
    assert_eq!(
        denied.markdown.lines().next(),
        Some("**5 = 0x80070005 ERROR_ACCESS_DENIED, E_ACCESSDENIED** (Windows): access denied")
    );
}
