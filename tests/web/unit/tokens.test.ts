// tokens.css says its colours twice: by data-theme and by the system's setting. They must be the same.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../../../web/src/ui/tokens.css", import.meta.url), "utf8").replace(
  /\/\*[\s\S]*?\*\//g,
  "",
);

function variables(block: string): Record<string, string> {
  return Object.fromEntries(
    [...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((found) => [found[1], found[2].trim()]),
  );
}
function blockAfter(start: string): string {
  const at = css.indexOf(start);
  expect(at, start).toBeGreaterThanOrEqual(0);
  const open = css.indexOf("{", at + start.length - 1);
  return css.slice(open, css.indexOf("}", open));
}

describe("the tokens", () => {
  it("say the same for the system's dark setting as for data-theme=dark", () => {
    const named = variables(blockAfter('[data-theme="dark"], [data-theme="hc-dark"]'));
    const system = variables(blockAfter("@media (prefers-color-scheme: dark) {\n  :root:not([data-theme])"));
    expect(Object.keys(named).length).toBeGreaterThan(40);
    expect(system).toEqual(named);
  });
  it("say the same for more contrast as for hc-light", () => {
    expect(variables(blockAfter("@media (prefers-contrast: more) {\n  :root:not([data-theme])"))).toEqual(
      variables(blockAfter('[data-theme="hc-light"]')),
    );
  });
});
