//! Which loaded twins declare a group: told apart as the command line tells them.

use std::path::Path;

use super::Workspace;
use super::history_tests::settle;
use crate::discover::{Answered, Condition, discover};
use crate::packs::Packs;

#[test]
fn the_window_marks_those_that_declare_elsewhere_as_the_command_line_does() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/workspace");
    let workspace = Workspace::new(|_| {});
    workspace.open_paths(vec![sample.display().to_string()]);
    settle(&workspace);
    let mut elsewhere = 0;
    for (group, version) in [
        ("rebootInfo", ""),
        ("rebootInfo", "1.0.0"),
        ("rebootInfo", "1"),
        ("timeInfo", ""),
        ("none", ""),
    ] {
        let found = workspace.discover(group, version);
        let condition = Condition {
            group: group.to_owned(),
            version: (!version.is_empty()).then(|| version.to_owned()),
        };
        let told = discover(&[&sample], &condition, &Packs::default());
        let count = |answered| {
            let all = told.declarants.iter();
            all.filter(|d| d.answered == answered).count()
        };
        assert_eq!(found.query, told.query);
        assert_eq!(
            [
                found.matching.len(),
                found.elsewhere.len(),
                found.others.len()
            ],
            [Answered::Found, Answered::Elsewhere, Answered::Otherwise].map(count),
            "{group} {version}"
        );
        elsewhere += found.elsewhere.len();
    }
    assert!(elsewhere > 0, "nothing is elsewhere in the sample");
}
