//! For tests: what a text is taken for, and the reason that is told.

use crate::Document;
use crate::shape::{Shape, recognise};

pub(super) fn taken_for(text: &str) -> (Shape, String) {
    let doc = Document::read_str(text).expect("small");
    let root = doc.root().expect("a document has a root");
    let twin = recognise(root, &|name| name == "rebootInfo");
    (twin.recognition.shape, twin.recognition.because)
}
