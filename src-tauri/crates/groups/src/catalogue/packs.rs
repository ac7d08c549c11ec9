//! Several packs beside the built-in catalogue: whose schema counts, and what the packs say of the
//! groups that they bring.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Catalogue;
use super::key::{Flow, Key};
use super::pack::Pack;
use super::schema::Schema;
use super::violation::Weight;
use crate::dialect::Dialect;

/// What packs say of a group that no published agent has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Name of the pack.
    pub pack: Arc<str>,
    /// The dialect it is written in, where only one comes into question.
    pub dialect: Option<Dialect>,
    /// A group that carries none of an agent's nodes.
    pub is_plain: bool,
    /// A direct method.
    pub is_command: bool,
}

/// Two packs that say different things of one subject; the first one counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// What both speak of: a schema, or a rule's severity.
    pub subject: String,
    /// The pack that counts.
    pub counts: Arc<str>,
    /// The pack that does not.
    pub other: Arc<str>,
}

/// What packs add to a catalogue beside schemas.
#[derive(Debug, Default)]
pub(super) struct Packs {
    has_schemas: bool,
    claims: HashMap<String, Claim>,
    sections: Vec<String>,
    severities: BTreeMap<String, Option<Weight>>,
    clashes: Vec<Clash>,
}

impl Catalogue {
    /// Returns the built-in catalogue with packs beside it. Of two packs with the same schema, or with
    /// severities for the same rule, the first one counts.
    #[must_use]
    pub fn with<'p>(packs: impl IntoIterator<Item = &'p Pack>) -> Self {
        let built_in = Self::built_in();
        let mut added: Vec<Arc<Schema>> = Vec::new();
        let mut found = Packs::default();
        let mut weighed: BTreeMap<String, Arc<str>> = BTreeMap::new();
        let mut preferred = HashMap::new();
        for pack in packs {
            let name: Arc<str> = pack.manifest.name.as_str().into();
            for schema in &pack.schemas {
                if let Some(first) = added.iter().find(|s| is_same(&s.key, &schema.key)) {
                    found.clashes.push(Clash {
                        subject: schema.key.to_string(),
                        counts: first.pack.clone().unwrap_or_default(),
                        other: name.clone(),
                    });
                } else {
                    added.push(schema.clone());
                }
            }
            for (rule, weight) in &pack.manifest.severities {
                match weighed.get(rule) {
                    None => {
                        weighed.insert(rule.clone(), name.clone());
                        found.severities.insert(rule.clone(), *weight);
                    }
                    Some(_) if found.severities.get(rule) == Some(weight) => {}
                    Some(first) => found.clashes.push(Clash {
                        subject: format!("the severity of {rule}"),
                        counts: first.clone(),
                        other: name.clone(),
                    }),
                }
            }
            preferred.insert(name, pack.manifest.dialect);
        }
        found.has_schemas = !added.is_empty();
        found.claim(&added, &preferred);
        let is_replaced =
            |schema: &&Arc<Schema>| !added.iter().any(|s| is_same(&s.key, &schema.key));
        let kept: Vec<_> = built_in.iter().filter(is_replaced).cloned().collect();
        let all = kept.into_iter().chain(added).collect();
        Self {
            packs: found,
            ..Self::of(all, built_in.documents.clone())
        }
    }

    /// Returns what packs say of a group that no published agent has.
    #[must_use]
    pub fn claim(&self, group: &str) -> Option<&Claim> {
        self.packs.claims.get(group)
    }

    /// True for a section of the older agent that a pack brings.
    #[must_use]
    pub fn has_section(&self, name: &str) -> bool {
        self.packs.sections.iter().any(|section| section == name)
    }

    /// Returns what findings of a rule weigh instead: nothing where no pack says so, and nothing
    /// inside where the rule is off.
    #[must_use]
    pub fn severity(&self, rule: &str) -> Option<Option<Weight>> {
        self.packs.severities.get(rule).copied()
    }

    /// True where any pack brings a schema.
    #[must_use]
    pub fn has_packs(&self) -> bool {
        self.packs.has_schemas
    }

    /// True where packs change what any rule weighs.
    #[must_use]
    pub fn has_severities(&self) -> bool {
        !self.packs.severities.is_empty()
    }

    /// Returns where packs contradict each other.
    #[must_use]
    pub fn clashes(&self) -> &[Clash] {
        &self.packs.clashes
    }
}

fn is_same(one: &Key, other: &Key) -> bool {
    (&one.group, one.dialect, one.flow, one.version)
        == (&other.group, other.dialect, other.flow, other.version)
}

impl Packs {
    fn claim(&mut self, schemas: &[Arc<Schema>], preferred: &HashMap<Arc<str>, Option<Dialect>>) {
        let built_in = Catalogue::built_in();
        let mut by_group: BTreeMap<&str, Vec<&Arc<Schema>>> = BTreeMap::new();
        for schema in schemas {
            let Key { dialect, group, .. } = &schema.key;
            if *dialect == Dialect::Gen1 {
                // those stand below `windows`, and are no groups by themselves
                self.sections.push(group.clone());
            } else if !built_in.has(*dialect, group) {
                by_group.entry(group).or_default().push(schema);
            }
        }
        for (group, schemas) in by_group {
            let Some(pack) = schemas.first().and_then(|s| s.pack.clone()) else {
                continue;
            };
            let has = |wanted| schemas.iter().any(|s| s.key.dialect == wanted);
            let is_plain = schemas.iter().all(|s| s.key.dialect == Dialect::Undeclared);
            let first = schemas[0].key.dialect;
            let only = schemas.iter().all(|s| s.key.dialect == first);
            let preferred = preferred.get(&pack).copied().flatten();
            let dialect = preferred
                .filter(|d| has(*d))
                .or(only.then_some(first))
                .filter(|d| *d != Dialect::Undeclared);
            let is_method = |flow| matches!(flow, Flow::Input | Flow::Output);
            let is_command = schemas.iter().any(|s| is_method(s.key.flow))
                && schemas.iter().all(|s| s.key.flow != Flow::Desired);
            let claim = Claim {
                pack,
                dialect,
                is_plain,
                is_command,
            };
            self.claims.insert(group.to_owned(), claim);
        }
    }
}
