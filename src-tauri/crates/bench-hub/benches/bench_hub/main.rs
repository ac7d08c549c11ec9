//! The bench hub beside Mosquitto, with the same client over TLS: `cargo bench -p bench-hub --bench bench_hub`. Round
//! trips, five thousand devices, a start over a hundred thousand twins. Ratios are of one run; see BENCHMARKS.md.

mod child;
mod echo;
mod many;
#[path = "../../tests/support/mod.rs"]
mod support;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [what, folder, ..] = &words[..]
        && what == child::SERVE
    {
        return child::serve(std::path::Path::new(folder));
    }
    let wants = |name: &str| {
        let named = words.iter().any(|word| !word.starts_with('-'));
        !named || words.iter().any(|word| word == name)
    };
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    support::run(async {
        if wants("echo") {
            echo::compare().await;
        }
        if wants("connected") {
            many::connected().await;
        }
        if wants("restart") {
            many::restarted().await;
        }
    });
}
