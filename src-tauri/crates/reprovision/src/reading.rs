//! Members of the service's documents: read leniently, every deviation told at its place. `null` counts as absent, as it
//! does for the service and as the `az` command line prints it.

use twin::secret::cut;
use twin::{Document, Kind, RepairKind, Value};

use crate::json::Json;
use crate::problem::{Input, Problem, ProblemKind};

/// Characters of a value that a message quotes.
pub(crate) const QUOTED: usize = 60;

/// Faults of a text that are told.
const REPAIRS: usize = 4;

/// An object of an input, and where its problems go.
pub(crate) struct Members<'d, 't> {
    pub input: Input,
    pub object: Value<'d>,
    pub told: &'t mut Vec<Problem>,
}

impl<'d> Members<'d, '_> {
    /// The object within a member.
    pub fn within(&mut self, object: Value<'d>) -> Members<'d, '_> {
        Members {
            input: self.input,
            object,
            told: self.told,
        }
    }

    pub fn tell(
        &mut self,
        kind: ProblemKind,
        at: Value<'_>,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) {
        let problem = Problem::at(self.input, kind, at, message, advice);
        self.told.push(problem);
    }

    /// Returns a member that is there and not `null`.
    pub fn get(&self, name: &str) -> Option<Value<'d>> {
        let member = self.object.get(name)?;
        (member.kind() != Kind::Null).then_some(member)
    }

    fn of_kind(&mut self, name: &str, kind: Kind) -> Option<Value<'d>> {
        let member = self.get(name)?;
        if member.kind() == kind {
            return Some(member);
        }
        let (is, should) = (member.kind().with_article(), kind.with_article());
        self.tell(
            ProblemKind::WrongType,
            member,
            format!("`{name}` is {is}, not {should}"),
            format!("Write {should}, or leave the member out."),
        );
        None
    }

    pub fn text(&mut self, name: &str) -> Option<String> {
        let member = self.of_kind(name, Kind::String)?;
        member.str().map(std::borrow::Cow::into_owned)
    }

    pub fn bool(&mut self, name: &str) -> Option<bool> {
        self.of_kind(name, Kind::Boolean)?.bool()
    }

    pub fn integer(&mut self, name: &str) -> Option<i64> {
        let member = self.of_kind(name, Kind::Number)?;
        let integer = member.integer();
        if integer.is_none() {
            let message = format!("`{name}` is no whole number");
            self.tell(
                ProblemKind::WrongValue,
                member,
                message,
                "Write a whole number.",
            );
        }
        integer
    }

    pub fn object(&mut self, name: &str) -> Option<Value<'d>> {
        self.of_kind(name, Kind::Object)
    }

    pub fn array(&mut self, name: &str) -> Option<Value<'d>> {
        self.of_kind(name, Kind::Array)
    }

    pub fn texts(&mut self, name: &str) -> Vec<String> {
        let Some(array) = self.array(name) else {
            return Vec::new();
        };
        let mut texts = Vec::new();
        for element in array.children() {
            match element.str() {
                Some(text) => texts.push(text.into_owned()),
                None => self.tell(
                    ProblemKind::WrongType,
                    element,
                    format!(
                        "an element of `{name}` is {}",
                        element.kind().with_article()
                    ),
                    "Write a string.",
                ),
            }
        }
        texts
    }

    pub fn json(&self, name: &str) -> Option<Json> {
        self.get(name).map(Json::of)
    }

    /// Reads one of the words that the service has for a member, in any case.
    pub fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let member = self.of_kind(name, Kind::String)?;
        let text = member.str()?;
        let found = words
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(&text));
        if found.is_none() {
            let known: Vec<_> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
            self.tell(
                ProblemKind::WrongValue,
                member,
                format!("`{name}` is `{}`, which there is not", cut(&text, QUOTED)),
                format!("Write one of {}.", known.join(", ")),
            );
        }
        found.map(|(_, value)| *value)
    }

    /// Returns the members that nobody here reads, as they are.
    pub fn others(&self, known: &[&str]) -> Vec<(String, Json)> {
        let children = self.object.children();
        let others = children.filter_map(|member| Some((member.key()?.into_owned(), member)));
        let others = others.filter(|(key, _)| !known.contains(&key.as_str()));
        others
            .map(|(key, member)| (key, Json::of(member)))
            .collect()
    }

    /// Tells the members that are names the service knows, in another spelling: they are carried and not read.
    pub fn misspelt(&mut self, known: &[&str]) {
        let children: Vec<_> = self.object.children().collect();
        for member in children {
            let key = member.key().unwrap_or_default();
            let near = known
                .iter()
                .find(|name| **name != key && is_alike(name, &key));
            if let Some(name) = near {
                let message = format!("nobody reads `{}`", cut(&key, QUOTED));
                let advice = format!("Write `{name}`: the service reads nothing else.");
                self.tell(ProblemKind::UnknownMember, member, message, advice);
            }
        }
    }

    /// Tells the members that the service does not know.
    pub fn unknown(&mut self, known: &[&str], kind: ProblemKind) {
        let children: Vec<_> = self.object.children().collect();
        for member in children {
            let key = member.key().unwrap_or_default();
            if known.contains(&&*key) {
                continue;
            }
            let near = known.iter().find(|name| is_alike(name, &key));
            let advice = match near {
                Some(name) => format!("Write `{name}`: the service reads nothing else."),
                None => format!("Leave it out, or write one of `{}`.", known.join("`, `")),
            };
            let message = format!("nobody reads `{}`", cut(&key, QUOTED));
            self.tell(kind, member, message, advice);
        }
    }
}

