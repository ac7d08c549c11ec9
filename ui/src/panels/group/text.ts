// Words for what a schema says in machine terms, and a schema to begin with for a group that has none.

const words: Record<string, string> = {
  integer: "whole number",
  number: "number",
  boolean: "true or false",
  string: "text",
  object: "object",
  array: "list",
  null: "null",
};

/** "text or whole number"; nothing where any type may stand. */
export function typesWord(types: string[]): string | null {
  return types.length === 0 ? null : types.map((type) => words[type] ?? type).join(" or ");
}

/** Where a pack keeps the schema of a group, and what may stand in it to begin with. */
export function skeleton(group: string, dialect: string): { path: string; text: string } {
  const versions: Record<string, string> = { ga: "-1.0.0", preview: "-1", staging: "-1" };
  const known = Object.hasOwn(versions, dialect) || dialect === "draft" || dialect === "gen1" ? dialect : "ga";
  const path = `${known}/${group}/desired${versions[known] ?? ""}.json`;
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `https://catalogue.twinscope.invalid/${path}`,
    title: group,
    description: "What the group is for.",
    type: "object",
    properties: {
      example: { title: "Example", description: "What the property means.", type: "integer", minimum: 0, "x-unit": "minutes" },
    },
  };
  return { path, text: JSON.stringify(schema, null, 2) };
}
