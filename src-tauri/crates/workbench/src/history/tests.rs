//! Openings go into the history and exports come back, whatever stands in the way.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::*;
use crate::packs::Packs;
use crate::workspace::Workspace;

fn twin(device: &str, version: i64) -> String {
    format!(
        "{{\"deviceId\":\"{device}\",\"etag\":\"AAAAAAAAAAE=\",\"properties\":{{\"desired\":{{\"$version\":1}},\"reported\":{{\"a\":{version},\"password\":\"geheim\",\"$version\":{version}}}}}}}"
    )
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("data/history.db");
    (folder, file)
}

/// Opens files in a workspace that keeps a history, and waits for it.
fn opened(file: &Path, paths: &[String], settings: Option<&Path>) -> Result<(), StoreError> {
    let mut workspace = Workspace::new(|_| {}).keeping_history_in(file.to_owned());
    if let Some(settings) = settings {
        workspace = workspace.keeping_settings_in(settings.to_owned());
    }
    workspace.open_paths(paths.to_vec());
    let start = Instant::now();
    while !workspace.status().activities.is_empty() {
        assert!(start.elapsed() < Duration::from_secs(60), "it ends");
        std::thread::yield_now();
    }
    assert_eq!(workspace.status().problem_count, 0);
    workspace.settle_history()
}

fn write(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    fs::write(&path, text).expect("written");
    path.display().to_string()
}

fn names(file: &Path) -> Vec<(String, u64)> {
    let history = History::open_to_read(file).expect("opened");
    let rows = history.devices().expect("read");
    rows.into_iter().map(|r| (r.device, r.snapshots)).collect()
}

#[test]
fn every_twin_that_is_opened_is_kept_once_and_without_its_secrets() {
    let (folder, file) = folder();
    let one = write(&folder, "one.json", &twin("a", 1));
    let many = write(
        &folder,
        "many.ndjson",
        &format!("{}\n{}\n{}\n", twin("a", 2), twin("b", 7), twin("a", 1)),
    );
    let array = write(
        &folder,
        "array.json",
        &format!("[{},{}]", twin("c", 1), twin("c", 2)),
    );
    let group = write(&folder, "group.json", "{\"__meta\": {}}");
    opened(&file, &[one.clone(), many, array, group], None).expect("kept");
    let expected = [("a", 2), ("b", 1), ("c", 2)];
    assert_eq!(names(&file), expected.map(|(name, n)| (name.to_owned(), n)));
    let history = History::open_to_read(&file).expect("opened");
    let device = history.device("a").expect("there");
    let timeline = history.timeline(&device, Span::default()).expect("read");
    assert_eq!(
        (timeline[0].way, timeline[0].source.as_str()),
        ("opened", one.as_str())
    );
    let (_, text) = history.text(&device, Which::Newest).expect("rebuilt");
    assert_eq!(
        text,
        twin("a", 2).replace("geheim", "\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}")
    );
}

#[test]
fn pasted_text_is_kept_and_what_is_made_of_it_is_not() {
    let (_folder, file) = folder();
    let workspace = Workspace::new(|_| {}).keeping_history_in(file.clone());
    workspace.open_text(&twin("a", 1), "pasted");
    while !workspace.status().activities.is_empty() {
        std::thread::yield_now();
    }
    workspace.settle_history().expect("kept");
    assert_eq!(names(&file), [("a".to_owned(), 1)]);
}

#[test]
fn settings_may_say_that_nothing_is_kept() {
    let (folder, file) = folder();
    let one = write(&folder, "one.json", &twin("a", 1));
    let settings = folder.path().join("own.json");
    fs::write(&settings, "{\"history\": false}").expect("written");
    opened(&file, &[one], Some(&settings)).expect("nothing to do");
    assert!(!file.exists());
}

#[test]
fn a_history_that_cannot_be_written_never_keeps_a_twin_from_being_opened() {
    let (folder, file) = folder();
    let one = write(&folder, "one.json", &twin("a", 1));
    fs::create_dir_all(&file).expect("a folder in its place");
    let said = opened(&file, &[one], None);
    let Err(why) = said else {
        panic!("a folder is no file")
    };
    assert_eq!(why.name(), "unopened");
    let said = not_kept(&why);
    assert!(
        said.contains("twins are opened as ever, but nothing is kept of them; allow access"),
        "{said}"
    );
}

