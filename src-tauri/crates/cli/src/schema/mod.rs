//! `twinscope schema`: the schemas there are, and packs with a user's own.

mod check;
mod diff;
mod list;
mod new;
mod show;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use workbench::packs::{self, Catalogue, Packs};

use crate::arguments::{Known, PackChoice, SchemaCommand};
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::plain;
use crate::settings;

/// The packs that were named, and how a command with them ends at best.
pub(crate) struct Chosen {
    /// The packs.
    pub(crate) packs: Packs,
    /// The settings that apply, where there are some.
    pub(crate) settings: Option<settings::Chosen>,
    /// Clean, unless something of them cannot be used.
    pub(crate) ending: Ending,
}

impl PackChoice {
    /// Loads the packs, and says on standard error what of them is not used.
    fn load(&self, output: &Output) -> Chosen {
        Chosen::load(&self.packs, output)
    }
}

impl Known {
    /// Answers with the packs of the settings that apply to what is named, and those named after
    /// them; settings that are wrong are refused, as by a check.
    pub(crate) fn with<N: AsRef<Path>>(
        &self,
        names: &[N],
        output: &Output,
        answer: impl FnOnce(&Chosen) -> Ending,
    ) -> Ending {
        match settings::choose(&self.settings, names, output) {
            Err(()) => Ending::CouldNotLook,
            Ok(chosen) => {
                let folders = settings::pack_folders(chosen.as_ref(), &self.packs);
                answer(&Chosen {
                    settings: chosen,
                    ..Chosen::load(&folders, output)
                })
            }
        }
    }
}

impl Chosen {
    fn load(folders: &[PathBuf], output: &Output) -> Self {
        let packs = Packs::load(folders);
        let obstacles = packs.obstacles();
        for obstacle in &obstacles {
            output.complain(&plain(&obstacle.to_string()));
        }
        let ending = if obstacles.is_empty() {
            Ending::Clean
        } else {
            Ending::CouldNotLook
        };
        Self {
            packs,
            settings: None,
            ending,
        }
    }

    /// Returns all schemas: those built in, and those of the packs.
    fn catalogue(&self) -> Arc<Catalogue> {
        let own = self.packs.catalogue();
        own.unwrap_or_else(|| Arc::new(packs::built_in()))
    }
}

/// Answers everything about schemas but the report's.
pub(crate) fn run(command: &SchemaCommand, output: &Output) -> Ending {
    match command {
        SchemaCommand::New {
            folder,
            group,
            dialect,
            version,
        } => new::run(folder, (group, dialect, version.as_deref()), output),
        SchemaCommand::Check { folder, format } => check::run(folder, format.table, output),
        SchemaCommand::List {
            dialect,
            packs,
            format,
        } => list::run(
            dialect.as_deref(),
            &packs.load(output),
            format.table,
            output,
        ),
        SchemaCommand::Show { key, packs, format } => {
            show::run(key, &packs.load(output), format.table, output)
        }
        SchemaCommand::Diff {
            before,
            after,
            packs,
            format,
        } => diff::run((before, after), &packs.load(output), format.table, output),
        SchemaCommand::Report | SchemaCommand::Settings => Ending::Clean,
    }
}
