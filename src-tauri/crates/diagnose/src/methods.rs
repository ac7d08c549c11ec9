//! A scenario's case about a direct method, beside the schemas of the method: what is sent to it, and
//! what it is expected to answer. Knows nothing of twins.

use groups::catalogue::{Choice, Flow, Form, Violation};
use groups::{Dialect, Format, names};
use twin::Value;
use twin::shape::Shape;

use crate::context::Context;

/// What the older agent's methods start with.
const OLDER: &str = "windows.";

/// A case about a method that the catalogue knows.
pub(crate) struct Call<'d> {
    /// The method, as the case names it; a long name is cut.
    pub name: String,
    /// The dialect of the agent that has it.
    pub dialect: Dialect,
    /// The payload, and the schema that it is held against; nothing where the call is to fail.
    pub input: Option<(Value<'d>, Choice)>,
    /// The expected answer, likewise.
    pub output: Option<(Value<'d>, Choice)>,
}

impl<'d> Call<'d> {
    /// Reads the case that is at hand, if it is one and its method is known.
    pub fn of(cx: &Context<'d>) -> Option<Self> {
        let case = cx.twin().root;
        let is_method = cx.twin().recognition.shape == Shape::ScenarioCase
            && case.get("type").is_some_and(|t| t.is_str("directMethod"));
        let name = case.get("directMethodName").filter(|_| is_method)?.str()?;
        let output = case.get("output");
        let version = declared(case.get("input"), "serviceInterfaceVersion")
            .or_else(|| declared(output, "deviceInterfaceVersion"));
        let (dialect, method) = dialect(&name, version.is_some());
        let schema = |flow| {
            let version = groups::parse(version, Format::GaAgent).version();
            let choice = cx.catalogue().nearest(dialect, method, flow, version)?;
            choice.is_binding().then_some(choice)
        };
        // a call that is to fail may well be wrong on purpose, and answers with an error
        let succeeds = succeeds(output);
        let part = |value: Option<Value<'d>>, flow| value.filter(|_| succeeds).zip(schema(flow));
        let call = Self {
            input: part(case.get("input"), Flow::Input),
            output: part(output.and_then(|o| o.get("returnJson")), Flow::Output),
            dialect,
            name: twin::secret::cut(&name, 60),
        };
        (call.input.is_some() || call.output.is_some()).then_some(call)
    }

    /// Returns everything that does not fit: for the payload or the answer.
    pub fn violations(&self) -> impl Iterator<Item = (&Choice, Flow, Value<'d>, Violation<'d>)> {
        let parts = [(&self.input, Flow::Input), (&self.output, Flow::Output)];
        let known = parts
            .into_iter()
            .filter_map(|(part, flow)| Some((part.as_ref()?, flow)));
        known.flat_map(|((value, choice), flow)| {
            let found = crate::refusal::once(choice.schema.validate(*value, Form::Complete));
            found.into_iter().map(move |v| (choice, flow, *value, v))
        })
    }
}

fn declared<'d>(part: Option<Value<'d>>, name: &str) -> Option<Value<'d>> {
    part?.get("__meta")?.get(name)
}

/// Tells whose method it is by its name. The staging agent and the released one share names; the former
/// wants no version, so that it is assumed where none is given.
fn dialect(name: &str, has_version: bool) -> (Dialect, &str) {
    match name.strip_prefix(OLDER) {
        Some(method) => (Dialect::Gen1, method),
        None if names::is_preview_command(name) => (Dialect::Preview, name),
        None if has_version => (Dialect::Ga, name),
        None => (Dialect::Staging, name),
    }
}

/// True unless the case expects the call to fail.
fn succeeds(output: Option<Value<'_>>) -> bool {
    let code = output.and_then(|o| o.get("returnCode"));
    code.and_then(Value::integer)
        .is_none_or(|c| c == 200 || c == 0)
}