#[test]
fn an_export_comes_back_on_another_machine_and_only_once() {
    let (folder, file) = folder();
    let texts: Vec<_> = (1..=30).map(|version| twin("a", version)).collect();
    let many = write(&folder, "many.ndjson", &texts.join("\n"));
    opened(&file, std::slice::from_ref(&many), None).expect("kept");
    std::thread::sleep(Duration::from_millis(2));
    opened(&file, &[many], None).expect("seen again");
    let history = History::open_to_read(&file).expect("opened");
    let mut exported = Vec::new();
    let (done, written) = history.export(&|_| true, &mut exported).expect("read");
    written.expect("to memory");
    assert_eq!((done.snapshots, done.problems.len()), (30, 0));
    let export = write(
        &folder,
        "export.ndjson",
        &String::from_utf8(exported).expect("text"),
    );
    let other = folder.path().join("other.db");
    let mut again = History::open(&other).expect("opened");
    let done =
        import(&mut again, &[&export], &Packs::default(), None, &mut |_| {}).expect("imported");
    assert_eq!(
        (done.snapshots, done.again, done.problems.len()),
        (30, 0, 0)
    );
    let done =
        import(&mut again, &[&export], &Packs::default(), None, &mut |_| {}).expect("imported");
    assert_eq!((done.snapshots, done.again), (0, 30));
    let device = again.device("a").expect("there");
    let timelines = [&history, &again].map(|h| h.timeline(&device, Span::default()).expect("read"));
    assert_eq!(timelines[0], timelines[1]);
    assert!(timelines[0][0].last > timelines[0][0].seen);
    for number in [1, 17, 30] {
        let texts =
            [&history, &again].map(|h| h.text(&device, Which::Number(number)).expect("there"));
        assert_eq!(texts[0], texts[1]);
    }
}

#[test]
fn an_import_says_what_it_cannot_take() {
    let (folder, file) = folder();
    let lines = [
        "{\"twinscopeHistory\":2,\"device\":\"a\"}",
        "{\"twinscopeHistory\":1,\"device\":\"a\"}",
        "{\"twinscopeHistory\":1,\"device\":\"a\",\"seen\":\"soon\",\"twin\":\"{}\"}",
        "{\"rebootInfo\": 7",
    ];
    let bad = write(&folder, "bad.ndjson", &lines.join("\n"));
    let mut history = History::open(&file).expect("opened");
    let done = import(
        &mut history,
        &[bad, "nowhere.json".to_owned()],
        &Packs::default(),
        None,
        &mut |_| {},
    )
    .expect("imported");
    assert_eq!((done.snapshots, done.no_twins), (0, 1));
    let said: Vec<_> = done
        .problems
        .iter()
        .map(|p| p.rsplit(": ").next().unwrap_or_default())
        .collect();
    assert_eq!(said.len(), 4, "{said:?}");
    assert!(
        done.problems.iter().any(|p| p.contains("newer Twinscope")),
        "{said:?}"
    );
}

#[test]
fn a_secret_in_an_export_that_somebody_wrote_is_masked_when_it_comes_in() {
    let (folder, file) = folder();
    let line = "{\"twinscopeHistory\":1,\"device\":\"a\",\"seen\":\"2026-01-01T00:00:00Z\",\"twin\":\"{\\\"deviceId\\\":\\\"a\\\",\\\"tags\\\":{\\\"password\\\":\\\"geheim\\\"}}\"}\n";
    let export = write(&folder, "export.ndjson", &format!("{line}{line}"));
    let mut history = History::open(&file).expect("opened");
    import(
        &mut history,
        &[export],
        &Packs::default(),
        None,
        &mut |_| {},
    )
    .expect("imported");
    let device = history.device("a").expect("there");
    let (number, text) = history.text(&device, Which::Newest).expect("there");
    assert_eq!(number, 1);
    assert!(text.contains("tags") && !text.contains("geheim"), "{text}");
}

