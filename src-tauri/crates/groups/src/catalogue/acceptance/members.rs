//! Keywords about members and elements, merged from all schemas that speak of one object or array.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value as Plain};

use super::compile::{Compiler, Site};
use super::law::{Array, Member, Object, Text};
use super::names::Names;
use super::pattern::Pattern;
use crate::catalogue::property::{Property, Rest};

/// The keywords that are read here.
pub(super) const KEYWORDS: [&str; 11] = [
    "additionalProperties",
    "dependentRequired",
    "items",
    "maxItems",
    "maxProperties",
    "minItems",
    "minProperties",
    "patternProperties",
    "properties",
    "propertyNames",
    "required",
];

/// One of the schemas of an object.
struct Part<'c> {
    site: Site<'c>,
    own: Option<&'c Map<String, Plain>>,
    formed: Vec<(Arc<Pattern>, &'c str, &'c Plain)>,
    rest: Option<&'c Plain>,
}

/// Merges what schemas say about members; nothing where they say nothing.
pub(super) fn object<'c>(
    compiler: &mut Compiler<'c>,
    sites: &[Site<'c>],
    property: Option<&Arc<Property>>,
    unsure: &mut bool,
) -> Option<Box<Object>> {
    let property = property.filter(|p| p.is_object);
    let asks = |site: &Site<'_>| {
        let schema = site.schema.as_object();
        schema.is_some_and(|s| {
            let mut keywords = s.keys().map(String::as_str);
            keywords.any(|k| KEYWORDS.contains(&k) && !k.ends_with("tems"))
        })
    };
    if property.is_none() && !sites.iter().any(asks) {
        return None;
    }
    let made = merged(compiler, sites, property);
    *unsure |= made.is_none();
    made.map(Box::new)
}

/// Returns nothing where something in it is not understood.
fn merged<'c>(
    compiler: &mut Compiler<'c>,
    sites: &[Site<'c>],
    property: Option<&Arc<Property>>,
) -> Option<Object> {
    let mut parts = Vec::new();
    let mut needs = Needs::default();
    let mut name: Option<Text> = None;
    for site in sites {
        let Plain::Object(schema) = site.schema else {
            continue;
        };
        parts.push(part(compiler, *site, schema)?);
        needs.read(schema)?;
        if let Some(names) = schema.get("propertyNames") {
            names_of(compiler, *site, names, &mut name)?;
        }
    }
    let formed: Vec<_> = parts.iter().flat_map(|part| &part.formed).collect();
    let has_same_forms = property.is_none_or(|p| {
        let forms = p.patterns.iter().map(|(form, _)| form.as_str());
        forms.eq(formed.iter().map(|(_, form, _)| *form))
    });
    if formed.len() > 1 || !has_same_forms {
        return None;
    }
    let formed = formed.first().map(|(form, _, _)| form.clone());
    let own = parts.iter().filter_map(|part| part.own).flat_map(Map::keys);
    let read = property.iter().flat_map(|p| p.members.keys());
    let mut all: BTreeMap<&str, Member> = BTreeMap::new();
    for known in own.chain(read).map(String::as_str).chain(needs.names()) {
        if all.contains_key(known) {
            continue;
        }
        if name
            .as_ref()
            .is_some_and(|name| !name.fits(known.as_bytes()))
        {
            // no such member fits, and which one does not is no matter here
            return None;
        }
        let member = member(compiler, &parts, Named::So(known), property);
        all.insert(
            known,
            Member {
                bit: needs.bit(known),
                ..member
            },
        );
    }
    let names = all
        .into_iter()
        .map(|(name, member)| (name.to_owned(), member));
    Some(Object {
        names: Names::of(names.collect())?,
        formed: formed.map(|form| (form, member(compiler, &parts, Named::Formed, property))),
        rest: member(compiler, &parts, Named::Otherwise, property),
        name: name.map(Box::new),
        required: needs.required,
        dependent: needs.dependent,
        fewest: needs.fewest,
        most: needs.most,
    })
}

fn part<'c>(
    compiler: &mut Compiler<'c>,
    site: Site<'c>,
    schema: &'c Map<String, Plain>,
) -> Option<Part<'c>> {
    let mut formed = Vec::new();
    for (form, schema) in members(schema, "patternProperties")?.into_iter().flatten() {
        formed.push((compiler.pattern(form)?, form.as_str(), schema));
    }
    Some(Part {
        site,
        own: members(schema, "properties")?,
        formed,
        rest: schema.get("additionalProperties"),
    })
}

/// Returns a keyword's members; nothing inside where it is not there, nothing at all where it has none.
fn members<'c>(
    schema: &'c Map<String, Plain>,
    keyword: &str,
) -> Option<Option<&'c Map<String, Plain>>> {
    match schema.get(keyword) {
        None => Some(None),
        Some(value) => value.as_object().map(Some),
    }
}

/// `propertyNames` of the kinds there are: a pattern, a length.
fn names_of<'c>(
    compiler: &mut Compiler<'c>,
    site: Site<'c>,
    schema: &'c Plain,
    to: &mut Option<Text>,
) -> Option<()> {
    let law = compiler.alone(site.below(schema));
    let text = compiler.text_only(law)?;
    let to = to.get_or_insert_default();
    to.shortest = to.shortest.max(text.shortest);
    to.longest = lower(to.longest, text.longest);
    to.patterns.extend(text.patterns);
    Some(())
}

