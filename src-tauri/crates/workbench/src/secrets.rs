//! Secrets that only the schema of a pack tells: marked in a document as soon as it is read, so that
//! every view, report and snapshot of it masks them as the others.

use diagnose::Units;
use groups::catalogue::Catalogue;
use twin::{Document, ReadError};

/// Reads a document of somebody.
///
/// # Errors
/// Where it is too large.
pub(crate) fn read(bytes: Vec<u8>, catalogue: &Catalogue) -> Result<Document, ReadError> {
    let mut doc = Document::read(bytes)?;
    declare(&mut doc, catalogue);
    Ok(doc)
}

/// Marks what the catalogue's packs declare secrets in the twins of a document.
pub(crate) fn declare(doc: &mut Document, catalogue: &Catalogue) {
    if !catalogue.has_packs() {
        return;
    }
    let units = Units::of(doc).known_to(catalogue);
    let twins = (0..units.len()).filter_map(|number| units.twin(number));
    let found: Vec<_> = twins
        .flat_map(|twin| groups::secrets::declared(&twin, catalogue))
        .collect();
    doc.declare_secrets(&found);
}
