// The command line: help in both languages, exit codes, and one clear error line.
import { spawnSync } from "node:child_process";
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { binary, equal, ok, pagewalk, scratch, serve, test } from "./harness.mjs";
import { scenario, scenario_path, scenario_text } from "./scenario.mjs";

const chinese = /[\u4e00-\u9fff]/;
const commands = ["serve", "run", "check", "schema", "words", "replay", "version"];

// One line on stderr, none on stdout, exit code 2.
function bad(args, wanted, options) {
  const { code, out, err } = pagewalk(args, options);
  equal([code, out, err.trimEnd().split("\n").length], [2, "", 1], `${args.join(" ")}: ${err}`);
  ok(wanted.test(err), `${args.join(" ")} says: ${err}`);
}

test("cli: help of each subcommand in both languages", () => {
  for (const command of commands) {
    const en = pagewalk([command, "--help"]), zh = pagewalk([command, "--help", "--lang", "zh"]);
    equal([en.code, zh.code, en.err, zh.err], [0, 0, "", ""], command);
    ok(en.out.startsWith(`usage: pagewalk ${command}`) && !chinese.test(en.out), en.out);
    ok(zh.out.startsWith(`用法：pagewalk ${command}`), zh.out);
    equal(zh.out.match(/^ {2}--\S+/gm), en.out.match(/^ {2}--\S+/gm), "the same options");
  }
  ok(pagewalk(["--help"]).out.includes("subcommand".toUpperCase()) && chinese.test(pagewalk(["--lang=zh", "--help"]).out), "of all");
  ok(chinese.test(pagewalk(["--help"], { env: { LC_ALL: "zh_CN.UTF-8" } }).out), "the locale's language");
  equal(pagewalk(["version"]).out, pagewalk(["--version"]).out);
  ok(/^pagewalk \d+\.\d+\.\d+\n$/.test(pagewalk(["version"]).out), "version");
});

test("cli: usage errors are one line and exit code 2", () => {
  for (const [args, wanted] of [[["walk"], /no subcommand 'walk'/], [["run"], /missing: 'FILE'/], [["run", "a", "b"], /too many: 'b'/], [["run", "--x", "a"], /'--x'/],
    [["run", "-x", "a"], /'-x'/], [["run", "a", "--to"], /--to/], [["run", "a", "--json=1"], /--json=1/], [["run", "a", "--grain", "3"], /0 to 2.*'3'/],
    [["run", "a", "--grain", "1", "--grain", "2"], /twice/], [["run", "a", "--lang", "fr"], /zh or en, not 'fr'/], [["serve", "--port", "65536"], /65535/],
    [["serve", "--port", "-1"], /'-1'/], [["serve", "--port", " 1"], /' 1'/], [["serve", "--web", "/nowhere"], /nowhere/], [["serve", "--bind", "999.1.1.1"], /999/],
    [["serve", "--frame-ancestors", "*; script-src *"], /frame-ancestors/], [["replay", "ftrace", "x"], /no kind 'ftrace' of recording/]]) {
    bad(args, wanted);
    bad([...args, "--lang=zh"], args.includes("fr") ? /zh/ : chinese);
  }
  const { code, err } = pagewalk([]);
  ok(code === 2 && err.includes("usage"), "no subcommand at all");
});

test("cli: files that cannot be read, or are too large", () => {
  bad(["run", join(scratch, "none.json")], /none\.json: cannot be read: No such file/);
  bad(["run", scratch], /cannot be read: Is a directory/);
  bad(["run", "-"], /^<stdin>:1:1: more than 4194304 bytes; at most 4194304 are read/, { input: Buffer.alloc((4 << 20) + 1, 32) });
  const large = join(scratch, "large.json");
  writeFileSync(large, Buffer.alloc(200 << 20, 32));
  bad(["check", large], /large\.json:1:1: 209715200 bytes; at most 4194304 are read/);
  bad(["check", large, "--lang", "zh"], /large\.json:1:1: 共 209715200 字节，最多读取 4194304 字节/);
});

