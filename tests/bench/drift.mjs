// fast-json-patch 3 and jsondiffpatch 0.7 on the values that `drift.rs` left in the same run. Both compare plain values; what
// Twinscope does beside it (states, reasons, times) is in its figure all the same.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(new URL("../../target/bench-npm/", import.meta.url));
const { compare } = require("fast-json-patch");
const { create } = await import(pathToFileURL(require.resolve("jsondiffpatch")).href);
const plain = create();
const byId = create({ objectHash: (object) => object.id });

/** Median time of a work, in microseconds; a long work is done a few times only. */
function median(work) {
  let start = performance.now();
  work();
  const first = performance.now() - start;
  // a minute of it says as much as ten
  if (first > 5_000) return first * 1_000;
  const rounds = first > 500 ? 3 : first > 20 ? 11 : 501;
  for (let i = 0; i < Math.min(rounds, 200); i += 1) work();
  const times = Array.from({ length: rounds }, () => {
    start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] * 1_000;
}

const drifts = ["drift", "drift-of-everything", "drift-with-groups"];
for (const name of [...drifts, "strings", "strings-sorted", "flags", "reversed", "reversed-by-id"]) {
  const { old, new: now, micros } = JSON.parse(readFileSync(new URL(`../../target/bench/differ-${name}.json`, import.meta.url)));
  const line = (rival, took) =>
    console.log(`  ${rival}: ${took.toFixed(0)} us; Twinscope takes ${(micros / took).toFixed(3)} of it, is ${(took / micros).toFixed(1)} times as fast`);
  console.log(`${name}: ${micros.toFixed(0)} us`);
  line("fast-json-patch 3.1.1", median(() => compare(old, now)));
  const differ = name.startsWith("reversed") ? byId : plain;
  line("jsondiffpatch 0.7.7", median(() => differ.diff(old, now)));
}
