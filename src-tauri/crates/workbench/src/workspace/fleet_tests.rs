//! A loaded twin beside all others: counted in the background, shown by the window-full, stopped, counted again.

use std::fs;
use std::sync::mpsc::{Receiver, channel};

use super::{Event, Workspace};
use crate::wire::{Counted, ErrorCode, FleetPage, FleetRequest};

struct Window {
    workspace: Workspace,
    told: Receiver<Event>,
    _folder: tempfile::TempDir,
}

impl Window {
    /// Opens so many twins, half of them one document a line, the first one unlike the others.
    fn of(count: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let twin = |n: usize| {
            let (level, extra) = match n {
                0 => (9, "\"own\":1"),
                _ => (n % 2, "\"usual\":1"),
            };
            format!(
                r#"{{"deviceId":"pump-{n:05}","tags":{{"site":"A"}},"properties":{{"desired":{{"g":{{"level":{level},{extra}}}}},"reported":{{"g":{{"password":"hunter{n}","__meta":{{"time":"{n}"}}}}}}}}}}"#
            )
        };
        let lines: Vec<_> = (0..count).map(twin).collect();
        let (own, rest) = lines.split_at(count / 2);
        for (n, text) in own.iter().enumerate() {
            fs::write(folder.path().join(format!("{n:05}.json")), text).expect("written");
        }
        fs::write(folder.path().join("rest.ndjson"), rest.join("\n")).expect("written");
        let (tell, told) = channel();
        let workspace = Workspace::new(move |event| {
            // the test may have gone before the last word
            let _ = tell.send(event);
        });
        workspace.open_paths(vec![folder.path().display().to_string()]);
        let window = Self {
            workspace,
            told,
            _folder: folder,
        };
        window.settle();
        window
    }

    fn settle(&self) {
        while !self.workspace.status().activities.is_empty() {
            self.told.recv().expect("a word");
        }
    }

    fn page(&self, full: bool, search: &str) -> FleetPage {
        let request = FleetRequest {
            twin: 0,
            full,
            search: search.to_owned(),
            first: 0,
            count: 100,
        };
        self.workspace.fleet(&request).expect("a page")
    }
}

fn told(page: &FleetPage) -> Vec<String> {
    let rows = page.rows.iter();
    rows.map(|r| {
        format!(
            "{}{} {} {} {}",
            r.section, r.path, r.same, r.other, r.without
        )
    })
    .collect()
}

#[test]
fn what_is_rare_comes_first_and_what_all_share_is_left_out() {
    let window = Window::of(301);
    assert_eq!(window.page(false, "").counted, Counted::No);
    window.workspace.count_fleet(0).expect("begun");
    window.settle();
    let page = window.page(false, "");
    assert_eq!(
        (page.counted, page.others, page.loaded),
        (Counted::Yes, 300, 300)
    );
    assert!(!page.outdated && page.job.is_none());
    assert_eq!(
        told(&page),
        [
            "desired/g/level 0 300 0",
            "desired/g/own 0 0 300",
            "desired/g/usual 0 300 0",
            "reported/g/password 0 300 0",
        ]
    );
    assert_eq!(page.rows[0].most_count, 150);
    let json = serde_json::to_string(&page).expect("JSON");
    assert!(!json.contains("hunter"), "{json}");
    let all = window.page(true, "");
    assert_eq!(
        told(&all).last().map(String::as_str),
        Some("tags/site 300 0 0")
    );
    assert_eq!(
        told(&window.page(false, "USUAL")),
        ["desired/g/usual 0 300 0"]
    );
    window.workspace.close_twin(7);
    assert!(window.page(false, "").outdated, "one is gone since");
}

#[test]
fn counting_is_stopped_and_says_so() {
    let window = Window::of(3_000);
    let job = window.workspace.count_fleet(0).expect("begun");
    window.workspace.cancel(job);
    window.settle();
    let page = window.page(false, "");
    assert_eq!(page.counted, Counted::Stopped);
    assert!(
        page.others < page.loaded,
        "{} of {}",
        page.others,
        page.loaded
    );
    window.workspace.count_fleet(0).expect("begun again");
    window.settle();
    assert_eq!(window.page(false, "").others, 2_999);
}

#[test]
fn a_twin_that_is_gone_is_refused() {
    let window = Window::of(4);
    window.workspace.count_fleet(0).expect("begun");
    window.settle();
    window.workspace.close_twin(0);
    let refused = window.workspace.count_fleet(0).expect_err("it is closed");
    assert_eq!(refused.code, ErrorCode::Closed);
    window.workspace.close_all();
    window.settle();
}
