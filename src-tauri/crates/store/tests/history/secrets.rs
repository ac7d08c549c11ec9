//! No secret lies in the file, in its journal, or in what is read from them.

use bench::{masked, place, snapshot};
use store::{Device, Snapshot};

use crate::bench;

const SECRET: &str = "bm90IGEgcmVhbCBrZXkgYXQgYWxs";

#[test]
fn no_secret_lies_in_the_file_nor_in_its_journal() {
    let place = place();
    let mut store = place.open();
    let texts = [
        format!("{{\"deviceId\":\"a\",\"tags\":{{\"password\":\"{SECRET}\"}}}}"),
        format!(
            "{{\"deviceId\":\"a\",\"tags\":{{\"x\":\"HostName=h;SharedAccessKey={SECRET}\"}}}}"
        ),
        format!("{{\"deviceId\":\"a\",\"tags\":{{\"x\":\"k=1\\u0026sig={SECRET}\"}}}}"),
        format!("{{\"deviceId\":\"a\",\"tags\":{{\"x\":\"AccountKey=ab\\u002B{SECRET}\"}}}}"),
        format!(
            "{{\"deviceId\":\"a\", // AccountKey={SECRET}\n \"tags\":{{\"primaryKey\": \"{SECRET}\""
        ),
        format!(
            "{{\"deviceId\":\"a\",\"properties\":{{\"desired\":{{\"$metadata\":{{\"x\":\"AccountKey={SECRET};\"}}}}}}}}"
        ),
    ];
    let twins: Vec<_> = texts.iter().map(|text| masked(text)).collect();
    let named = format!("device?sig={SECRET}");
    let device = Device {
        hub: format!("HostName=h;SharedAccessKey={SECRET}"),
        name: named.clone(),
        module: named.clone(),
    };
    let all: Vec<_> = twins
        .iter()
        .map(|twin| Snapshot {
            source: &named,
            etag: Some(&named),
            ..snapshot(&device, twin, 1)
        })
        .collect();
    store.keep(&all).expect("kept");
    let journal = place.file.with_extension("db-wal");
    let found = |what: &str| {
        let files = [place.file.clone(), journal.clone()];
        let bytes = files.map(|file| std::fs::read(file).expect("it is there"));
        bytes
            .iter()
            .any(|b| b.windows(what.len()).any(|w| w == what.as_bytes()))
    };
    // names lie there as they are: what is looked for would be found
    assert!(found("device?sig="));
    assert!(!found(SECRET));
    for (number, twin) in (1..).zip(&twins) {
        let text = store.text(&device, number).expect("read").expect("there");
        assert_eq!(text, twin.text());
        assert!(!text.contains(SECRET), "{text}");
    }
    drop(store);
    let bytes = std::fs::read(&place.file).expect("it is there");
    assert!(!bytes.windows(SECRET.len()).any(|w| w == SECRET.as_bytes()));
}
