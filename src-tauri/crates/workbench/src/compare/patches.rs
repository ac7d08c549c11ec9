//! Patches that are offered: applied first, and what comes out held against what was wanted.

use ::diff::json_patch::{Operation, Verb};
use ::diff::{
    Change, ChangeKind, Changes, Scope, Tree, changes, changes_beside, json_patch, merge_patch,
};
use diagnose::Units;
use twin::write::Secrets;
use twin::{Document, Twin, Value, secret};

use super::{Wanted, is_wanted};
use crate::noise::Noise;

/// Why a patch is not offered: a fault of Twinscope itself, and no patch is better than a wrong one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsound {
    /// The JSON Patch.
    #[error("the JSON Patch that was made does not lead from the one twin to the other")]
    JsonPatch,
    /// The merge patch.
    #[error("the merge patch that was made does not lead from the one twin to the other")]
    MergePatch,
}

/// Applies the patches from one twin to another, secrets in clear, and says whether they lead there.
///
/// # Errors
/// Where one does not.
pub fn check(old: &Twin<'_>, new: &Twin<'_>, wanted: Wanted) -> Result<(), Unsound> {
    let noise = Noise::of([old, new]);
    let found = exact(old, new, noise);
    let operations = operations(old.root, new.root, kept(&found, wanted, noise));
    let patched = json_patch::apply(Tree::from(old.root), &operations);
    let patched = patched.map_err(|_| Unsound::JsonPatch)?;
    if !leads_to(&patched, new, wanted, &|_| false) {
        return Err(Unsound::JsonPatch);
    }
    let fits = |member: Value<'_>| wanted == Wanted::Everything || !noise.is(member);
    let scope = Scope {
        secrets: Secrets::Shown,
        fits: &fits,
    };
    let merge = merge_patch::between(old.root, new.root, &scope);
    let text = Document::read(merge.write(&scope).into_bytes());
    let text = text.map_err(|_| Unsound::MergePatch)?;
    let patch = text.root().ok_or(Unsound::MergePatch)?;
    let patched = match merge.part {
        Some(_) => merge_patch::apply(Tree::from(old.root), patch),
        None => Tree::from(old.root),
    };
    let above = new.root.path().steps().len();
    let nulls: Vec<_> = merge.inexpressible.iter().map(|null| null.path()).collect();
    // a null cannot be set: what should be null is what it was, or is gone
    let is_null = |change: &Change<'_>| {
        let steps = change.path();
        let mut nulls = nulls.iter().filter_map(|null| null.steps().get(above..));
        nulls.any(|null| steps.steps() == null)
    };
    match leads_to(&patched, new, wanted, &is_null) {
        true => Ok(()),
        false => Err(Unsound::MergePatch),
    }
}

/// Both patches from one twin to another, secrets masked.
pub(super) struct Patched {
    pub json: String,
    pub operations: usize,
    pub merge: String,
    /// Nulls that no merge patch can make, as JSON pointers.
    pub inexpressible: Vec<String>,
    /// Texts behind a mask.
    pub masked: usize,
}

impl Patched {
    /// Makes them. They are exact: what means the same in another spelling is in them as well.
    pub fn of(old: &Twin<'_>, new: &Twin<'_>, wanted: Wanted, noise: Noise<'_>) -> Self {
        let found = exact(old, new, noise);
        let kept: Vec<_> = kept(&found, wanted, noise).collect();
        let fits = |member: Value<'_>| wanted == Wanted::Everything || !noise.is(member);
        let scope = Scope {
            secrets: Secrets::Masked,
            fits: &fits,
        };
        let operations = operations(old.root, new.root, kept.iter().copied());
        let merge = merge_patch::between(old.root, new.root, &scope);
        let added = kept.iter().filter(|c| c.kind != ChangeKind::Moved);
        let added = added.filter_map(|c| c.new);
        let texts = added.flat_map(|value| std::iter::once(value).chain(value.descendants()));
        let nulls = merge.inexpressible.iter();
        Self {
            json: json_patch::write(&operations, &scope),
            operations: operations.len(),
            merge: merge.write(&scope),
            inexpressible: nulls.map(|null| null.path().to_string()).collect(),
            masked: texts.filter(|text| secret::masked(*text).is_some()).count(),
        }
    }
}

/// Finds what differs letter by letter; only numbers are compared by their worth.
fn exact<'d>(old: &Twin<'d>, new: &Twin<'d>, noise: Noise<'_>) -> Changes<'d> {
    changes_beside(old.root, new.root, None, &|value| noise.is_around(value))
}

fn kept<'c, 'd>(
    found: &'c Changes<'d>,
    wanted: Wanted,
    noise: Noise<'c>,
) -> impl Iterator<Item = &'c Change<'d>> {
    let all = found.all.iter();
    all.filter(move |change| is_wanted(change, wanted, noise))
}