#[test]
fn two_revisions_are_handed_out_as_documents() {
    let (folder, file) = folder();
    let one = write(
        &folder,
        "one.ndjson",
        &format!("{}\n{}\n", twin("a", 1), twin("a", 2)),
    );
    opened(&file, &[one], None).expect("kept");
    let history = History::open_to_read(&file).expect("opened");
    let device = history.device("a").expect("there");
    let documents = history
        .documents(&device, [Which::Number(1), Which::Newest])
        .expect("there");
    let reported = documents.map(|doc| {
        let root = doc.root().expect("not empty");
        let path = twin::TwinPath::from_pointer("/properties/reported/a").expect("a path");
        doc.find(&path)
            .filter(|_| root.is_object())
            .map(|v| v.raw().to_owned())
    });
    assert_eq!(reported, [Some("1".to_owned()), Some("2".to_owned())]);
}

#[test]
fn a_device_is_found_by_its_name_and_one_of_several_in_full() {
    let (folder, file) = folder();
    let module = twin("a", 1).replace("\"etag\"", "\"moduleId\":\"edge\",\"etag\"");
    let both = write(
        &folder,
        "both.ndjson",
        &format!("{}\n{module}\n{module}\n", twin("b", 1)),
    );
    let one = write(&folder, "one.json", &twin("a", 3));
    opened(&file, &[both], None).expect("kept");
    let history = History::open_to_read(&file).expect("opened");
    assert_eq!(
        history.device("a").expect("the only one").to_string(),
        "a/edge"
    );
    opened(&file, &[one], None).expect("kept");
    assert_eq!(history.device("a").expect("in full").to_string(), "a");
    let said = history.device("c").map_err(|e| e.to_string());
    assert_eq!(
        said.err().as_deref(),
        Some("no device is named `c`; `twinscope history list` lists those that are kept")
    );
}

/// Writes a file as if some seconds after another one.
fn write_at(folder: &TempDir, name: &str, text: &str, second: u64) -> String {
    let path = write(folder, name, text);
    let file = fs::File::options().write(true).open(&path).expect("there");
    let then = std::time::UNIX_EPOCH + Duration::from_secs(1_770_000_000 + second);
    file.set_modified(then).expect("set");
    path
}

#[test]
fn a_value_that_comes_back_is_the_newest_one_and_stays_so_on_another_machine() {
    let (folder, file) = folder();
    let plain =
        |x: u32| format!("{{\"deviceId\":\"a\",\"properties\":{{\"reported\":{{\"x\":{x}}}}}}}");
    let files = [("c", 1, 0), ("a", 2, 10), ("b", 1, 20), ("d", 1, 30)]
        .map(|(name, x, second)| write_at(&folder, name, &plain(x), second));
    let mut history = History::open(&file).expect("opened");
    let done =
        import(&mut history, &files, &Packs::default(), None, &mut |_| {}).expect("imported");
    assert_eq!((done.snapshots, done.again), (2, 2));
    let mut exported = Vec::new();
    let (done, _) = history.export(&|_| true, &mut exported).expect("read");
    assert_eq!(done.snapshots, 2);
    let exported = String::from_utf8(exported).expect("text");
    let export = write(&folder, "export.ndjson", &exported);
    let mut other = History::open(&folder.path().join("other.db")).expect("opened");
    for new in [2, 0] {
        let done =
            import(&mut other, &[&export], &Packs::default(), None, &mut |_| {}).expect("imported");
        assert_eq!((done.snapshots, done.snapshots + done.again), (new, 2));
    }
    for history in [&history, &other] {
        let device = history.device("a").expect("there");
        let timeline = history.timeline(&device, Span::default()).expect("read");
        let told: Vec<_> = timeline
            .iter()
            .map(|m| (m.number, &m.seen[17..19], &m.last[17..19]))
            .collect();
        assert_eq!(told, [(1, "00", "00"), (2, "10", "10"), (1, "20", "30")]);
        assert!(timeline[2].source.ends_with('b'), "{}", timeline[2].source);
        let now = Which::At(Timestamp::MAX);
        for which in [Which::Newest, now] {
            assert_eq!(history.text(&device, which).expect("there").1, plain(1));
        }
    }
}

