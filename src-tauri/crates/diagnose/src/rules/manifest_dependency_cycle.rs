//! # manifest-dependency-cycle
//!
//! Handlers of a plug-in wait for each other, or one for itself.
//!
//! ## Why
//! The agent puts the handlers of all plug-ins into one order, each after those it depends on. A
//! circle has no order (error 1028): every group of the device is reported as failed, also those of
//! other plug-ins, without `__errors`.
//!
//! ## Do
//! Remove one dependency of the circle.

use crate::KEPT_PER_RULE;
use crate::agent_files::{NO_ORDER, handlers, manifest};
use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::place::Place;
use crate::rule::{Category, Rule};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use twin::{Kind, Value, secret};

pub static RULE: Rule = Rule {
    name: "manifest-dependency-cycle",
    severity: Severity::Error,
    category: Category::Agent,
    source: include_str!("manifest_dependency_cycle.rs"),
    check,
};

/// Handlers named in a message.
const NAMED: usize = 6;

fn check(cx: &Context<'_>, out: &mut Findings) {
    let Some(root) = manifest(cx) else {
        return;
    };
    let graph = Graph::of(root);
    for circle in graph.circles() {
        out.push(graph.told(&circle));
    }
}

/// The handlers of one manifest and what each waits for, by number.
struct Graph<'d> {
    names: Vec<Cow<'d, str>>,
    /// Dependencies inside the manifest: the element that says so, and whom it names.
    waits: Vec<Vec<(Value<'d>, usize)>>,
}

impl<'d> Graph<'d> {
    fn of(root: Value<'d>) -> Self {
        let listed = handlers(root).filter_map(|h| Some((h.get("id")?.str()?, h)));
        let mut numbers: HashMap<Cow<'d, str>, usize> = HashMap::new();
        let mut last: Vec<Value<'d>> = Vec::new();
        let mut names = Vec::new();
        for (name, handler) in listed {
            // of two entries of one handler the agent keeps the last
            match numbers.get(&name) {
                Some(&number) => last[number] = handler,
                None => {
                    numbers.insert(name.clone(), last.len());
                    names.push(name);
                    last.push(handler);
                }
            }
        }
        let waits = last.into_iter().map(|handler| {
            let list = handler.get("dependencyList");
            let list = list.filter(|v| v.kind() == Kind::Array);
            let elements = list.into_iter().flat_map(Value::children);
            let known = |element: Value<'d>| Some((element, *numbers.get(&element.str()?)?));
            let mut named = HashSet::new();
            let once = |&(_, to): &(Value<'d>, usize)| named.insert(to);
            elements.filter_map(known).filter(once).collect()
        });
        Self {
            waits: waits.collect(),
            names,
        }
    }

    /// Returns circles, each as the numbers of its handlers, at most as many as are listed.
    fn circles(&self) -> Vec<Vec<usize>> {
        const NEW: usize = usize::MAX;
        let mut circles = Vec::new();
        // the walk that came by a handler first; walks are loops, manifests may be hostile
        let mut seen_by = vec![NEW; self.names.len()];
        for start in 0..self.names.len() {
            let mut trail: Vec<(usize, usize)> = Vec::new();
            let mut place = HashMap::new();
            let mut next = Some(start).filter(|&at| seen_by[at] == NEW);
            loop {
                if let Some(at) = next.take() {
                    seen_by[at] = start;
                    place.insert(at, trail.len());
                    trail.push((at, 0));
                }
                let Some((at, edge)) = trail.last_mut() else {
                    break;
                };
                let Some(&(_, to)) = self.waits[*at].get(*edge) else {
                    place.remove(at);
                    trail.pop();
                    continue;
                };
                *edge += 1;
                match place.get(&to) {
                    Some(_) if circles.len() >= KEPT_PER_RULE => return circles,
                    Some(&from) => {
                        circles.push(trail[from..].iter().map(|&(at, _)| at).collect());
                    }
                    None if seen_by[to] == NEW => next = Some(to),
                    None => {}
                }
            }
        }
        circles
    }

    fn told(&self, circle: &[usize]) -> Finding {
        let name = |&at: &usize| format!("`{}`", secret::cut(&self.names[at], 40));
        let message = match circle {
            [one] => format!("the handler {} waits for itself (error 1028)", name(one)),
            _ => {
                let named: Vec<_> = circle.iter().take(NAMED).map(name).collect();
                let more = if circle.len() > NAMED { " …" } else { "" };
                format!(
                    "{} handlers wait for each other in a circle: {}{more} (error 1028)",
                    circle.len(),
                    named.join(", ")
                )
            }
        };
        let edges = circle.iter().enumerate().filter_map(|(i, &from)| {
            let to = circle[(i + 1) % circle.len()];
            let edge = self.waits[from].iter().find(|(_, at)| *at == to);
            edge.map(|(element, _)| (from, *element))
        });
        let edges: Vec<_> = edges.take(NAMED).collect();
        let place = edges.first().map_or_else(Place::start, |(_, at)| Place::value(*at));
        let finding = Finding::at(place, message)
            .because(NO_ORDER)
            .advise("Remove one dependency of the circle.");
        edges.iter().skip(1).fold(finding, |finding, (from, at)| {
            finding.related(format!("{} waits for it", name(from)), Place::value(*at))
        })
    }
}
