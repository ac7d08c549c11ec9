//! One schema: compiled when it is first asked for, once for each form.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jsonschema::{PatternOptions, Registry, Validator};
use serde_json::Value as Plain;
use twin::Value;

use super::acceptance::{Acceptance, Answer};
use super::documents::{self, BASE, Documents, Form, Location};
use super::key::{Flow, Key};
use super::pack;
use super::property::{Property, Reader};
use super::unknown;
use super::violation::{self, Laws, Violation};
use super::written::{Habits, Seen, Written};

type Compiled = Result<Validator<Written>, String>;

/// One form of a schema, compiled when it is first asked for.
#[derive(Debug, Default)]
struct Compilation {
    acceptance: OnceLock<Acceptance>,
    /// Needed only where something may not fit.
    validator: OnceLock<Compiled>,
    laws: Laws,
}

/// One schema of a catalogue.
#[derive(Debug)]
pub struct Schema {
    /// What it is found by.
    pub key: Key,
    /// Path below the catalogue's folder.
    pub path: String,
    /// Name of the pack it comes from; none for the catalogue that is built in.
    pub pack: Option<Arc<str>>,
    pub(super) documents: Arc<Documents>,
    complete: Compilation,
    delta: Compilation,
    property: OnceLock<Arc<Property>>,
    failure: OnceLock<Option<Arc<Schema>>>,
}

impl Schema {
    pub(super) fn new(
        key: Key,
        path: &str,
        pack: Option<Arc<str>>,
        documents: Arc<Documents>,
    ) -> Self {
        Self {
            key,
            path: path.to_owned(),
            pack,
            documents,
            complete: Compilation::default(),
            delta: Compilation::default(),
            property: OnceLock::new(),
            failure: OnceLock::new(),
        }
    }

    /// Returns the schema as it stands in its file.
    #[must_use]
    pub fn text(&self) -> &str {
        self.documents.text(&self.path).unwrap_or_default()
    }

    /// Returns what it says about the group and its properties.
    #[must_use]
    pub fn property(&self) -> &Arc<Property> {
        self.property
            .get_or_init(|| Arc::new(Reader::new(&self.documents).read(&self.path)))
    }

    /// Returns what a direct method answers when it fails, where the schema of its answer leads to one:
    /// `#/$defs/failure`, a file that all methods share.
    #[must_use]
    pub fn failure(&self) -> Option<&Arc<Schema>> {
        let find = || {
            let at = Location::of("#/$defs/failure/$ref", &self.path);
            let target = Location::of(self.documents.at(&at)?.as_str()?, &self.path);
            let is_file = target.pointer.is_empty() && target.path != self.path;
            is_file.then(|| {
                let documents = self.documents.clone();
                let schema =
                    Self::new(self.key.clone(), &target.path, self.pack.clone(), documents);
                Arc::new(schema)
            })
        };
        self.failure.get_or_init(find).as_ref()
    }

    /// Returns everything that does not fit, in no order that matters; nothing for a node that is
    /// about to be replaced.
    #[must_use]
    pub fn validate<'d>(&self, value: Value<'d>, form: Form) -> Vec<Violation<'d>> {
        let is_section = self.is_section();
        if is_section && crate::group::is_refreshing(value) {
            return Vec::new();
        }
        let law = || Location::of("#", &self.path);
        let (answer, unread) = self.acceptance(form).ask(value);
        if answer == Answer::Yes {
            if unread.is_empty() {
                return Vec::new();
            }
            let tell = |at| Violation::unknown(at, law());
            return unread.into_iter().map(tell).collect();
        }
        let habits = Habits::of(value, is_section);
        let Ok(validator) = self.validator(form) else {
            // told when the pack was loaded
            return Vec::new();
        };
        let seen = Seen::Value(value, habits);
        // where it is open whether the value fits, a yes costs less than an empty list
        let mut found = if answer == Answer::Unsure && validator.is_valid(seen) {
            Vec::new()
        } else {
            let laws = &self.compilation(form).laws;
            violation::translate(value, validator.iter_errors(seen), laws, &self.documents)
        };
        unknown::find(value, self.property(), habits, &law(), &mut found);
        found
    }

    /// True where the value fits its schema, members that nobody reads aside.
    #[must_use]
    pub fn is_valid(&self, value: Value<'_>, form: Form) -> bool {
        match self.acceptance(form).ask(value).0 {
            Answer::Yes => true,
            Answer::No => false,
            Answer::Unsure => self.is_valid_by_the_book(value, form),
        }
    }

    /// The same, asked of `jsonschema` alone.
    pub(super) fn is_valid_by_the_book(&self, value: Value<'_>, form: Form) -> bool {
        let habits = Habits::of(value, self.is_section());
        self.validator(form)
            .is_ok_and(|v| v.is_valid(Seen::Value(value, habits)))
    }

    /// True for what stands in a twin, where `null` deletes.
    fn is_section(&self) -> bool {
        matches!(self.key.flow, Flow::Desired | Flow::Reported)
    }

    /// Compiles one form, which the first use of it does otherwise.
    ///
    /// # Errors
    /// Says why the schema is none.
    pub fn compile(&self, form: Form) -> Result<(), String> {
        self.validator(form).map(|_| ()).map_err(Clone::clone)
    }

    pub(super) fn acceptance(&self, form: Form) -> &Acceptance {
        let compile = || {
            let files = self.files(form);
            Acceptance::of(&self.path, &files, self.property(), self.is_section())
        };
        self.compilation(form).acceptance.get_or_init(compile)
    }

    fn validator(&self, form: Form) -> Result<&Validator<Written>, &String> {
        let cell = &self.compilation(form).validator;
        cell.get_or_init(|| self.compiled(form)).as_ref()
    }

    fn compilation(&self, form: Form) -> &Compilation {
        match form {
            Form::Complete => &self.complete,
            Form::Delta => &self.delta,
        }
    }

    /// Returns the schema's file and all that it refers to, as the form needs them.
    fn files(&self, form: Form) -> BTreeMap<String, Arc<Plain>> {
        let mut all = self.documents.closure(&self.path);
        if form == Form::Delta {
            for document in all.values_mut() {
                *document = Arc::new(documents::delta(document));
            }
        }
        all
    }

    fn compiled(&self, form: Form) -> Compiled {
        let told = |e: &dyn std::fmt::Display| e.to_string();
        let mut all = self.files(form);
        let root: Arc<Plain> = all
            .remove(&self.path)
            .ok_or_else(|| format!("there is no file `{}`", self.path))?;
        let mut registry = Registry::new();
        for (path, document) in &all {
            registry = registry
                .add(format!("{BASE}{path}"), &**document)
                .map_err(|e| told(&e))?;
        }
        let registry = registry.prepare().map_err(|e| told(&e))?;
        jsonschema::options_for::<Written>()
            .with_registry(&registry)
            .offline()
            .should_validate_formats(true)
            // linear in the text: a pattern of somebody must not hang on a text of somebody else
            .with_pattern_options(PatternOptions::regex().size_limit(pack::limits::PATTERN_BYTES))
            .build(&root)
            .map_err(|e| told(&e))
    }
}
