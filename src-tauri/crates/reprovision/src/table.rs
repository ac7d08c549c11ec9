//! The table of versions from before reprovisioning. It is data, and the user may give another: the document it comes
//! from calls its values provisional.

use std::sync::LazyLock;

use twin::Document;

use crate::problem::{Input, Problem, ProblemKind};
use crate::reading::{Members, objects};
use crate::version::{ApiVersion, SdkVersion, VersionFault};

/// Languages that the service's SDKs are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// C, and what is built on it.
    C,
    /// Python.
    Python,
    /// Node.js.
    Node,
    /// Java.
    Java,
    /// .NET.
    DotNet,
}

impl Language {
    /// Every language, in the order of the table.
    pub const ALL: [Self; 5] = [Self::C, Self::Python, Self::Node, Self::Java, Self::DotNet];

    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::C => "c",
            Self::Python => "python",
            Self::Node => "node",
            Self::Java => "java",
            Self::DotNet => "dotnet",
        }
    }

    /// The name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::C => "C",
            Self::Python => "Python",
            Self::Node => "Node",
            Self::Java => "Java",
            Self::DotNet => ".NET",
        }
    }

    /// Finds a language by any of the names that people have for it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.trim().to_ascii_lowercase().as_str() {
            "c" | "c sdk" | "embedded c" => Self::C,
            "python" | "py" => Self::Python,
            "node" | "nodejs" | "node.js" | "javascript" | "js" => Self::Node,
            "java" => Self::Java,
            "dotnet" | ".net" | "net" | "csharp" | "c#" => Self::DotNet,
            _ => return None,
        })
    }
}

/// What the table says of one SDK.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Which SDK.
    pub language: Language,
    /// The package whose versions are meant.
    pub package: String,
    /// The last version from before reprovisioning, itself included.
    pub last_before: SdkVersion,
    /// From which version on it asks with which API version, in ascending order; nothing where nobody knows.
    pub asks: Vec<(SdkVersion, Option<ApiVersion>)>,
}

impl Column {
    /// Returns the API version that a release asks with, where that is known.
    #[must_use]
    pub fn asks_with(&self, version: &SdkVersion) -> Option<&ApiVersion> {
        let since = self.asks.iter().rev().find(|(from, _)| from <= version)?;
        since.1.as_ref()
    }
}

/// Which versions are from before reprovisioning.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionTable {
    /// The last API version from before it, itself included.
    pub api_last_before: ApiVersion,
    /// One for each SDK.
    pub columns: Vec<Column>,
    /// True where it is the built-in one, unaltered.
    pub is_built_in: bool,
}

/// The table that Twinscope comes with.
const BUILT_IN: &str = include_str!("../versions.json");
const MEMBERS: [&str; 4] = ["title", "source", "api", "sdks"];
const COLUMN_MEMBERS: [&str; 4] = ["language", "package", "lastBefore", "asks"];

static TABLE: LazyLock<VersionTable> = LazyLock::new(|| {
    let doc = Document::read_str(BUILT_IN).expect("the built-in table is small");
    let mut told = Vec::new();
    let table = VersionTable::read_over(None, &doc, &mut told);
    let table = table.expect("the built-in table is whole");
    VersionTable {
        is_built_in: true,
        ..table
    }
});

impl VersionTable {
    /// The table that Twinscope comes with.
    #[must_use]
    pub fn built_in() -> &'static Self {
        &TABLE
    }

    /// Reads a table of the user's own; what it does not name stays as it was built in.
    #[must_use]
    pub fn read(doc: &Document) -> (Self, Vec<Problem>) {
        let mut told = Vec::new();
        let read = Self::read_over(Some(Self::built_in()), doc, &mut told);
        (read.unwrap_or_else(|| Self::built_in().clone()), told)
    }

    fn read_over(base: Option<&Self>, doc: &Document, told: &mut Vec<Problem>) -> Option<Self> {
        let object = *objects(doc, Input::Versions, told).first()?;
        let mut members = Members {
            input: Input::Versions,
            object,
            told,
        };
        members.unknown(&MEMBERS, ProblemKind::UnknownMember);
        let api = members.object("api").and_then(|api| {
            let mut api = members.within(api);
            api.unknown(&["lastBefore"], ProblemKind::UnknownMember);
            api.version("lastBefore", ApiVersion::parse)
        });
        let api = api.or_else(|| base.map(|base| base.api_last_before.clone()))?;
        let mut columns = base.map(|base| base.columns.clone()).unwrap_or_default();
        let given = members.array("sdks");
        for sdk in given.iter().flat_map(|sdks| sdks.children()) {
            let read = members.within(sdk).column(&columns);
            let Some(column) = read else { continue };
            match columns.iter_mut().find(|c| c.language == column.language) {
                Some(known) => *known = column,
                None => columns.push(column),
            }
        }
        Some(Self {
            api_last_before: api,
            columns,
            is_built_in: false,
        })
    }

    /// Returns what is known of an SDK.
    #[must_use]
    pub fn column(&self, language: Language) -> Option<&Column> {
        self.columns.iter().find(|c| c.language == language)
    }
}

impl Members<'_, '_> {
    fn version<V>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<V, VersionFault>,
    ) -> Option<V> {
        let text = self.text(name)?;
        let parsed = parse(&text).ok();
        if let (None, Some(member)) = (&parsed, self.get(name)) {
            let message = format!("`{name}` is no version");
            let advice = "Write `2018-04-01` for the API and `1.2.8` for a package.";
            self.tell(ProblemKind::VersionInvalid, member, message, advice);
        }
        parsed
    }

    fn column(&mut self, known: &[Column]) -> Option<Column> {
        self.unknown(&COLUMN_MEMBERS, ProblemKind::UnknownMember);
        let languages = Language::ALL.map(|language| (language.name(), language));
        let language = self.word("language", &languages);
        let Some(language) = language else {
            if self.get("language").is_none() {
                let advice = "Write `language`: `c`, `python`, `node`, `java` or `dotnet`.";
                self.tell(
                    ProblemKind::LanguageUnknown,
                    self.object,
                    "an SDK without a language",
                    advice,
                );
            }
            return None;
        };
        let known = known.iter().find(|column| column.language == language);
        let last_before = self.version("lastBefore", SdkVersion::parse);
        let asks = self.array("asks");
        let mut steps = Vec::new();
        for step in asks.iter().flat_map(|asks| asks.children()) {
            let mut step = self.within(step);
            match step.version("from", SdkVersion::parse) {
                Some(from) => steps.push((from, step.version("api", ApiVersion::parse))),
                None if step.get("from").is_none() => {
                    let object = step.object;
                    let advice = "Write `from`, the first version of the package that asks so.";
                    let message = "an entry of `asks` without `from`";
                    step.tell(ProblemKind::VersionInvalid, object, message, advice);
                }
                None => {}
            }
        }
        steps.sort_by(|(one, _), (other, _)| {
            one.partial_cmp(other).unwrap_or(std::cmp::Ordering::Equal)
        });
        let package = self.text("package");
        Some(Column {
            language,
            package: package
                .or_else(|| known.map(|k| k.package.clone()))
                .unwrap_or_default(),
            last_before: last_before.or_else(|| known.map(|k| k.last_before.clone()))?,
            asks: match asks {
                Some(_) => steps,
                None => known.map(|k| k.asks.clone()).unwrap_or_default(),
            },
        })
    }
}