/// Returns the operations that make changes of a twin, wherever the two stand in their documents.
pub(super) fn operations<'c, 'd: 'c>(
    old: Value<'d>,
    new: Value<'d>,
    changes: impl IntoIterator<Item = &'c Change<'d>>,
) -> Vec<Operation<'d>> {
    let mut all = json_patch::from_changes(changes);
    let mut roots = [new, old].map(|root| root.path().to_string());
    roots.sort_by_key(|root| std::cmp::Reverse(root.len()));
    if roots[0].is_empty() {
        return all;
    }
    let shorten = |path: &mut String| {
        let is_below = |root: &&String| {
            let rest = path.strip_prefix(root.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if let Some(root) = roots.iter().find(is_below) {
            *path = path.split_off(root.len());
        }
    };
    for operation in &mut all {
        shorten(&mut operation.path);
        if let Verb::Move(from) | Verb::Copy(from) = &mut operation.verb {
            shorten(from);
        }
    }
    all
}

/// Says whether nothing differs any more that was to be patched; `may` differ what no patch of the kind can say.
fn leads_to(
    patched: &Tree,
    new: &Twin<'_>,
    wanted: Wanted,
    may: &dyn Fn(&Change<'_>) -> bool,
) -> bool {
    let Ok(doc) = Document::read(patched.to_json().into_bytes()) else {
        return false;
    };
    // where the new twin stands in its own document does not matter
    let Ok(other) = Document::read(Tree::from(new.root).to_json().into_bytes()) else {
        return false;
    };
    let units = [&doc, &other].map(Units::of);
    let [Some(one), Some(two)] = units.each_ref().map(|units| units.twin(0)) else {
        return false;
    };
    let noise = Noise::of([&one, &two]);
    let left = changes(one.root, two.root, None);
    let mut left = left.all.iter().filter(|change| {
        change.kind != ChangeKind::Respelled && is_wanted(change, wanted, noise) && !may(change)
    });
    left.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(old: &str, new: &str) -> Result<(), Unsound> {
        let docs = [old, new].map(|text| Document::read_str(text).expect("small"));
        let units = [&docs[0], &docs[1]].map(Units::of);
        let twins = [&units[0], &units[1]].map(|units| units.twin(0).expect("a twin"));
        check(&twins[0], &twins[1], Wanted::Meant)
    }

    #[test]
    fn patches_are_applied_before_they_are_offered() {
        for (old, new) in [
            (r#"{"tags":{"a":1}}"#, r#"{"tags":{"a":1.0}}"#),
            (
                r#"{"tags":{"a":[1,2,{"b":3}],"password":"hunter2"},"etag":"x","version":1,"deviceId":"d"}"#,
                r#"{"tags":{"a":[2,{"b":4},5],"password":"hunter3"},"etag":"y","version":2,"deviceId":"d"}"#,
            ),
            (
                r#"{"tags":{"a":1}}"#,
                r#"{"tags":{"a":null,"b":{"c":null,"d":1}}}"#,
            ),
            (
                r#"{"deviceId":"d","properties":{"desired":{"g":{"a":1},"$version":4},"reported":{"g":{"__meta":{"time":"1"}}}}}"#,
                r#"{"deviceId":"d","properties":{"desired":{"h":{"a":1},"$version":5},"reported":{"g":{"__meta":{"time":"2"}}}}}"#,
            ),
            (r#"{"tags":{"a":1,"a":2}}"#, r#"{"tags":{"a":2,"b":[[]]}}"#),
        ] {
            assert_eq!(checked(old, new), Ok(()), "{old} → {new}");
            assert_eq!(checked(new, old), Ok(()), "{new} → {old}");
        }
    }

    #[test]
    fn a_patch_is_about_the_twin_wherever_it_stands_in_its_file() {
        let old = r#"[{"deviceId":"c","tags":{}},{"deviceId":"d","tags":{"a":[1,2,3],"b":1}}]"#;
        let new = r#"[{"deviceId":"d","tags":{"a":[2,3,4],"c":1}}]"#;
        let docs = [old, new].map(|text| Document::read_str(text).expect("small"));
        let units = docs.each_ref().map(Units::of);
        let old = units[0].twin(1).expect("a twin");
        let new = units[1].twin(0).expect("a twin");
        assert_eq!(check(&old, &new, Wanted::Meant), Ok(()));
        let found = changes(old.root, new.root, None);
        for operation in operations(old.root, new.root, &found.all) {
            assert!(operation.path.starts_with("/tags/"), "{operation:?}");
            if let Verb::Move(from) = operation.verb {
                assert!(from.starts_with("/tags/"), "{from}");
            }
        }
    }

    #[test]
    fn a_patch_that_leads_elsewhere_is_found() {
        let doc = Document::read_str(r#"{"tags":{"a":1},"etag":"x","deviceId":"d"}"#);
        let doc = doc.expect("small");
        let units = Units::of(&doc);
        let twin = units.twin(0).expect("a twin");
        for (patched, leads) in [
            (r#"{"tags":{"a":1},"etag":"y","deviceId":"d"}"#, true),
            (r#"{"tags":{"a":2},"etag":"x","deviceId":"d"}"#, false),
            (r#"{"tags":{},"etag":"x","deviceId":"d"}"#, false),
        ] {
            let other = Document::read_str(patched).expect("small");
            let tree = Tree::from(other.root().expect("a value"));
            let found = leads_to(&tree, &twin, Wanted::Meant, &|_| false);
            assert_eq!(found, leads, "{patched}");
        }
    }
}