test("cli: what cannot be written is told", () => {
  if (!existsSync("/dev/full")) return;
  for (const args of [["run", scenario_path], ["check", scenario_path], ["schema"], ["--help"], ["words", "zh"]])
    for (const [lang, wanted] of [["en", /^pagewalk: the output cannot be written: No space left on device\n$/], ["zh", /^pagewalk：无法写出结果：磁盘已满\n$/]]) {
      const full = openSync("/dev/full", "w"), { status, stderr } = spawnSync(binary, ["--lang", lang, ...args], { stdio: ["ignore", full, "pipe"], encoding: "utf8" });
      closeSync(full);
      equal([status, wanted.test(stderr)], [2, true], `${args.join(" ")}: ${stderr}`);
    }
});

test("cli: a wrong file is told with its place", () => {
  mkdirSync(join(scratch, "bad"), { recursive: true });
  const texts = { empty: "", half: scenario_text.slice(0, scenario_text.length / 2), trailing: `${scenario_text} x`, deep: "[".repeat(100000),
    unknown: '{\n  "no such key": 1\n}\n', duplicate: '{"title":{"en":"a","zh":"a"},"title":{"en":"a","zh":"a"}}', utf8: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22]),
    nul: '{"a":\0}', control: '{"a\x01":1}' };
  for (const [name, text] of Object.entries(texts)) {
    const path = join(scratch, "bad", `${name}.json`);
    writeFileSync(path, text);
    for (const command of ["run", "check"]) bad([command, path], new RegExp(`${name}\\.json:\\d+:\\d+: .`));
  }
});

// A tree of 64 KiB with a board's name, as `dtc` would make it, out of the lesson's text.
const tree = () => Buffer.from(JSON.parse(readFileSync(join(import.meta.dirname, "../../scenarios/12-boot-device-tree.json"), "utf8")).machine.dtb, "base64");

test("cli: a device tree lies beside the scenario", () => {
  const dir = join(scratch, "tree"), path = join(dir, "board.json");
  const text = (name) => JSON.stringify({ format: 1, title: { en: "x", zh: "x" }, machine: { dtb: name }, ops: [{ op: "boot" }] });

  mkdirSync(dir, { recursive: true });
  writeFileSync(path, text("board.dtb"));
  bad(["check", path], /board\.json:1:\d+: the device tree "board\.dtb" does not lie beside the scenario/);
  writeFileSync(join(dir, "board.dtb"), tree());
  ok(/: good, 1 ops/.test(pagewalk(["check", path]).out), "with the tree");
  writeFileSync(join(dir, "board.dtb"), tree().subarray(0, 100));
  bad(["check", path], /board\.json:1:\d+: device tree, byte \d+, node \/: /);
  mkdirSync(join(dir, "folder.dtb"), { recursive: true });
  writeFileSync(path, text("folder.dtb"));
  bad(["check", path], /^\S+folder\.dtb: cannot be read: Is a directory\n$/);
  writeFileSync(path, text("../board.dtb"));
  bad(["check", path], /does not lie beside the scenario/);
});

test("cli: bytes that are no UTF-8 are told with line and column", () => {
  const good = ["", "é", "中", "😀", "\u{10ffff}", "\ud7ff", "\ue000"].map((text) => Buffer.from(text));
  const wrong = [[0x80], [0xc0, 0xaf], [0xc1, 0xbf], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf0, 0x80, 0x80, 0x80], [0xf4, 0x90, 0x80, 0x80],
    [0xf5, 0x80, 0x80, 0x80], [0xe4, 0xb8], [0xe4, 0x22, 0x22], [0x00], [0xff]];
  for (const before of good) for (const bytes of wrong) {
    const input = Buffer.concat([Buffer.from("{\n "), before, Buffer.from(bytes)]), column = [...before.toString()].length + 2;
    bad(["check", "-"], new RegExp(`^<stdin>:2:${column}: this is not valid UTF-8 \\(byte 0x${bytes[0].toString(16).padStart(2, "0")}\\)`), { input });
  }
});

