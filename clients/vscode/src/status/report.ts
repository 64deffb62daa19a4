/** An answer of the server as lines for people, whatever fields it has. */

/** One line a field that says something; nested fields are joined in their line. */
export function reportLines(answer: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(answer)
    .map(([name, value]) => [name.replaceAll("_", " "), shown(value)] as const)
    .filter(([, text]) => text !== "")
    .map(([name, text]) => `${name}: ${text}`);
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(shown).filter((text) => text !== "").join(", ");
  if (typeof value === "object") return reportLines(value as Record<string, unknown>).join(", ");
  return String(value);
}
