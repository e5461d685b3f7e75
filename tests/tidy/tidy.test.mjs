// The rules of the house that a program can keep. Each failure names the file and what to do.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bareC, files, functionsOf, isC, isSource, lines, read } from "./files.mjs";

const none = (list, rule) => assert.deepEqual(list, [], `${rule}:\n  ${list.join("\n  ")}\n`);

test("the top level is fixed", () => {
  const known = new Set(["CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "core", "dev", "docs", "scenarios",
    "server", "tests", "wasm", "web"]);
  none([...new Set(files.map((name) => name.split("/")[0]))].filter((name) => !known.has(name) && !name.startsWith(".")),
    "a new name at the top: find it a home below one of the known");
});

test("no file is longer than 700 lines", () => {
  none(files.filter((name) => isSource(name) || name.endsWith(".md")).map((name) => [name, lines(read(name))])
    .filter(([, count]) => count > 700).map(([name, count]) => `${name}: ${count} lines`), "split by mechanism");
});

test("nine functions in ten have at most 40 lines, none more than 90", () => {
  const all = files.filter((name) => isC(name) && /^(core|server|wasm)\//.test(name))
    .flatMap((name) => functionsOf(read(name)).map((f) => ({ ...f, name })));
  const long = all.filter(({ length }) => length > 40);
  const say = ({ name, line, length }) => `${name}:${line}: ${length} lines`;
  none(all.filter(({ length }) => length > 90).map(say), "such a function is two or three");
  assert.ok(long.length * 10 <= all.length, `${long.length} of ${all.length} are longer than 40:\n  ${long.map(say).join("\n  ")}`);
});

test("C lines keep to 100 columns, tabs being 8: one in fifty may pass, none 120", () => {
  const wide = (line) => [...line].reduce((column, c) => (c === "\t" ? (column | 7) + 1 : column + (c > "\u2e7f" ? 2 : 1)), 0);
  const tables = /^core\/machine\/(events|objects)\//; // one row, one line: they are read as tables
  let count = 0;
  const passing = files.filter((name) => isC(name) && /^(core|server|wasm)\//.test(name) && !tables.test(name)).flatMap((name) =>
    read(name).split("\n").flatMap((line, i) => (++count && wide(line) > 100 ? [[`${name}:${i + 1}: ${wide(line)}`, wide(line)]] : [])));
  none(passing.filter(([, width]) => width > 120).map(([say]) => say), "too wide");
  assert.ok(passing.length * 50 <= count, `${passing.length} of ${count} lines are too wide:\n  ${passing.map(([say]) => say).join("\n  ")}`);
});

test("files end in one newline and no line ends in blanks", () => {
  none(files.filter((name) => isSource(name) || /\.(md|json)$/.test(name)).filter((name) => !/package-lock/.test(name)).flatMap((name) => {
    const text = read(name), bad = text.split("\n").findIndex((line) => /[ \t\r]$/.test(line));
    if (bad >= 0 && !name.endsWith(".md")) return [`${name}:${bad + 1}: blanks at the end`];
    return text && (!text.endsWith("\n") || text.endsWith("\n\n")) ? [`${name}: the last newline`] : [];
  }), "the editor's settings are in .editorconfig");
});

test("no path of somebody's machine", () => {
  const word = /(?<![\w.$}{-])\/(work|home|root|Users|tmp|builds?)\/[\w.-]+/; // a folder of ours after a name is not one
  const excused = /^(tests\/(server|core|golden)|recordings|scenarios|docs)\//; // the text of simulated machines
  none(files.filter((name) => !/package-lock|^tests\/tidy\//.test(name) && (isSource(name) || /\.(json|md)$/.test(name))).filter((name) => !excused.test(name))
    .flatMap((name) => read(name).split("\n").flatMap((line, i) => (word.test(line) ? [`${name}:${i + 1}: ${word.exec(line)[0]}`] : []))),
    "a path that exists on one machine only");
});

test("nothing is marked as left to do", () => {
  const marks = new RegExp(`\\b(${["XX", "TO", "FIX", "HA"].map((a, i) => a + ["X", "DO", "ME", "CK"][i]).join("|")})\\b`);
  none(files.filter((name) => isSource(name) || name.endsWith(".md")).flatMap((name) =>
    read(name).split("\n").flatMap((line, i) => (marks.test(line) ? [`${name}:${i + 1}: ${line.trim()}`] : []))),
    "do it, or say in docs/DIFFERENCES.md what is left out");
});

test("every C file begins by saying what it is", () => {
  none(files.filter((name) => isC(name) && /^(core|server|wasm|tests)\//.test(name))
    .filter((name) => !/^\s*\/\*/.test(read(name))), "a short letter at the head");
});

test("headers are guarded by a name of their own", () => {
  const guards = new Map(), bad = [];
  for (const name of files.filter((file) => file.endsWith(".h"))) {
    const [, guard] = /^#ifndef (\w+_H)\n#define \1$/m.exec(read(name)) ?? [];
    if (!guard && !/^core\/machine\/(events|objects)(\/|\.h)/.test(name)) bad.push(`${name}: no guard`);
    if (guard && guards.has(guard) && !name.startsWith("tests/")) bad.push(`${name}: ${guard} is ${guards.get(guard)}'s`);
    if (guard) guards.set(guard, name);
  }
  none(bad, "guards");
});

test("no #ifdef in the core says which build it is", () => {
  none(files.filter((name) => isC(name) && name.startsWith("core/")).flatMap((name) =>
    bareC(read(name)).split("\n").flatMap((line, i) => (/^\s*#\s*if.*(EMSCRIPTEN|__wasm|NDEBUG)/.test(line) ? [`${name}:${i + 1}`] : []))),
    "native and wasm are the same code");
});
