//! What a rule is: a name, a severity, a page and a check.

use crate::context::Context;
use crate::finding::{Findings, Severity};

/// Part of the catalogue a rule belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    /// The text is not JSON as it stands.
    Syntax,
    /// The document is not put together as a twin is.
    Shape,
    /// A limit of the platform.
    Limits,
    /// Names of groups and properties.
    Names,
    /// Dialects, versions and their negotiation.
    Versions,
    /// Values and properties of groups, held against their schemas.
    Schema,
    /// Status, errors and summary.
    Status,
    /// `$metadata` and revisions.
    Metadata,
    /// The device agent's own files.
    Agent,
    /// The settings of Twinscope itself.
    Settings,
}

impl Category {
    /// The machine name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Shape => "shape",
            Self::Limits => "limits",
            Self::Names => "names",
            Self::Versions => "versions",
            Self::Schema => "schema",
            Self::Status => "status",
            Self::Metadata => "metadata",
            Self::Agent => "agent",
            Self::Settings => "settings",
        }
    }
}

/// One diagnostic rule.
#[derive(Debug)]
pub struct Rule {
    /// Kebab name, named for the fault: file, fixture folder, page and settings key.
    pub name: &'static str,
    /// Severity it normally has.
    pub severity: Severity,
    /// Part of the catalogue.
    pub category: Category,
    /// Source text of the rule's file, whose head comment is the page.
    pub source: &'static str,
    /// Looks for the fault.
    pub check: fn(&Context<'_>, &mut Findings),
}

impl Rule {
    /// Returns the rule's page in Markdown: the head comment of its file.
    #[must_use]
    pub fn page(&self) -> String {
        let head = self
            .source
            .lines()
            .take_while(|line| line.starts_with("//!"));
        let lines: Vec<_> = head
            .map(|l| l.trim_start_matches("//!").trim_start_matches(' '))
            .collect();
        let mut page = lines.join("\n");
        page.push('\n');
        page
    }

    /// Returns the first sentence of the page: what the rule is about.
    #[must_use]
    pub fn summary(&self) -> String {
        let page = self.page();
        let mut lines = page
            .lines()
            .skip_while(|l| l.starts_with('#') || l.is_empty());
        let paragraph: Vec<_> = lines.by_ref().take_while(|l| !l.is_empty()).collect();
        paragraph.join(" ")
    }
}
