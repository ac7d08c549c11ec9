//! The flowchart of the compatibility rule: six nodes, five edges, and the way one request takes through it.

use crate::age::{Age, Judged};
use crate::assumption::{Assumption, Assumptions, UnknownAge};
use crate::policy::PolicyKind;

/// A node of the flowchart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Node {
    /// The device contacts the service in order to be provisioned again.
    Contact,
    /// Does its enrollment have a policy?
    HasPolicy,
    /// Is its API version from before reprovisioning?
    IsOld,
    /// It is provisioned again as the policy says.
    ByPolicy,
    /// It is moved to a new hub, if there is one.
    Moves,
    /// It sticks to the hub it was assigned to.
    Sticks,
}

/// An edge of the flowchart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Edge {
    /// Where it starts.
    pub from: Node,
    /// Where it ends.
    pub to: Node,
    /// The answer it stands for, at a question.
    pub answer: Option<bool>,
}

/// The edges.
pub const EDGES: [Edge; 5] = [
    Edge {
        from: Node::Contact,
        to: Node::HasPolicy,
        answer: None,
    },
    Edge {
        from: Node::HasPolicy,
        to: Node::ByPolicy,
        answer: Some(true),
    },
    Edge {
        from: Node::HasPolicy,
        to: Node::IsOld,
        answer: Some(false),
    },
    Edge {
        from: Node::IsOld,
        to: Node::Moves,
        answer: Some(false),
    },
    Edge {
        from: Node::IsOld,
        to: Node::Sticks,
        answer: Some(true),
    },
];

impl Node {
    /// Every node.
    pub const ALL: [Self; 6] = [
        Self::Contact,
        Self::HasPolicy,
        Self::IsOld,
        Self::ByPolicy,
        Self::Moves,
        Self::Sticks,
    ];

    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::HasPolicy => "has-policy",
            Self::IsOld => "is-old",
            Self::ByPolicy => "by-policy",
            Self::Moves => "moves",
            Self::Sticks => "sticks",
        }
    }

    /// True for the two questions.
    #[must_use]
    pub fn is_question(self) -> bool {
        matches!(self, Self::HasPolicy | Self::IsOld)
    }
}

/// Where a way ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// The policy says.
    ByPolicy(PolicyKind),
    /// As migrate says.
    Moves,
    /// As never says.
    Sticks,
}

impl End {
    /// The node it is.
    #[must_use]
    pub fn node(self) -> Node {
        match self {
            Self::ByPolicy(_) => Node::ByPolicy,
            Self::Moves => Node::Moves,
            Self::Sticks => Node::Sticks,
        }
    }

    /// The policy that it comes to.
    #[must_use]
    pub fn treatment(self) -> PolicyKind {
        match self {
            Self::ByPolicy(PolicyKind::Unnamed) | Self::Sticks => PolicyKind::Never,
            Self::ByPolicy(policy) => policy,
            Self::Moves => PolicyKind::Migrate,
        }
    }
}

/// What decided at a node.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// A device asked.
    Asked,
    /// The enrollment has this policy.
    Policy(PolicyKind),
    /// The enrollment has none.
    NoPolicy,
    /// The age of the device.
    Age(Judged),
    /// The age cannot be told; this was assumed.
    AgeAssumed(Judged, UnknownAge),
    /// The end.
    Reached(End),
}

/// A node on the way, and what decided there.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The node.
    pub node: Node,
    /// What decided.
    pub fact: Fact,
}

/// The way through the flowchart.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The nodes on the way, first to last.
    pub path: Vec<Step>,
    /// Where it ends.
    pub end: End,
    /// The switch that it rests on, if any.
    pub rests_on: Option<Assumption>,
}

impl Decision {
    /// Takes the way. `judged` is asked only where the enrollment has no policy: a policy beats every version.
    #[must_use]
    pub fn of(
        policy: Option<PolicyKind>,
        judged: impl FnOnce() -> Judged,
        assumed: Assumptions,
    ) -> Self {
        let mut path = vec![step(Node::Contact, Fact::Asked)];
        if let Some(policy) = policy {
            path.push(step(Node::HasPolicy, Fact::Policy(policy)));
            return Self::ending(path, End::ByPolicy(policy), None);
        }
        path.push(step(Node::HasPolicy, Fact::NoPolicy));
        let judged = judged();
        let (end, rests_on) = match (judged.age, assumed.unknown_age) {
            (Age::Old, _) => (End::Sticks, None),
            (Age::Native, _) => (End::Moves, None),
            (Age::Unknown, UnknownAge::Old) => (End::Sticks, Some(assumed.unknown_age)),
            (Age::Unknown, UnknownAge::New) => (End::Moves, Some(assumed.unknown_age)),
        };
        let fact = match rests_on {
            Some(assumed) => Fact::AgeAssumed(judged, assumed),
            None => Fact::Age(judged),
        };
        path.push(step(Node::IsOld, fact));
        Self::ending(path, end, rests_on.map(Assumption::UnknownAge))
    }

    fn ending(mut path: Vec<Step>, end: End, rests_on: Option<Assumption>) -> Self {
        path.push(step(end.node(), Fact::Reached(end)));
        Self {
            path,
            end,
            rests_on,
        }
    }

    /// True where the way takes an edge.
    #[must_use]
    pub fn takes(&self, edge: Edge) -> bool {
        let pairs = self.path.windows(2);
        pairs
            .into_iter()
            .any(|pair| pair[0].node == edge.from && pair[1].node == edge.to)
    }
}

fn step(node: Node, fact: Fact) -> Step {
    Step { node, fact }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::age::Evidence;

    fn judged(age: Age) -> Judged {
        Judged {
            age,
            by: Evidence::Nothing,
            doubts: Vec::new(),
            asks: None,
        }
    }

    #[test]
    fn a_policy_beats_every_version_and_none_asks_for_it() {
        for age in [Age::Old, Age::Native, Age::Unknown] {
            for policy in PolicyKind::ALL {
                let decision = Decision::of(Some(policy), || judged(age), Assumptions::default());
                assert_eq!(decision.end, End::ByPolicy(policy));
                assert_eq!(decision.rests_on, None);
            }
        }
        let end = |age| Decision::of(None, || judged(age), Assumptions::default()).end;
        assert_eq!((end(Age::Old), end(Age::Native)), (End::Sticks, End::Moves));
    }

    #[test]
    fn an_unknown_age_is_never_silently_new() {
        let decision = Decision::of(None, || judged(Age::Unknown), Assumptions::default());
        assert_eq!(decision.end, End::Sticks);
        assert_eq!(
            decision.rests_on,
            Some(Assumption::UnknownAge(UnknownAge::Old))
        );
        let new = Assumptions::default().with(Assumption::UnknownAge(UnknownAge::New));
        let decision = Decision::of(None, || judged(Age::Unknown), new);
        assert_eq!(decision.end, End::Moves);
        assert_eq!(
            decision.rests_on,
            Some(Assumption::UnknownAge(UnknownAge::New))
        );
    }

    #[test]
    fn every_way_goes_along_edges_and_every_edge_is_on_a_way() {
        let mut taken = Vec::new();
        for policy in [None, Some(PolicyKind::Reset)] {
            for age in [Age::Old, Age::Native] {
                let decision = Decision::of(policy, || judged(age), Assumptions::default());
                let edges: Vec<_> = EDGES.into_iter().filter(|e| decision.takes(*e)).collect();
                assert_eq!(edges.len(), decision.path.len() - 1);
                taken.extend(edges);
            }
        }
        assert!(EDGES.iter().all(|edge| taken.contains(edge)));
    }
}
