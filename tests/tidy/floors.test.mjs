// Who may use whom: machine <- lib <- mm <- kernel <- arch <- init <- scenario <- rpc <- {server, wasm}. The floors
// stand on one another in that order; fs/proc and check read mm and kernel (and what those stand on).
import assert from "node:assert/strict";
import { test } from "node:test";
import { files, isC, read } from "./files.mjs";

const FLOORS = ["machine", "lib", "mm", "kernel", "arch", "init", "scenario", "rpc"];
const SIDE = { "fs": "arch", "check": "arch", "user": "arch", "drivers": "mm", "mcu": "mm" };

// The circles of this domain, each by one header that a lower floor may see. Linux has the same ones: asm/page.h,
// asm/pgtable.h, asm/tlbflush.h, linux/syscalls.h, asm/setup.h.
const DOORS = new Set([
  "arch/x86_64/page.h", "arch/x86_64/pgtable.h", "arch/x86_64/mmu.h", "arch/x86_64/setup.h", "kernel/syscalls.h", "init/main.h",
]);
const DOOR_USERS = new Set(["mm", "kernel", "arch"]);

const height = (folder) => FLOORS.indexOf(SIDE[folder] ?? folder);

function mayUse(from, to) {
  if (from === to) return true;
  if (SIDE[to]) return height(from) > height(SIDE[to]) || (Boolean(SIDE[from]) && from === to);
  if (SIDE[from]) return height(to) >= 0 && height(to) <= height("arch");
  return height(from) >= 0 && height(to) >= 0 && height(to) <= height(from);
}

function includes(name) {
  return [...read(name).matchAll(/^\s*#\s*include\s+["<]([^">]+)[">]/gm)].map((match) => match[1]);
}

test("the core's floors", () => {
  const known = new Set(files), bad = [];
  for (const name of files.filter((file) => isC(file) && file.startsWith("core/"))) {
    const from = name.split("/")[1];
    if (from === "include") continue;
    for (const path of includes(name)) {
      if (!known.has(`core/${path}`)) continue;
      const to = path.split("/")[0];
      if (!mayUse(from, to) && !(DOORS.has(path) && DOOR_USERS.has(from))) bad.push(`${name} includes ${path}`);
    }
  }
  assert.deepEqual(bad, [], "a floor uses one above it");
});

test("only rpc, scenario and the reader of JSON know JSON", () => {
  assert.deepEqual(files.filter((name) => isC(name) && name.startsWith("core/") && !/^core\/(rpc|scenario)\//.test(name))
    .filter((name) => includes(name).some((path) => /cJSON/.test(path))), []);
});

test("server and wasm see pagewalk.h alone", () => {
  const bad = [];
  for (const name of files.filter((file) => isC(file) && /^(server|wasm)\//.test(file))) {
    const folder = name.split("/")[0];
    for (const path of includes(name)) {
      if (files.includes(`core/${path}`) || /^\.\.\//.test(path) || (folder === "wasm" && path !== "pagewalk.h" && !/^(std\w+|string)\.h$/.test(path))) {
        bad.push(`${name} includes ${path}`);
      }
    }
  }
  assert.deepEqual(bad, []);
});

test("pagewalk.h shows nothing of the inside", () => {
  assert.deepEqual(includes("core/include/pagewalk.h").filter((path) => !/^(stddef|stdint)\.h$/.test(path)), []);
});

test("no view of the page imports another", () => {
  const bad = [];
  for (const name of files.filter((file) => /^web\/src\/views\/[^/]+\//.test(file) && /\.(ts|svelte)$/.test(file))) {
    const own = name.split("/")[3];
    for (const [, path] of read(name).matchAll(/from\s+"([^"]+)"/g)) {
      const other = /^\.\.\/([^/.]+)\//.exec(path)?.[1];
      if (other && other !== own && files.some((file) => file.startsWith(`web/src/views/${other}/`) && /View\.svelte$/.test(file))) bad.push(`${name} imports ${path}`);
      if (/engine\/(http|wasm|worker)/.test(path)) bad.push(`${name} imports ${path}`);
    }
  }
  assert.deepEqual(bad, []);
});
