// ajv 8 and npm jsonschema 1.4 (the validator of Azure IoT Explorer) on the groups and schemas that `schemas.rs` left in
// the same run: every error collected, of groups that fit and of groups with faults.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { join, relative } from "node:path";

const left = new URL("../../target/bench/", import.meta.url);
const require = createRequire(new URL("../../target/bench-npm/", import.meta.url));
const Ajv = require("ajv/dist/2020").default;
const { Validator } = require("jsonschema");

const root = fileURLToPath(new URL("../../src-tauri/crates/groups/catalogue", import.meta.url));
const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((file) => file.name.endsWith(".json"));
const schemas = new Map(
  files.map((file) => {
    const path = join(file.parentPath ?? file.path, file.name);
    return [relative(root, path), JSON.parse(readFileSync(path, "utf8"))];
  }),
);
const measured = JSON.parse(readFileSync(new URL("groups.json", left), "utf8"));

/** Median time of a work, in microseconds, after it has been done often enough to be compiled well. */
function median(rounds, work) {
  for (let i = 0; i < rounds; i += 1) work();
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] * 1_000;
}

const ajv = new Ajv({ allErrors: true, strict: false });
for (const schema of schemas.values()) ajv.addSchema(schema);
const validator = new Validator();
for (const schema of schemas.values()) validator.addSchema(schema, schema.$id);

// Ratios of this run and of those before it: the machine may be busy with other work, and the one in the middle counts.
const file = new URL("schemas.ratios.json", left);
const ratios = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};

for (const [kind, { groups, micros: own }] of Object.entries(measured)) {
  const start = performance.now();
  const compiled = groups.map(({ schema, value }) => [ajv.getSchema(schemas.get(schema).$id), value]);
  const compiling = performance.now() - start;
  for (const [validate, value] of compiled) {
    if (validate(value) !== (kind === "valid")) throw new Error(`ajv says otherwise of a value: ${JSON.stringify(value)}`);
  }
  const byAjv = median(1_001, () => {
    for (const [validate, value] of compiled) validate(value);
  });
  const byJsonschema = median(31, () => {
    for (const { schema, value } of groups) validator.validate(value, schemas.get(schema));
  });
  console.log(`${groups.length} ${kind} groups held against their schemas: ${own.toFixed(0)} us`);
  for (const [name, micros] of Object.entries({ "ajv 8": byAjv, "npm jsonschema 1.4": byJsonschema })) {
    const all = (ratios[`${kind}, ${name}`] ??= []);
    all.push(own / micros);
    const middle = [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
    console.log(
      `  ${name}: ${micros.toFixed(0)} us; the catalogue takes ${(own / micros).toFixed(3)} of it, ` +
        `${middle.toFixed(3)} in the middle of ${all.length} runs (${(1 / middle).toFixed(0)} times as fast)`,
    );
  }
  console.log(`  ajv compiled the schemas in ${compiling.toFixed(0)} ms`);
}
writeFileSync(file, JSON.stringify(ratios));
