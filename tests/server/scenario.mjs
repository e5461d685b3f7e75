// The scenarios of these tests: a machine of 128 MiB boots, a process allocates and writes.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "./harness.mjs";

export function scenario(...lines) {
  return `{
  "format": 1,
  "title": { "en": "first touch", "zh": "首次访问" },
  "machine": { "arch": "x86_64", "ram": "128M" },
  "ops": [
    { "op": "boot" },
${lines.map((line) => `    ${line}`).join(",\n")}
  ]
}
`;
}

export const scenario_text = scenario('{ "op": "spawn", "as": "A", "expect": { "zone.DMA32.nr_free_pages": "> 100" } }',
  '{ "op": "malloc", "bytes": "64K", "as": "buf" }', '{ "op": "write", "at": "buf", "value": 1 }');
export const scenario_path = join(scratch, "first-touch.json");
writeFileSync(scenario_path, scenario_text);
