// The project's own files, as git knows them: tracked ones and new ones that are not ignored.
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

export const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root, encoding: "utf8", maxBuffer: 1 << 26,
}).split("\0").filter((name) => name && existsSync(root + name) && lstatSync(root + name).isFile()).sort();

export const read = (name) => readFileSync(root + name, "utf8");
export const isC = (name) => /\.[ch]$/.test(name);
export const isSource = (name) => /\.(c|h|ts|mjs|svelte|css|sh|cmake)$/.test(name) || /(^|\/)(dev|run|CMakeLists\.txt)$/.test(name);
export const lines = (text) => text.split("\n").length - (text.endsWith("\n") ? 1 : 0);

// C without its comments, strings and character constants: same lines, same columns.
export function bareC(text) {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g,
    (piece) => piece.replace(/[^\n]/g, " "));
}

// Functions of kernel-style C: a body opens with '{' alone in column 0 and closes with '}' there.
export function functionsOf(text) {
  const found = [];
  let open = -1;
  bareC(text).split("\n").forEach((line, i) => {
    if (/^\{\s*$/.test(line)) open = i;
    else if (/^\}\s*$/.test(line) && open >= 0) {
      found.push({ line: open + 1, length: i - open - 1 });
      open = -1;
    }
  });
  return found;
}
