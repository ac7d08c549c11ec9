//! `twinscope diff`: what changed between two snapshots, for people, as pages and as patches.

use std::fmt::Write as _;
use std::path::Path;

use workbench::compare::{
    Alone, Compared, Partners, Place, Sound, ThreeWay, Told, Wanted, Who, html, html_of_three,
    markdown, markdown_of_three, notes, of_paths, three_of_paths,
};
use workbench::files::write_new;
use workbench::wire::PieceFate;

use crate::arguments::{DiffArguments, DiffFormat};
use crate::drift::shown;
use crate::ending::Ending;
use crate::output::Output;
use crate::paint::{Paint, plain};
use crate::render::counted;
use crate::schema::Chosen;

/// Twins without a partner that are named one by one.
const NAMED: usize = 20;

/// Prints what changed from one file to another, or who changed what since both parted.
pub(crate) fn run(asked: &DiffArguments, output: &Output) -> Ending {
    let wanted = match asked.all {
        true => Wanted::Everything,
        false => Wanted::Meant,
    };
    let both = [&*asked.old, &*asked.new];
    let named: Vec<&Path> = both.into_iter().chain(asked.base.as_deref()).collect();
    let asked_for = (wanted, asked.format);
    let to = To {
        file: asked.output.as_deref(),
        output,
    };
    asked.known.with(&named, output, |packs| match &asked.base {
        None => two((both[0], both[1]), asked_for, packs, to),
        Some(base) => three(base, both, (asked_for, packs), to),
    })
}

/// Where an answer goes: into a file, or to standard output.
#[derive(Clone, Copy)]
struct To<'a> {
    file: Option<&'a Path>,
    output: &'a Output,
}

impl To<'_> {
    /// A file has no colours, and nothing to break its lines at.
    fn paint(self) -> Paint {
        match self.file {
            Some(_) => Paint::new(false, None),
            None => self.output.paint(),
        }
    }

    /// Writes an answer, and says what was written where.
    fn put(self, text: &str, what: &str) -> Ending {
        let Some(file) = self.file else {
            // a reader that has gone away has seen enough
            let _ = self.output.write(text);
            return Ending::Clean;
        };
        match write_new(file, text, None) {
            Ok(()) => {
                let name = plain(&file.display().to_string());
                let _ = self
                    .output
                    .write(&format!("{what} was written to {name}\n"));
                Ending::Clean
            }
            Err(error) => {
                self.output.complain(&plain(&error.to_string()));
                Ending::CouldNotLook
            }
        }
    }
}

fn two(
    (old, new): (&Path, &Path),
    (wanted, format): (Wanted, DiffFormat),
    packs: &Chosen,
    to: To<'_>,
) -> Ending {
    let output = to.output;
    let is_patch = matches!(format, DiffFormat::Jsonpatch | DiffFormat::Mergepatch);
    let sound = match is_patch {
        true => Sound::Checked,
        false => Sound::Unasked,
    };
    let Partners {
        compared: found,
        alone,
    } = match of_paths(old, new, &packs.packs, (wanted, sound)) {
        Ok(partners) => partners,
        Err(error) => {
            output.complain(&plain(&error.to_string()));
            return Ending::CouldNotLook;
        }
    };
    if is_patch && found.len() + alone.len() != 1 {
        output.complain("a patch is made of two twins; these files have several");
        return Ending::CouldNotLook;
    }
    let paint = to.paint();
    let text = match format {
        DiffFormat::Human => {
            let told: Vec<_> = found.iter().map(|one| told(one, paint)).collect();
            told.join("\n")
        }
        DiffFormat::Json => crate::render::lines(&found),
        DiffFormat::Jsonpatch => found.iter().map(|one| one.json_patch.as_str()).collect(),
        DiffFormat::Mergepatch => found.iter().map(|one| one.merge_patch.as_str()).collect(),
        DiffFormat::Markdown => markdown(&found),
        DiffFormat::Html => html(&found),
    };
    let operations: usize = found.iter().map(|one| one.operations).sum();
    let written = match format {
        DiffFormat::Jsonpatch => {
            let operations = counted(operations, "operation");
            to.put(&text, &format!("the JSON Patch, {operations},"))
        }
        DiffFormat::Mergepatch => to.put(&text, "the merge patch"),
        _ => to.put(&text, "the answer"),
    };
    if written == Ending::CouldNotLook {
        return written;
    }
    if is_patch {
        warn(&found, format, output);
    }
    name_alone(&alone, output);
    let differs = found.iter().any(|one| one.differs) || !alone.is_empty();
    packs.ending.max(match differs {
        true => Ending::Findings,
        false => Ending::Clean,
    })
}

