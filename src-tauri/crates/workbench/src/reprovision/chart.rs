//! The drawing of the flowchart: where its nodes and edges stand. Window, command line and exports draw the same one.

use reprovision::{Decision, EDGES, Edge, Node};

use crate::wire::{Chart, ChartEdge, ChartNode, ChartPoint, ChartShape};

const WIDTH: i32 = 640;
const HEIGHT: i32 = 500;
const BOX: (i32, i32) = (220, 64);
const DIAMOND: (i32, i32) = (260, 116);

/// Draws the flowchart with the way through it, if the service gets that far.
pub(super) fn chart(decision: Option<&Decision>) -> Chart {
    let path = decision.map(|decision| decision.path.as_slice());
    let path = path.unwrap_or_default();
    let nodes = Node::ALL.map(|node| {
        let (width, height) = if node.is_question() { DIAMOND } else { BOX };
        let step = path.iter().find(|step| step.node == node);
        ChartNode {
            name: node.name().to_owned(),
            shape: shape(node),
            title: node.title().to_owned(),
            lines: lines(node).iter().map(|&line| line.to_owned()).collect(),
            rule: node.rule().to_owned(),
            fact: step.map(|step| step.fact.sentence()),
            at: middle(node),
            width,
            height,
        }
    });
    Chart {
        width: WIDTH,
        height: HEIGHT,
        nodes: nodes.into(),
        edges: EDGES
            .map(|edge| self::edge(edge, decision.is_some_and(|d| d.takes(edge))))
            .into(),
        path: path
            .iter()
            .map(|step| step.node.name().to_owned())
            .collect(),
    }
}

fn shape(node: Node) -> ChartShape {
    match node {
        Node::Contact => ChartShape::Start,
        _ if node.is_question() => ChartShape::Question,
        _ => ChartShape::End,
    }
}

/// Questions below each other, what they lead to at their right, and what is left at the bottom.
fn middle(node: Node) -> ChartPoint {
    let (x, y) = match node {
        Node::Contact => (160, 44),
        Node::HasPolicy => (160, 168),
        Node::IsOld => (160, 324),
        Node::ByPolicy => (510, 168),
        Node::Moves => (510, 324),
        Node::Sticks => (160, 456),
    };
    ChartPoint { x, y }
}

/// The title, broken where the node has room.
fn lines(node: Node) -> &'static [&'static str] {
    match node {
        Node::Contact => &["Device contacts the service", "to be provisioned again"],
        Node::HasPolicy => &["Does the enrollment", "have a reprovisioning", "policy?"],
        Node::IsOld => &["Is the API version", "from before", "reprovisioning?"],
        Node::ByPolicy => &["Provisioned again", "as the policy says"],
        Node::Moves => &["Moved to a new hub,", "if applicable"],
        Node::Sticks => &["Sticks to the hub", "it was assigned to"],
    }
}

fn edge(edge: Edge, taken: bool) -> ChartEdge {
    let (from, to) = (middle(edge.from), middle(edge.to));
    let half = |node: Node| {
        let (width, height) = if node.is_question() { DIAMOND } else { BOX };
        (width / 2, height / 2)
    };
    let is_across = from.y == to.y;
    let point = |x, y| ChartPoint { x, y };
    let line = match is_across {
        true => [
            point(from.x + half(edge.from).0, from.y),
            point(to.x - half(edge.to).0, to.y),
        ],
        false => [
            point(from.x, from.y + half(edge.from).1),
            point(to.x, to.y - half(edge.to).1),
        ],
    };
    let label = match is_across {
        true => point(i32::midpoint(line[0].x, line[1].x), from.y - 10),
        false => point(from.x + 18, i32::midpoint(line[0].y, line[1].y) + 5),
    };
    let answer = edge
        .answer
        .map(|yes| if yes { "Yes" } else { "No" }.to_owned());
    ChartEdge {
        from: edge.from.name().to_owned(),
        to: edge.to.name().to_owned(),
        answer,
        taken,
        line,
        label,
    }
}