test("cli: run prints steps, JSON lines, views, /proc files and the digest", () => {
  const text = pagewalk(["run", scenario_path]), lines = pagewalk(["run", scenario_path, "--json", "--grain", "2", "--from", "1"]);
  equal([text.code, lines.code, text.err, lines.err], [0, 0, "", ""]);
  ok(/^ +\d+ == \w+/m.test(text.out), "headings");
  const records = lines.out.trimEnd().split("\n").map((line) => JSON.parse(line));
  ok(records.length > 1 && records.every(({ n }, i) => i === 0 || n > records[i - 1].n), "steps in order");
  ok(chinese.test(pagewalk(["run", scenario_path, "--lang", "zh"]).out), "Chinese sentences");
  const digest = pagewalk(["run", scenario_path, "--digest"]).out.trimEnd().split("\n").pop();
  ok(/^0x[0-9a-f]+$/.test(digest), digest);
  equal(pagewalk(["run", "-", "--digest"], { input: scenario_text }).out.trimEnd().split("\n").pop(), digest, "from stdin");
  const step = JSON.parse(pagewalk(["run", scenario_path, "--to", "2", "--show", "step"]).out);
  equal([step.ok, step.step], [true, 2]);
  equal(pagewalk(["run", scenario_path, "--show", "physical", "--digest"]).out.trimEnd().split("\n").pop(), digest, "last line");
  ok(pagewalk(["run", scenario_path, "--proc", "buddyinfo"]).out.startsWith("Node 0, zone"), "buddyinfo");
  bad(["run", scenario_path, "--to", "999999999"], /--to takes a number from 0 to/);
  bad(["run", scenario_path, "--from", "5", "--to", "3"], /--from takes a number from 1 to 3, not '5'/);
  bad(["run", scenario_path, "--show", "none"], /./);
  bad(["run", scenario_path, "--proc", "../etc/passwd"], /./);
});

test("cli: an expectation that fails is told with its place, exit code 1", () => {
  const path = join(scratch, "failing.json");
  writeFileSync(path, scenario('{ "op": "spawn", "as": "A", "expect": { "zone.DMA32.nr_free_pages": "> 100" } }',
    '{ "op": "malloc", "bytes": "64K", "as": "buf",\n      "expect": { "zone.DMA32.nr_free_pages": "> 999999999", "task.A.pid": 99999 } }'));
  for (const command of ["run", "check"]) {
    const { code, err } = pagewalk([command, path]);
    equal([code, err.trimEnd().split("\n").length], [1, 2], err);
    ok(/failing\.json:9:\d+: .*zone\.DMA32\.nr_free_pages.*\n.*failing\.json:9:\d+: .*task\.A\.pid.*99999/.test(err), err);
    ok(chinese.test(pagewalk([command, path, "--lang=zh"]).err), "Chinese");
  }
  equal(pagewalk(["check", path, scenario_path, join(scratch, "none")]).code, 2, "the worst of several");
  ok(/, 1 expectations held\n$/.test(pagewalk(["check", scenario_path]).out), "the one that holds is counted");
});

test("cli: check and schema", () => {
  const good = pagewalk(["check", scenario_path]);
  equal([good.code, good.err], [0, ""]);
  ok(/: good, \d+ ops, \d+ steps, \d+ expectations held\n$/.test(good.out), good.out);
  equal(JSON.parse(pagewalk(["schema"]).out).type, "object");
});

test("cli: a port that is taken", async () => {
  const server = await serve();
  bad(["serve", "--port", String(server.port)], new RegExp(`port ${server.port}: Address already in use`));
  equal((await server.close()).code, 0);
});

test("cli: each subcommand's exit codes: done, an expectation failed, bad input", () => {
  const failing = join(scratch, "failing-once.json"), broken = join(scratch, "broken.json");
  writeFileSync(failing, scenario('{ "op": "spawn", "as": "A", "expect": { "task.A.pid": 1 } }'));
  writeFileSync(broken, "{");
  for (const [wanted, ...lists] of [
    [0, ["run", scenario_path], ["check", scenario_path], ["check", scenario_path, scenario_path], ["schema"], ["version"], ["help"], ["--help"], ["run", "--help"]],
    [1, ["run", failing], ["run", failing, "--digest"], ["run", failing, "--json"], ["check", failing], ["check", scenario_path, failing]],
    [2, [], ["nothing"], ["run"], ["run", broken], ["check"], ["check", broken], ["check", failing, broken], ["check", broken, failing], ["schema", "extra"],
      ["version", "extra"], ["schema", "--to", "1"], ["words"], ["words", "fr"], ["words", "en", "zh"], ["run", scenario_path, "--to"], ["run", scenario_path, "--to", "-1"], ["run", scenario_path, "--to", "1.5"],
      ["run", scenario_path, "--lang"], ["--lang", "fr", "help"]]])
    for (const args of lists) {
      const { code, signal, err } = pagewalk(args);
      equal([code, signal], [wanted, null], `${args.join(" ")}: ${err}`);
      ok(wanted === 0 ? err === "" : err.length > 0, `${args.join(" ")} says why: ${err}`);
    }
});