#[test]
fn an_export_with_a_great_many_sightings_is_taken_in_pieces() {
    let (folder, file) = folder();
    let again: Vec<_> = (0..5_000)
        .map(|n| {
            format!(
                "{{\"seen\":\"2026-01-02T00:{:02}:{:02}Z\"}}",
                n / 60 % 60,
                n % 60
            )
        })
        .collect();
    let line = format!(
        "{{\"twinscopeHistory\":1,\"device\":\"a\",\"seen\":\"2026-01-01T00:00:00Z\",\"again\":[{},7],\"twin\":\"{{\\\"deviceId\\\":\\\"a\\\",\\\"tags\\\":{{}}}}\"}}",
        again.join(",")
    );
    let export = write(&folder, "export.ndjson", &line);
    let mut history = History::open(&file).expect("opened");
    let done = import(
        &mut history,
        &[export],
        &Packs::default(),
        None,
        &mut |_| {},
    )
    .expect("imported");
    assert_eq!((done.snapshots, done.again, done.problems.len()), (1, 0, 0));
    let device = history.device("a").expect("there");
    let timeline = history.timeline(&device, Span::default()).expect("read");
    assert_eq!(timeline.len(), 1);
    assert_eq!(timeline[0].last, "2026-01-02T00:59:59Z");
}

/// What a device itself gets of its twin: nobody is named in it.
fn view(x: u32) -> String {
    format!("{{\"desired\":{{\"$version\":1}},\"reported\":{{\"x\":{x},\"$version\":{x}}}}}")
}

#[test]
fn twins_without_an_id_are_one_device_a_file_and_never_one_for_all() {
    let (folder, file) = folder();
    let mut history = History::open(&file).expect("opened");
    let there: Vec<_> = ["q1", "q2"]
        .map(|name| {
            fs::create_dir(folder.path().join(name)).expect("made");
            write(&folder, &format!("{name}/twin.json"), &view(1))
        })
        .into();
    // one of them by two names
    let around = folder.path().join("q1/../q1/twin.json");
    for path in [&there[0], &there[1], &around.display().to_string()] {
        import(&mut history, &[path], &Packs::default(), None, &mut |_| {}).expect("imported");
    }
    let full = there
        .iter()
        .map(|path| fs::canonicalize(path).expect("there"));
    let expected: Vec<_> = full.map(|path| (path.display().to_string(), 1)).collect();
    assert_eq!(names(&file), expected);
    opened(&file, &there, None).expect("kept");
    assert_eq!(names(&file), expected, "the window says the same");
}

#[test]
fn a_stream_says_whose_a_twin_without_an_id_is_or_it_is_refused() {
    let (_folder, file) = folder();
    let mut history = History::open(&file).expect("opened");
    let mut take = |text: &str, device| {
        import_stream(
            &mut history,
            text.as_bytes(),
            &Packs::default(),
            device,
            &mut |_| {},
        )
        .expect("imported")
    };
    let refused = take(&format!("{}\n{}\n", view(1), twin("b", 1)), None);
    assert_eq!((refused.snapshots, refused.no_twins), (1, 0));
    assert_eq!(
        refused.problems,
        ["-: a twin without deviceId; say whose it is with --device NAME"]
    );
    assert_eq!(take(&view(2), Some("a")).snapshots, 1);
    assert_eq!(take(&view(3), Some("a/edge")).snapshots, 1);
    // the id of a twin is never overruled
    assert_eq!(take(&twin("b", 2), Some("a")).snapshots, 1);
    let expected = [("a", 1), ("a/edge", 1), ("b", 2)];
    assert_eq!(names(&file), expected.map(|(name, n)| (name.to_owned(), n)));
}

#[test]
fn a_pasted_text_without_an_id_is_kept_for_nobody() {
    let (_folder, file) = folder();
    let workspace = Workspace::new(|_| {}).keeping_history_in(file.clone());
    workspace.open_text(&view(1), "pasted");
    workspace.open_text(&twin("a", 1), "pasted");
    while !workspace.status().activities.is_empty() {
        std::thread::yield_now();
    }
    workspace.settle_history().expect("kept");
    assert_eq!(names(&file), [("a".to_owned(), 1)]);
}
