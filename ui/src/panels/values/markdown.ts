// A value as Markdown for a ticket: where it stands, and what is there as it may be shown.

const longest = (text: string) => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));

// Backticks within are held by a longer run of them around.
function code(text: string): string {
  const fence = "`".repeat(longest(text) + 1);
  const room = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return fence + room + text + room + fence;
}

/** One line; a value of several lines stands below its path. */
export function asMarkdown(path: string, value: string): string {
  const place = path === "" ? "whole input" : code(path);
  if (!value.includes("\n")) return `${place}: ${code(value)}`;
  const fence = "`".repeat(Math.max(3, longest(value) + 1));
  return `${place}:\n\n${fence}json\n${value}\n${fence}\n`;
}
