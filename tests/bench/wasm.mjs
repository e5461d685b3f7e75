// The browser's core against the native one, on the same scenario: `./dev bench` runs it when both are built.
// Prints rows of {name, value, unit, goal}; PAGEWALK_BUILD names the build folder.
//
// "forward" is a load: read the scenario, boot, run 300,000 allocations and frees with the journal on. "a step" is what
// a key press asks for: the step's record and four views at a step inside a fault. Both sides pass JSON through the
// same door, natively over a pipe, so a step's ratio is kind to wasm; forward's is not, a load being one answer.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { native, wasm } from "../parity/engines.mjs";

const ROUNDS = 11;
const firstTouch = readFileSync(fileURLToPath(new URL("../../scenarios/03-first-touch.json", import.meta.url)), "utf8");
const workload = JSON.stringify({
  format: 1, title: { en: "Bench", zh: "测速" }, machine: { arch: "x86_64", ram: "1G" },
  ops: [{ op: "boot" }, { op: "random_alloc", count: 300000, slots: 65535, max_order: 5 }],
});

const best = (values) => Math.min(...values);	// the neighbours only ever add

async function ask(engine, request) {
  const { bytes } = await engine.call(request);
  const answer = JSON.parse(bytes);
  if (answer.error) throw new Error(`${engine.name}: ${JSON.stringify(answer.error)}`);
  return answer;
}

async function timed(work) {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

const forward = (engine) => timed(() => ask(engine, { verb: "load", scenario: workload }));

const VIEWS = ["calls", "translation", "address_space", "stacks"];

async function oneStep(engine, steps) {
  const at = 400 + Math.floor(Math.random() * (steps - 500));
  return timed(async () => {
    for (const view of VIEWS) await ask(engine, { verb: "show", view, at });
  });
}

const bootOf = (ram) => JSON.stringify({
  format: 1, title: { en: "Bench", zh: "测速" }, machine: { arch: "x86_64", ram }, ops: [{ op: "boot" }],
});

const engines = [await native(), await wasm()];
const times = engines.map(() => ({ forward: [], step: [] }));
for (let round = 0; round < ROUNDS; round++) {
  for (const [i, engine] of engines.entries()) times[i].forward.push(await forward(engine));
}
for (const [i, engine] of engines.entries()) {
  const { steps } = await ask(engine, { verb: "load", scenario: firstTouch });
  for (let n = 0; n < 60; n++) times[i].step.push(await oneStep(engine, steps));
}
// The largest machines last: what one has needed, the next finds in place.
const boots = [];
for (let round = 0; round < 5; round++) boots.push(await timed(() => ask(engines[1], { verb: "load", scenario: bootOf("16G") })));
const huge = await timed(() => ask(engines[1], { verb: "load", scenario: bootOf("64G") }));
const [own, browser] = times;
const rows = [
  ["native, load with 300,000 ops", best(own.forward), "ms"],
  ["wasm / native forward", best(browser.forward) / best(own.forward), "ratio", 1.3],
  ["wasm, four views at a step", best(browser.step), "ms", 8],
  ["wasm, boot of 16 GiB", best(boots), "ms", 1000],
  ["wasm, boot of 64 GiB", huge, "ms"],
];
console.log(JSON.stringify(rows.map(([name, value, unit, goal]) => ({ name, value, unit, goal: goal ?? 0 }))));
for (const engine of engines) await engine.close();
