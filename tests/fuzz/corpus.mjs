// corpus.mjs SCENARIOS TO: the fuzzers' seeds, made of the course's files. fuzz_scenario gets them whole and each
// with one op alone behind its boot; fuzz_ops gets short byte strings, which it reads as a list of ops;
// fuzz_replay gets recordings.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const [from, to] = process.argv.slice(2);
mkdirSync(`${to}/fuzz_scenario`, { recursive: true });
mkdirSync(`${to}/fuzz_ops`, { recursive: true });

for (const name of readdirSync(from).filter((file) => /^\d.*\.json$/.test(file))) {
  const text = readFileSync(`${from}/${name}`, "utf8");
  writeFileSync(`${to}/fuzz_scenario/${name}`, text);
  const story = JSON.parse(text);
  const plain = { ...story, title: { en: "t", zh: "t" }, prose: undefined, start: undefined, program: undefined };
  const ops = (story.ops ?? []).map((op) => ({ ...op, note: undefined, look: undefined, label: undefined, ask: undefined, line: undefined }));
  for (const length of [1, 2, 3, 5]) {
    if (length > ops.length) break;
    writeFileSync(`${to}/fuzz_scenario/${name}.${length}`, JSON.stringify({ ...plain, ops: ops.slice(0, length) }));
  }
}
// One byte names the kind of recording, then its text; the small ones are enough to grow from.
const recordings = new URL("../recordings/", import.meta.url).pathname;
mkdirSync(`${to}/fuzz_replay`, { recursive: true });
["boot", "watermarks", "buddy", "cma", "constants", "slab", "slub"].forEach((kind, i) => {
  for (const name of readdirSync(`${recordings}${kind}`)) {
    const text = gunzipSync(readFileSync(`${recordings}${kind}/${name}`));
    if (text.length < 64000) writeFileSync(`${to}/fuzz_replay/${kind}-${name}`, Buffer.concat([Buffer.from([i]), text]));
  }
});
let x = 419;
const byte = () => (x = (Math.imul(x, 1664525) + 1013904223) >>> 0) >>> 24;
for (let i = 0; i < 24; i++) writeFileSync(`${to}/fuzz_ops/${i}`, Buffer.from(Array.from({ length: 8 + i * 4 }, byte)));