const linesOf = (text) => text.trimEnd().split("\n");

test("cli: --to stops there, with steps, views, files and the digest", () => {
  const all = linesOf(pagewalk(["run", scenario_path, "--json", "--grain", "2", "--from", "1"]).out).map((line) => JSON.parse(line));
  const last = all.at(-1).n + all.at(-1).repeat - 1;
  for (const to of [1, 2, Math.floor(last / 3), Math.floor(last / 2), last]) {
    const { code, out } = pagewalk(["run", scenario_path, "--json", "--grain", "2", "--from", "1", "--to", String(to)]);
    equal(code, 0);
    equal(linesOf(out).map((line) => JSON.parse(line)), all.filter(({ n }) => n <= to), `to ${to}`);
    const view = JSON.parse(pagewalk(["run", scenario_path, "--to", String(to), "--show", "step"]).out);
    equal([view.step, view.steps], [to, last]);
    equal(linesOf(pagewalk(["run", scenario_path, "--to", String(to), "--show", "overview", "--digest"]).out).at(-1), view.digest, "the digest of that step");
  }
  equal(JSON.parse(pagewalk(["run", scenario_path, "--to", "0", "--show", "step"]).out).record, null, "before the first step");
});

test("cli: --show takes a view's own arguments, --proc the files of tasks", () => {
  const page = JSON.parse(pagewalk(["run", scenario_path, "--show", "page:pfn=4096"]).out).page;
  equal([page.pfn, page.zone], [4096, "DMA32"]);
  equal(JSON.parse(pagewalk(["run", scenario_path, "--show", "buddy:zone=DMA"]).out).buddy.zone, "DMA");
  const space = JSON.parse(pagewalk(["run", scenario_path, "--show", "address_space:task=A"]).out).address_space;
  const maps = pagewalk(["run", scenario_path, "--proc", "A/maps"]);
  equal([maps.code, maps.err], [0, ""]);
  equal(linesOf(maps.out).filter((line) => !line.endsWith("[vsyscall]")).map((line) => `0x${/^0*([0-9a-f]+)-/.exec(line)[1]}`), space.vmas.map(({ start }) => start), "the same VMAs");
  const pid = JSON.parse(pagewalk(["run", scenario_path, "--show", "stacks"]).out).stacks.tasks[0].pid;
  equal(pagewalk(["run", scenario_path, "--proc", `${pid}/maps`]).out, maps.out, "by pid");
  ok(pagewalk(["run", scenario_path, "--proc", "A/status"]).out.includes(`Pid:\t${pid}\n`), "status");
  for (const [args, wanted] of [[["--show", "page:zone=DMA"], /unknown key "zone".*pfn offset/], [["--show", "page:pfn=99999999"], /pfn/], [["--show", "buddy:zone=X"], /no zone "X"/],
    [["--proc", "A/none"], /there are buddyinfo .* A\/maps/], [["--proc", "B/maps"], /no \/proc file "B\/maps".*buddyinfo/], [["--proc", "maps", "--to", "3"], /nor any other/]]) {
    bad(["run", scenario_path, ...args], wanted);
    bad(["run", scenario_path, ...args, "--lang", "zh"], chinese);
  }
});

test("cli: --lang chooses the language of the sentences and of nothing else", () => {
  const en = linesOf(pagewalk(["run", scenario_path]).out), zh = linesOf(pagewalk(["run", scenario_path, "--lang", "zh"]).out);
  equal(en.map((line) => line.slice(0, 7)), zh.map((line) => line.slice(0, 7)), "the same steps");
  ok(en.every((line) => !chinese.test(line)), "English");
  ok(zh.filter((line) => chinese.test(line)).length > zh.length * 0.8, "Chinese");
  for (const args of [["--json"], ["--show", "step"], ["--proc", "buddyinfo"], ["--show", "step", "--digest"]])
    equal(pagewalk(["run", scenario_path, ...args, "--lang", "zh"]).out, pagewalk(["run", scenario_path, ...args]).out, args.join(" "));
});