/// Which member is meant.
#[derive(Clone, Copy)]
enum Named<'n> {
    So(&'n str),
    /// By the one form there is.
    Formed,
    /// In no other way.
    Otherwise,
}

/// Merges what all schemas say of a member.
fn member<'c>(
    compiler: &mut Compiler<'c>,
    parts: &[Part<'c>],
    named: Named<'_>,
    property: Option<&Arc<Property>>,
) -> Member {
    let all: Vec<_> = parts.iter().flat_map(|part| part.of(named)).collect();
    let own = property.and_then(|p| match named {
        Named::So(name) => p.member(name),
        Named::Formed => p.patterns.first().map(|(_, own)| own),
        Named::Otherwise => match &p.rest {
            Rest::Each(each) => Some(each),
            Rest::Free | Rest::Unknown => None,
        },
    });
    let is_unread = own.is_none() && property.is_some_and(|p| matches!(p.rest, Rest::Unknown));
    let law = compiler.law(&all, own);
    Member {
        law,
        kinds: if is_unread {
            0
        } else {
            compiler.kinds_only(law)
        },
        is_unread,
        bit: 0,
    }
}

impl<'c> Part<'c> {
    /// Returns what this schema says of a member.
    fn of(&self, named: Named<'_>) -> Vec<Site<'c>> {
        let name = match named {
            Named::So(name) => Some(name),
            Named::Formed | Named::Otherwise => None,
        };
        let mut found: Vec<_> = name
            .and_then(|name| self.own?.get(name))
            .into_iter()
            .collect();
        for (form, _, schema) in &self.formed {
            let is_of_it = name.map_or(matches!(named, Named::Formed), |name| {
                form.matches(name.as_bytes())
            });
            found.extend(is_of_it.then_some(*schema));
        }
        if found.is_empty() {
            found.extend(self.rest);
        }
        found.into_iter().map(|s| self.site.below(s)).collect()
    }
}

/// Which members must be there, each with a bit, and how many.
#[derive(Default)]
struct Needs<'c> {
    bits: Vec<&'c str>,
    required: u64,
    dependent: Vec<(u64, u64)>,
    fewest: u64,
    most: Option<u64>,
}

impl<'c> Needs<'c> {
    /// Returns nothing where something is not understood.
    fn read(&mut self, schema: &'c Map<String, Plain>) -> Option<()> {
        if let Some(names) = schema.get("required") {
            self.required |= self.bits_of(names)?;
        }
        for (there, needed) in members(schema, "dependentRequired")?.into_iter().flatten() {
            let pair = (self.own_bit(there)?, self.bits_of(needed)?);
            self.dependent.push(pair);
        }
        let (fewest, most) = counts(schema, "minProperties", "maxProperties")?;
        self.fewest = self.fewest.max(fewest);
        self.most = lower(self.most, most);
        Some(())
    }

    fn bits_of(&mut self, names: &'c Plain) -> Option<u64> {
        let mut names = names.as_array()?.iter();
        names.try_fold(0, |bits, name| Some(bits | self.own_bit(name.as_str()?)?))
    }

    /// Returns a name's bit, and gives it one; there are no more than 64.
    fn own_bit(&mut self, name: &'c str) -> Option<u64> {
        if !self.bits.contains(&name) {
            self.bits.push(name);
        }
        Some(self.bit(name)).filter(|bit| *bit != 0)
    }

    /// Returns the bit of a name; none where nothing requires it.
    fn bit(&self, name: &str) -> u64 {
        let place = self.bits.iter().position(|own| *own == name);
        let place = place.and_then(|place| u32::try_from(place).ok());
        place
            .and_then(|place| 1_u64.checked_shl(place))
            .unwrap_or(0)
    }

    fn names(&self) -> impl Iterator<Item = &'c str> {
        self.bits.iter().copied()
    }
}

/// Reads a smallest and a largest number; nothing where one is no count.
fn counts(schema: &Map<String, Plain>, fewest: &str, most: &str) -> Option<(u64, Option<u64>)> {
    let count = |name| match schema.get(name) {
        None => Some(None),
        Some(count) => count.as_u64().map(Some),
    };
    Some((count(fewest)?.unwrap_or(0), count(most)?))
}

/// Returns the lower one of two limits.
pub(super) fn lower(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Merges what schemas say about elements; nothing where they say nothing.
pub(super) fn array<'c>(
    compiler: &mut Compiler<'c>,
    sites: &[Site<'c>],
    property: Option<&Arc<Property>>,
    unsure: &mut bool,
) -> Option<Box<Array>> {
    let items = property.and_then(|p| p.items.as_ref());
    let (mut all, mut fewest, mut most, mut asks) = (Vec::new(), 0, None, items.is_some());
    for site in sites {
        let Plain::Object(schema) = site.schema else {
            continue;
        };
        let Some((own_fewest, own_most)) = counts(schema, "minItems", "maxItems") else {
            *unsure = true;
            continue;
        };
        // `items` means something else then, which is left to the validator
        if !schema.contains_key("prefixItems") {
            all.extend(schema.get("items").map(|items| site.below(items)));
        }
        asks |= own_fewest > 0 || own_most.is_some();
        fewest = fewest.max(own_fewest);
        most = lower(most, own_most);
    }
    asks |= !all.is_empty();
    asks.then(|| {
        Box::new(Array {
            items: compiler.law(&all, items),
            fewest,
            most,
        })
    })
}