/// True for two spellings of one name: `registrationId`, `RegistrationId`, `registration_id`.
fn is_alike(one: &str, other: &str) -> bool {
    let letters = |name: &str| name.replace(['_', '-'], "").to_ascii_lowercase();
    letters(one) == letters(other)
}

/// Returns the objects a text holds: one, several after each other, or those of an array.
pub(crate) fn objects<'d>(
    doc: &'d Document,
    input: Input,
    told: &mut Vec<Problem>,
) -> Vec<Value<'d>> {
    tell_repairs(doc, input, told);
    let mut found = Vec::new();
    let roots = doc.roots().flat_map(|root| match root.kind() {
        Kind::Array => root.children().collect::<Vec<_>>(),
        _ => vec![root],
    });
    for value in roots {
        if value.is_object() {
            found.push(value);
        } else {
            let (word, is) = (input.word(), value.kind().with_article());
            let message = format!("the {word} is {is}, not an object");
            let advice = "Give the document as the service or `az` prints it.";
            told.push(Problem::at(
                input,
                ProblemKind::WrongShape,
                value,
                message,
                advice,
            ));
        }
    }
    // a list of none is an answer where there can be many
    let may_be_none = matches!(input, Input::Enrollment | Input::Hubs);
    let is_none = found.is_empty() && told.is_empty() && !may_be_none;
    if doc.is_empty() || is_none {
        let message = format!("the text of the {} is empty", input.word());
        let advice = "Give the document as the service or `az` prints it.";
        told.push(Problem::of(input, ProblemKind::WrongShape, message, advice));
    }
    found
}

/// Tells what is no JSON, the first few places of it: there may be as many as there are letters.
fn tell_repairs(doc: &Document, input: Input, told: &mut Vec<Problem>) {
    // documents one after another are a list of them here
    let repairs = doc.repairs().iter();
    let repairs = repairs.filter(|repair| repair.kind != RepairKind::SeveralDocuments);
    for repair in repairs.take(REPAIRS) {
        let message = format!(
            "the text of the {} is not JSON as it stands: {}",
            input.word(),
            in_words(repair.kind)
        );
        let advice = "Mend the text here; `twinscope check` names everything that was assumed.";
        told.push(Problem {
            place: Some(doc.lines().locate(doc.text(), repair.span.start)),
            ..Problem::of(input, ProblemKind::NotJson, message, advice)
        });
    }
}

/// The name of a fault, `trailing comma`.
fn in_words(kind: RepairKind) -> String {
    let mut words = String::new();
    for letter in format!("{kind:?}").chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}
