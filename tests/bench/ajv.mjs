// ajv 8 beside the full diagnosis, on the texts that `cargo bench -p tests` left in the same run.
// The schema says what the diagnosis checks anyway: limits of keys, values and integers, and the
// form of `$metadata`, `__meta` and `$version`.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const left = new URL("../../target/bench/", import.meta.url);
const require = createRequire(new URL("../../target/bench-npm/", import.meta.url));
const Ajv = require("ajv/dist/2020").default;

const schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  required: ["deviceId", "properties"],
  properties: {
    deviceId: { type: "string", maxLength: 128, pattern: "^[A-Za-z0-9\\-:.+%_#*?!(),=@;$']+$" },
    etag: { type: "string" },
    version: { type: "integer", minimum: 1 },
    tags: { $ref: "#/$defs/value" },
    properties: {
      type: "object",
      properties: { desired: { $ref: "#/$defs/section" }, reported: { $ref: "#/$defs/section" } },
    },
  },
  $defs: {
    section: {
      type: "object",
      properties: { $metadata: { $ref: "#/$defs/metadata" }, $version: { type: "integer", minimum: 1 } },
      additionalProperties: { $ref: "#/$defs/group" },
    },
    group: {
      type: "object",
      properties: {
        __meta: {
          type: "object",
          properties: {
            serviceInterfaceVersion: { type: "string", pattern: "^\\d+\\.\\d+\\.\\d+$" },
            deviceInterfaceVersion: { type: "string", pattern: "^\\d+\\.\\d+\\.\\d+$" },
            deploymentStatus: { enum: ["notStarted", "pending", "succeeded", "failed"] },
          },
          additionalProperties: { $ref: "#/$defs/value" },
        },
      },
      additionalProperties: { $ref: "#/$defs/value" },
    },
    metadata: {
      type: "object",
      properties: {
        $lastUpdated: { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d" },
        $lastUpdatedVersion: { type: "integer" },
        $lastUpdatedBy: { type: "string" },
        $lastUpdatedByDigest: { type: "string" },
      },
      additionalProperties: { $ref: "#/$defs/metadata" },
    },
    value: {
      type: ["object", "array", "string", "number", "boolean"],
      maxLength: 4096,
      minimum: -4503599627370496,
      maximum: 4503599627370495,
      propertyNames: { maxLength: 1024, pattern: "^[^\\u0000-\\u001f.$# ]+$" },
      additionalProperties: { $ref: "#/$defs/value" },
      items: { $ref: "#/$defs/value" },
    },
  },
};

const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);

/** Median time of a work, in microseconds, after it has been done often enough to be compiled well. */
function median(work) {
  for (let i = 0; i < 300; i += 1) work();
  const times = Array.from({ length: 301 }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[150] * 1_000;
}

for (const name of ["large", "small"]) {
  const text = readFileSync(new URL(`${name}.json`, left), "utf8");
  const diagnosis = Number(readFileSync(new URL(`${name}.micros`, left), "utf8"));
  const value = JSON.parse(text);
  if (!validate(value)) throw new Error(`the twin does not fit the schema: ${JSON.stringify(validate.errors.slice(0, 3))}`);
  const alone = median(() => validate(value));
  const whole = median(() => validate(JSON.parse(text)));
  const ratio = (time) => (diagnosis / time).toFixed(2);
  console.log(
    `${name} twin, ${text.length} B: diagnosis ${diagnosis.toFixed(0)} us; ajv validating alone ${alone.toFixed(0)} us (${ratio(alone)}x); JSON.parse and ajv ${whole.toFixed(0)} us (${ratio(whole)}x)`,
  );
}
