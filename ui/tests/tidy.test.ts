// The rules of this folder: who may import whom, how long a file may be, who talks to the shell.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const root = "src";
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(ts|svelte)$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(root, name), "utf8") }));

const importsOf = (text: string) => [...text.matchAll(/(?:from|import)\s*\(?"([^"]+)"/g)].map(([, path]) => path ?? "");
const roomOf = (name: string) => (name.includes("/") ? (name.split("/")[0] ?? "") : "");

const doors: Record<string, string[]> = {
  ipc: ["ipc"],
  host: ["host", "ipc"],
  state: ["state", "ipc"],
  parts: ["parts"],
  panels: ["panels", "parts", "state", "ipc", ""],
  views: ["views", "panels", "parts", "state", "ipc", ""],
  styles: [],
};

const inner = files.flatMap(({ name, text }) =>
  importsOf(text)
    .filter((path) => path.startsWith("."))
    .map((path) => ({ name, target: relative(root, join(root, dirname(name), path)) })),
);

describe("the front end's house", () => {
  it("is looked at", () => expect(files.length).toBeGreaterThan(60));

  it("opens only the doors between its rooms", () => {
    const wrong = inner.filter(({ name, target }) => roomOf(name) !== "" && doors[roomOf(name)]?.includes(roomOf(target)) !== true);
    expect(wrong).toEqual([]);
  });

  it("has panels that know no other panel", () => {
    const panelOf = (name: string) => /^panels\/([\w-]+)\//.exec(name)?.[1];
    const wrong = inner.filter(
      ({ name, target }) => panelOf(name) !== undefined && panelOf(target) !== undefined && panelOf(name) !== panelOf(target),
    );
    expect(wrong).toEqual([]);
  });

  it("talks to the shell in one file", () => {
    const talkers = files.filter(({ text }) => importsOf(text).some((path) => path.startsWith("@tauri-apps")));
    expect(talkers.map(({ name }) => name)).toEqual(["host/tauri.ts"]);
  });

  it("has no circle of imports", () => {
    const names = new Map(files.map(({ name }) => [name.replace(/(\.svelte)?\.ts$|\.svelte$/, ""), name]));
    const next = (name: string) =>
      inner.filter((one) => one.name === name).flatMap(({ target }) => names.get(target.replace(/\.svelte$/, "")) ?? []);
    const circles: string[] = [];
    const done = new Set<string>();
    const walk = (name: string, path: string[]) => {
      if (path.includes(name)) circles.push([...path.slice(path.indexOf(name)), name].join(" → "));
      if (done.has(name) || path.includes(name)) return;
      for (const one of next(name)) walk(one, [...path, name]);
      done.add(name);
    };
    for (const { name } of files) walk(name, []);
    expect(circles).toEqual([]);
  });

  it("names colours in one place", () => {
    const wrong = files.filter(({ name, text }) => name.endsWith(".svelte") && /#[0-9a-f]{3,8}\b(?=[;\s)])|\brgba?\(/i.test(text));
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it("has no file above 600 lines", () => {
    expect(files.filter(({ text }) => text.split("\n").length > 600).map(({ name }) => name)).toEqual([]);
  });
});
