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
    /// The expected answer, likewise; of a call that is to fail, beside what failed calls answer.
    pub output: Option<(Value<'d>, Choice)>,
    /// Whether the call is to fail: then a case may expect a part of the error only.
    form: Form,
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
        let nearest = |flow| {
            let version = groups::parse(version, Format::GaAgent).version();
            cx.catalogue().nearest(dialect, method, flow, version)
        };
        let schema = |flow| nearest(flow).filter(Choice::is_binding);
        let answer = output.and_then(|o| o.get("returnJson"));
        // a call that is to fail may well be wrong on purpose, and answers with an error, which is the
        // same in every version
        let succeeds = succeeds(output);
        let of_failure = || {
            let choice = nearest(Flow::Output)?;
            let schema = choice.schema.failure()?.clone();
            Some(Choice { schema, ..choice })
        };
        let expected = match succeeds {
            true => schema(Flow::Output),
            false => of_failure(),
        };
        let input = case.get("input").filter(|_| succeeds);
        let call = Self {
            input: input.zip(schema(Flow::Input)),
            output: answer.zip(expected),
            form: if succeeds {
                Form::Complete
            } else {
                Form::Delta
            },
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
            let found = crate::refusal::once(choice.schema.validate(*value, self.form));
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
