// split.mjs WHOLE COMMAND SCENARIOS OUT: the core as the linker left it becomes OUT/pagewalk.wasm,
// all that the first story runs, and OUT/pagewalk.rest.wasm, the rest; OUT/pagewalk.mjs loads them.
//
// What the first story runs is not written down anywhere: it is measured, in this build, by running
// it.  COMMAND is the native command, which knows the steps' words.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parted } from "./sections.mjs";

const [whole, command, scenarios, out] = process.argv.slice(2);
const work = `${whole}.split`;
const FEATURES = ["--enable-mutable-globals", "--enable-bulk-memory", "--enable-sign-ext"];
const own = (file) => fileURLToPath(new URL(file, import.meta.url));
const loader = own("pagewalk.mjs");
const { default: open } = await import(loader);

const age = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const PATH = [process.env.PATH, process.env.EMSDK && `${process.env.EMSDK}/upstream/bin`].filter(Boolean).join(":");
const tool = (name, ...args) => execFileSync(name, [...FEATURES, ...args], { stdio: "inherit", env: { ...process.env, PATH } });

// What a page asks at a step, with the views that it opens with and those that it has beside them.
const show = (view, more) => ({ verb: "show", view, ...more });
const questions = (steps) => [
  ...["step", "calls", "overview", "translation", "address_space", "physical", "buddy", "page", "stacks"].map((view) => show(view)),
  show("timeline", { from: 0, to: steps - 1, bins: 100 }),
  { verb: "frames", from: 0, count: 4096, per: 1, by: "use" },
  { verb: "why", count: 3 }, { verb: "proc", file: "buddyinfo" }, { verb: "check" }, { verb: "steps", from: 0, count: 40 },
  ...["op", "decision"].map((kind) => ({ verb: "find", dir: 1, kind })), { verb: "find", dir: -1, grain: 1 },
];

function storyOf(core) {
  const put = (bytes) => {
    const at = core.malloc(bytes.length);
    core.bytes(at, bytes.length).set(bytes);
    return at;
  };
  for (const [chinese, lang] of ["en", "zh"].entries()) {
    const words = execFileSync(command, ["words", lang]);
    if (core.pw_wasm_words(chinese, put(words), words.length)) throw new Error(`${command} has the words of another build`);
  }
  const session = core.pw_wasm_open();
  return (request) => {
    const text = Buffer.from(JSON.stringify(request));
    const at = put(text);
    const raw = core.pw_wasm_call(session, at, text.length);
    core.free(at);
    const answer = Buffer.from(core.bytes(core.pw_wasm_data(), core.pw_wasm_size()));
    const said = raw ? {} : JSON.parse(answer);
    if (said.ok === false) throw new Error(`${text}: ${said.error.message.en}`);
    return said;
  };
}

async function measure(instrumented) {
  const core = await open({ first: readFileSync(instrumented) });
  const ask = storyOf(core);
  const [first] = readdirSync(scenarios).filter((name) => name.endsWith(".json")).sort();
  const story = ask({ verb: "load", scenario: readFileSync(`${scenarios}/${first}`, "utf8") });
  const stops = story.ops.flatMap((op) => [op.first, op.first + (op.steps >> 1), op.first + op.steps - 1]);
  for (const at of stops) if (at >= story.start) for (const question of questions(story.steps)) ask({ ...question, at });
  const bytes = core.__write_profile(0, 0), at = core.malloc(bytes);
  core.__write_profile(at, bytes);
  return { profile: Buffer.from(core.bytes(at, bytes)), late: [0, 1].map((end) => core.pw_wasm_late(end)) };
}

async function split() {
  const at = (file) => `${work}/${file}`;
  mkdirSync(work, { recursive: true });
  if (age(at("whole.wasm")) < age(whole)) tool("wasm-opt", "-O2", "-g", whole, "-o", at("whole.wasm"));
  tool("wasm-split", "--instrument", at("whole.wasm"), "-o", at("instrumented.wasm"));
  const { profile, late } = await measure(at("instrumented.wasm"));
  writeFileSync(at("profile"), profile);
  tool("wasm-split", at("whole.wasm"), `--profile=${at("profile")}`,
    "-o1", at("first.wasm"), "-o2", at("rest.wasm"));
  const [first, rest] = parted(readFileSync(at("first.wasm")), readFileSync(at("rest.wasm")), ...late);
  writeFileSync(`${out}/pagewalk.wasm`, first);
  writeFileSync(`${out}/pagewalk.rest.wasm`, rest);
}

const inputs = [whole, command, ...["pagewalk.mjs", "split.mjs", "sections.mjs"].map(own)];
if (age(`${out}/pagewalk.rest.wasm`) < Math.max(...inputs.map(age))) await split();
copyFileSync(loader, `${out}/pagewalk.mjs`);
