//! One group of a twin for the page: a window of its properties, its counterparts, its fixes to be copied.

use std::sync::{Arc, Mutex, PoisonError};

use ::groups::{Direction, Group};

use super::shown::Shown;
use crate::groups::{Asked, Fixes, List, Subject, Window, counterpart_document, migration, page};
use crate::wire::{
    ErrorCode, GroupCopy, GroupCopyRequest, GroupPage, GroupRequest, Migration, Refusal,
};

/// The rows made for the last request, kept while the page scrolls through them.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<Option<Listed>>);

#[derive(Debug, Clone)]
struct Listed {
    group: String,
    asked: Asked,
    list: Arc<List>,
    wanted: Arc<Vec<u32>>,
}

/// Returns a window of a group.
pub(super) fn window(shown: &Shown, request: &GroupRequest) -> Result<GroupPage, Refusal> {
    with_group(shown, &request.group, |subject, group| {
        let listed = listed(shown, subject, group, request);
        let window = Window {
            wanted: &listed.wanted,
            first: request.first,
            count: request.count,
            toggled: &request.toggled,
            unset: request.unset,
            searching: !listed.asked.search.is_empty(),
            open: request.open.as_deref(),
        };
        Ok(page(subject, group, &listed.list, &window))
    })
}

fn listed(
    shown: &Shown,
    subject: &Subject<'_>,
    group: &Group<'_>,
    request: &GroupRequest,
) -> Listed {
    let asked = Asked {
        unset: request.unset,
        unfolded: false,
        search: request.search.trim().to_lowercase(),
        toggled: request.toggled.clone(),
    };
    let mut kept = shown
        .group()
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let same = kept.as_ref().filter(|kept| kept.group == group.name);
    if let Some(same) = same.filter(|kept| kept.asked == asked) {
        return same.clone();
    }
    // another fold or search is another choice among the same rows
    let list = match same {
        Some(same) => same.list.clone(),
        None => Arc::new(List::of(subject, group)),
    };
    let wanted = Arc::new(list.wanted(&shown.doc, &asked));
    let listed = Listed {
        group: group.name.clone(),
        asked,
        list,
        wanted,
    };
    *kept = Some(listed.clone());
    listed
}

/// Returns what counterparts would read of a group.
pub(super) fn counterparts(
    shown: &Shown,
    group: &str,
    to: Option<&str>,
) -> Result<Migration, Refusal> {
    with_group(shown, group, |subject, group| {
        migration(subject, group, to).map_err(|e| refusal(&e.group, &e))
    })
}

/// Returns the text to be put on the clipboard.
pub(super) fn text(shown: &Shown, request: &GroupCopyRequest) -> Result<String, Refusal> {
    with_group(shown, &request.group, |subject, group| match request.what {
        GroupCopy::MergePatch => Ok(Fixes::of(subject, group).merge_patch),
        GroupCopy::JsonPatch => Ok(Fixes::of(subject, group).json_patch),
        GroupCopy::Document => {
            let direction = if request.reported {
                Direction::Reported
            } else {
                Direction::Desired
            };
            counterpart_document(subject, group, &request.to, direction)
                .map_err(|e| refusal(&e.group, &e))
        }
    })
}

fn with_group<R>(
    shown: &Shown,
    name: &str,
    tell: impl FnOnce(&Subject<'_>, &Group<'_>) -> Result<R, Refusal>,
) -> Result<R, Refusal> {
    let twin = shown.twin();
    let groups = shown.groups(&twin);
    let group = groups.get(name).ok_or_else(|| Refusal {
        code: ErrorCode::UnknownGroup,
        subject: name.to_owned(),
        detail: "the twin has no group of this name".to_owned(),
    })?;
    let subject = Subject {
        twin: &twin,
        groups: &groups,
        findings: &shown.examined.findings,
        catalogue: shown.catalogue(),
    };
    tell(&subject, group)
}

fn refusal(subject: &str, error: &dyn std::error::Error) -> Refusal {
    Refusal {
        code: ErrorCode::UnknownGroup,
        subject: subject.to_owned(),
        detail: error.to_string(),
    }
}