/// Prints who changed what since two files parted.
fn three(
    base: &Path,
    both: [&Path; 2],
    ((wanted, format), packs): ((Wanted, DiffFormat), &Chosen),
    to: To<'_>,
) -> Ending {
    let output = to.output;
    if matches!(format, DiffFormat::Jsonpatch | DiffFormat::Mergepatch) {
        output.complain("a patch leads from one twin to another; leave --base out");
        return Ending::CouldNotLook;
    }
    let Partners {
        compared: found,
        alone,
    } = match three_of_paths(base, both, &packs.packs, wanted) {
        Ok(partners) => partners,
        Err(error) => {
            output.complain(&plain(&error.to_string()));
            return Ending::CouldNotLook;
        }
    };
    let text = match format {
        DiffFormat::Json => crate::render::lines(&found),
        DiffFormat::Markdown => markdown_of_three(&found),
        DiffFormat::Html => html_of_three(&found),
        _ => {
            let paint = to.paint();
            let told: Vec<_> = found.iter().map(|one| parted(one, paint)).collect();
            told.join("\n")
        }
    };
    if to.put(&text, "the answer") == Ending::CouldNotLook {
        return Ending::CouldNotLook;
    }
    name_alone(&alone, output);
    packs
        .ending
        .max(match found.iter().any(|one| one.conflicts > 0) {
            true => Ending::Findings,
            false => Ending::Clean,
        })
}

/// Names what was compared with nothing, in every format.
fn name_alone(alone: &[Alone], output: &Output) {
    for one in alone.iter().take(NAMED) {
        output.remark(&plain(&one.to_string()));
    }
    if let Some(more) = alone.len().checked_sub(NAMED).filter(|more| *more > 0) {
        output.remark(&format!("{more} more were compared with nothing"));
    }
}

fn parted(three: &ThreeWay, paint: Paint) -> String {
    let bold = |name: &str| paint.bold(&plain(name));
    let [first, second] = three.names.each_ref().map(|name| bold(name));
    let mut out = format!("{} \u{2192} {first} | {second}\n", bold(&three.base));
    if three.places.is_empty() {
        out.push_str("nobody changed anything\n");
    }
    for place in &three.places {
        out.push_str(&place_line(place, paint));
    }
    for note in three.notes() {
        let _ = writeln!(out, "{}", paint.faint(&plain(&note)));
    }
    out
}

fn place_line(place: &Place, paint: Paint) -> String {
    let (mark, grade) = match place.who {
        Who::Conflict => ("!", "error"),
        Who::First => ("<", "warning"),
        Who::Second => (">", "warning"),
        Who::Both => ("=", ""),
    };
    let [base, first, second] =
        [&place.base, &place.first, &place.second].map(|cell| shown(cell.as_ref()));
    let now = match place.who {
        Who::Conflict => format!("{first} | {second}"),
        Who::First | Who::Both => first,
        Who::Second => second,
    };
    let path = match place.path.as_str() {
        "" => "(the whole)".to_owned(),
        path => plain(path),
    };
    let mark = paint.graded(grade, mark);
    format!("{mark} {path}  {base} \u{2192} {now}\n")
}

/// Says what a patch does not do.
fn warn(found: &[Compared], format: DiffFormat, output: &Output) {
    for one in found {
        if !one.differs && one.operations > 0 {
            output.remark("both mean the same; the patch only changes how values are written");
        }
        if one.masked > 0 {
            output.remark(&format!(
                "secrets are masked in the patch ({}); put the values in before it is used",
                one.masked
            ));
        }
        if format == DiffFormat::Mergepatch && !one.inexpressible.is_empty() {
            let places = one.inexpressible.join(", ");
            output.remark(&plain(&format!(
                "null deletes in a merge patch, so that it cannot set null at {places}; a JSON Patch can"
            )));
        }
    }
}

fn told(compared: &Compared, paint: Paint) -> String {
    let [old, new] = compared.names.each_ref().map(|name| plain(name));
    let mut out = format!("{} \u{2192} {}\n", paint.bold(&old), paint.bold(&new));
    if compared.changes.is_empty() {
        out.push_str("no difference\n");
    }
    for change in &compared.changes {
        out.push_str(&line(change, paint));
    }
    for note in notes(compared) {
        let _ = writeln!(out, "{}", paint.faint(&plain(&note)));
    }
    out
}

fn line(told: &Told, paint: Paint) -> String {
    let (mark, grade) = match told.change {
        "added" => ("+", "ok"),
        "removed" => ("-", "error"),
        "moved" => (">", "info"),
        "respelled" => ("=", ""),
        _ => ("~", "warning"),
    };
    let path = match told.path.as_str() {
        "" => "(the whole)".to_owned(),
        path => plain(path),
    };
    let values = match (told.change, &told.from) {
        (_, Some(from)) => format!("from {}", plain(from)),
        ("added", _) => shown(told.new.as_ref()),
        ("removed", _) => shown(told.old.as_ref()),
        _ if !told.pieces.is_empty() => {
            let [old, new] =
                [(PieceFate::Gone, "error"), (PieceFate::New, "ok")].map(|(own, grade)| {
                    let of_side = told
                        .pieces
                        .iter()
                        .filter(|p| p.fate == PieceFate::Kept || p.fate == own);
                    let marked = of_side.map(|piece| match piece.fate {
                        PieceFate::Kept => plain(&piece.text),
                        _ => paint.graded(grade, &plain(&piece.text)),
                    });
                    format!("\"{}\"", marked.collect::<String>())
                });
            format!("{old} \u{2192} {new}")
        }
        _ => format!(
            "{} \u{2192} {}",
            shown(told.old.as_ref()),
            shown(told.new.as_ref())
        ),
    };
    format!("{} {path}  {values}\n", paint.graded(grade, mark))
}