test("cli: replay tells what was predicted, what was not, and what cannot be read", () => {
  const recordings = new URL("../recordings/", import.meta.url).pathname, packed = join(recordings, "buddy/m128-s01_hi_unmov_200.json.gz");
  const bytes = readFileSync(packed), text = gunzipSync(bytes).toString(), wrong = join(scratch, "wrong.json");
  const good = pagewalk(["replay", "buddy", packed, join(recordings, "buddy/m256-3zones-s09_nodrain_mix_1000.json.gz")]);
  equal([good.code, good.err], [0, ""]);
  ok(/^buddy \S+: (\d+)\/\1\nbuddy \S+: (\d+)\/\2\nreplay buddy: (\d+)\/\3 predicted\n$/.test(good.out), good.out);

  writeFileSync(wrong, text.replace(/("ops": \[\["a", 0, [^\]]*)\d\]/, "$17]"));
  const first = pagewalk(["replay", "buddy", "--first", wrong]);
  equal([first.code, first.err], [1, ""]);
  ok(/op 0: pfn: expected \d+.*got \d+[\s\S]*alloc_pages[\s\S]*-> [\s\S]*\nreplay buddy: \d+\/\d+ predicted\n$/.test(first.out), first.out);
  ok(chinese.test(pagewalk(["replay", "buddy", "--first", wrong, "--lang", "zh"]).out), "in Chinese");

  for (const [name, content, why] of [["half.gz", bytes.subarray(0, bytes.length / 2), /half\.gz:1:1: not a whole gzip file/], ["no.gz", text, /no\.gz:1:1: not a whole gzip/],
    ["tail.gz", Buffer.concat([bytes, bytes]), /tail\.gz:1:1: not a whole gzip/], ["half.json", text.slice(0, text.length / 2), /half\.json:1:\d+: the text ends/],
    ["types.json", text.replace('"nr_free": ', '"nr_free": [], "x": '), /types\.json:1:\d+: a whole number/], ["empty.json", "", /empty\.json:1:1: the text is empty/]]) {
    writeFileSync(join(scratch, name), content);
    const { code, out, err } = pagewalk(["replay", "buddy", join(scratch, name)]);
    equal([code, out, err.trimEnd().split("\n").length], [2, "replay buddy: 0/0 predicted\n", 1], err);
    ok(why.test(err), err);
  }
  equal(pagewalk(["replay", "buddy", join(scratch, "none.json"), packed]).code, 2, "one unreadable file of two");

  const raw = pagewalk(["replay", "buddy", packed, join(scratch, "raw-128M", "zoneinfo.gz"), "config-x86_64.gz"]);
  equal([raw.code, raw.err, raw.out.match(/0\/0 \(a raw text/g).length], [0, "", 2], "texts beside the recordings");
  equal(pagewalk(["replay", "buddy", "raw-wm-128M.txt.gz"]).code, 1, "nothing predicted");

  const tree = join(scratch, "recorded");
  mkdirSync(join(tree, "m128"), { recursive: true });
  copyFileSync(packed, join(tree, "m128", "s01.json.gz"));
  writeFileSync(join(tree, "notes.txt"), "no recording");
  const folder = pagewalk(["replay", "buddy", tree]);
  equal([folder.code, folder.out.split("\n").length], [0, 3], "a folder means all recordings below it");
  ok(folder.out.startsWith(`buddy ${tree}/m128/s01.json.gz: `), folder.out);
  mkdirSync(join(scratch, "empty-folder"), { recursive: true });
  const none = pagewalk(["replay", "buddy", join(scratch, "empty-folder")]);
  equal([none.code, none.out, /empty-folder: there is no recording in this folder\n$/.test(none.err)], [2, "replay buddy: 0/0 predicted\n", true]);
  const { out: help } = pagewalk(["replay", "--help"]);
  for (const kind of ["boot", "watermarks", "buddy", "cma", "constants", "slab", "slub", "vmalloc"]) {
    ok(new RegExp(`KIND is.*\\b${kind}\\b`).test(help), `${kind} is told`);
    ok(!/no kind/.test(pagewalk(["replay", kind, join(scratch, "none.json")]).err), `${kind} is known`);
  }
});
