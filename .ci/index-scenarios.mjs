// index-scenarios.mjs FROM TO: copies the scenario files and writes TO/index.json, the library's list.
// All an entry says is read from its file; a file that cannot be read is an error, not a gap.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

const [from, to] = process.argv.slice(2);
const names = readdirSync(from, { recursive: true, withFileTypes: false })
  .map(String)
  .filter((name) => name.endsWith(".json") && name !== "index.json" && !/schema/.test(name))
  .sort();

mkdirSync(to, { recursive: true });
const index = names.map((name) => {
  const text = readFileSync(join(from, name), "utf8");
  let story;
  try {
    story = JSON.parse(text);
  } catch (error) {
    throw new Error(`${relative(".", join(from, name))}: ${error.message}`);
  }
  cpSync(join(from, name), join(to, name));
  const { title, prose, summary, basis, chapter, group, tags, ops = [] } = story;
  return {
    id: story.id ?? name.replace(/^.*\//, "").replace(/\.json$/, "").replace(/^\d+[-_]/, ""),
    file: name,
    title,
    ...(prose && { prose }),
    ...(summary && { summary }),
    ...(basis && { basis }),
    ...(chapter != null && { chapter }),
    ...(group != null && { group }),
    ...(tags && { tags }),
    ops: ops.length,
    asks: ops.filter((op) => op.ask).length,
  };
});
const ids = index.map((entry) => entry.id);
const twice = ids.find((id, i) => ids.indexOf(id) !== i);
if (twice) throw new Error(`two scenario files have the id ${twice}`);
writeFileSync(join(to, "index.json"), `${JSON.stringify(index, null, 1)}\n`);
console.log(`${index.length} scenarios`);
