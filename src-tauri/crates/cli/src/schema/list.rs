//! `twinscope schema list`: the schemas there are.

use std::fmt::Write as _;

use workbench::packs::{self, ListedSchema};

use super::Chosen;
use crate::arguments::Table;
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::{Paint, padded, plain};

/// Lists the schemas, those of one dialect only if asked for.
pub(crate) fn run(dialect: Option<&str>, packs: &Chosen, table: Table, output: &Output) -> Ending {
    if let Some(name) = dialect.filter(|name| !packs::dialects().contains(name)) {
        let all = packs::dialects().join(", ");
        output.complain(&plain(&format!("`{name}` is no dialect; there are {all}")));
        return Ending::CouldNotLook;
    }
    let schemas = packs::list(&packs.catalogue(), dialect);
    let text = match table {
        Table::Json => crate::render::lines(&schemas),
        Table::Human => laid_out(&schemas, output.paint()),
    };
    // a reader that has gone away has seen enough
    let _ = output.write(&text);
    packs.ending
}

fn laid_out(schemas: &[ListedSchema], paint: Paint) -> String {
    let mut out = String::new();
    let width = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    let keys: Vec<_> = schemas.iter().map(|s| plain(&s.key)).collect();
    let widest = keys.iter().map(|key| width(key)).max().unwrap_or(0);
    for (schema, key) in schemas.iter().zip(&keys) {
        let pack = match &schema.pack {
            Some(pack) => paint.code(&format!("  [{}]", plain(pack))),
            None => String::new(),
        };
        let _ = writeln!(
            out,
            "{}  {}{pack}",
            padded(key, widest),
            plain(&schema.title)
        );
    }
    let _ = writeln!(
        out,
        "\n{}; `twinscope schema show <key>` shows one",
        crate::render::counted(schemas.len(), "schema")
    );
    out
}
