// What nobody should send, sent to all three builds: one clear error with place and rule, the same bytes natively, in
// wasm and over HTTP; the command says the same and ends with 2; and the session that was open goes on.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { command, native, server, wasm } from "./engines.mjs";

const title = { en: "t", zh: "标题" }, machine = { arch: "x86_64", ram: "128M" };
const file = (members) => JSON.stringify({ format: 1, title, machine, ops: [{ op: "boot" }], ...members }, null, 1);
const ops = (...list) => file({ ops: [{ op: "boot" }, { op: "spawn", as: "A" }, ...list] });
const e820 = (...list) => file({ machine: { arch: "x86_64", e820: list.map(([start, end, type = "usable"]) => ({ start, end, type })) } });

const tree = (edit) => {
  const bytes = Buffer.from(JSON.parse(readFileSync(new URL("../../scenarios/12-boot-device-tree.json", import.meta.url), "utf8")).machine.dtb, "base64");
  edit(bytes);
  return file({ machine: { dtb: bytes.toString("base64") } });
};

const texts = [
  ["an empty file", "", /the text is empty/],
  ["blanks only", " \n\t\n", /the text is empty/],
  ["half a file", ops({ op: "malloc", bytes: 1 }).slice(0, -40), /the text ends where/],
  ["no JSON at all", "hello", /expected a JSON value/],
  ["bytes after the end", `${file({})} x`, /the text goes on after its one value/],
  ["depth 100,000", "[".repeat(100000), /nested deeper than 16 levels/],
  ["200,000 empty ops", file({ ops: Array(200000).fill({}) }), /200000 entries; at most 20000 are allowed/],
  ["a million values", `[${"0,".repeat(1000000)}0]`, /more than 600000 values/],
  ["a byte too many", " ".repeat((4 << 20) + 1), /4194305 bytes; at most 4194304 are read/],
  ["an unknown key", file({ titel: 1 }), /unknown key "titel"; known here: format, title/],
  ["a duplicate key", '{"format":1,\n"format":1}', /the key "format" stands here twice/],
  ["a wrong type", file({ ops: 7 }), /a list expected, but this is a number/],
  ["an unknown op", ops({ op: "swim" }), /there is no op "swim"/],
  ["an unknown name", ops({ op: "free", ptr: "buf" }), /no op before this one names a result "buf"/],
  ["an unknown path", ops({ op: "note", expect: { "zone.Moon.name": 1 } }), /no zone is called "Moon"/],
  ["ops out of order", file({ ops: [{ op: "malloc", bytes: 1 }] }), /malloc needs a booted machine/],
  ["no task", file({ ops: [{ op: "boot" }, { op: "malloc", bytes: 1 }] }), /malloc runs in a task, and no op before it spawns one/],
  ["two boots", file({ ops: [{ op: "boot" }, { op: "boot" }] }), /already booted/],
  ["order 12", ops({ op: "alloc_pages", order: 12 }), /12 is out of range: 0 to 10/],
  ["2^63 pages", ops({ op: "random_alloc", count: "0x8000000000000000" }), /out of range: 1 to 1M/],
  ["2^63 bytes", ops({ op: "malloc", bytes: 2 ** 63 }), /not a whole number/],
  ["an address of 65 bits", ops({ op: "write", at: "0x10000000000000000" }), /is not a number such as/],
  ["a negative size", ops({ op: "mmap", length: -4096 }), /-4096 is out of range: 0 to 128T/],
  ["a width of 3", ops({ op: "write", at: 0, bytes: 3 }), /1, 2, 4 or 8 bytes wide, not 3/],
  ["a program where there is no user space", file({ machine: { arch: "arm", ram: "64M" }, ops: [{ op: "boot" }, { op: "spawn", as: "A" }] }),
    /spawn needs user space, which is modelled on x86_64 only/],
  ["no device tree at all", file({ machine: { arch: "arm64", dtb: "AAAA" } }), /device tree, byte 0, node \/: shorter than the header/],
  ["a device tree that is too long", tree((b) => b.writeUInt32BE(0x300000, 4)), /device tree, byte 4, node \/: totalsize says more bytes than there are/],
  ["a node that is none", tree((b) => b.writeUInt32BE(7, b.indexOf("cpu@0") - 4)), /device tree, byte \d+, node \/cpus: no token of a device tree/],
  ["a property without a name", tree((b) => b.writeUInt32BE(0xffff, b.indexOf("arm,cortex") - 4)), /node \/cpus\/cpu@0: a property's name is not in the strings/],
  ["too little RAM", file({ machine: { arch: "x86_64", ram: "16M" } }), /16M is out of range: 32M to 64G/],
  ["RAM that ends before the kernel does", e820([0, 0x1c15fff]), /usable RAM is 0x1c16000 bytes/],
  ["no RAM where the kernel goes", e820([0, 0xffffff], [0x2000000, 0x7ffffff]), /no usable range of the map holds 0x1000000/],
  ["everything reserved, too", e820([0, 0x7ffffff], [0, 0x7ffffff, "reserved"]), /the kernel cannot finish its boot \(-ENOMEM\)/],
  ["a range that ends before it begins", e820([4096, 4095]), /ends \(0xfff, inclusive\) before it begins \(0x1000\)/],
  ["129 ranges", e820(...Array.from({ length: 129 }, (_, i) => [i * 4096, i * 4096 + 4095])), /129 entries; at most 128/],
  ["no cpu", file({ machine: { ...machine, cpus: 0 } }), /0 is out of range: 1 to 8/],
  ["nine cpus", file({ machine: { ...machine, cpus: 9 } }), /9 is out of range: 1 to 8/],
  ["a silly command line", file({ machine: { ...machine, cmdline: "mem=4K" } }), /the kernel cannot finish its boot/],
  ["a map of nothing", file({ machine: { ...machine, cmdline: "memmap=exactmap" } }), /cannot finish its boot \(-ENOMEM\)/],
  ["CMA where no RAM can be", file({ machine: { ...machine, cmdline: "cma=1M@0x8000000000000000" } }), /cannot finish its boot \(-EBUG\)/],
  ["no RAM for an arm kernel", file({ machine: { arch: "arm", ram: "64M", cmdline: "mem=zzz" } }), /cannot finish its boot \(-EINVAL\)/],
  ["a cache of no bytes", ops({ op: "kmem_cache_create", size: 0 }), /0 is out of range: 1 to 8M/],
  ["a cache aligned to 1M", ops({ op: "kmem_cache_create", size: 64, align: "1M" }), /1M is out of range: 0 to 4096/],
  ["an unknown slab flag", ops({ op: "kmem_cache_create", size: 64, flags: "SLAB_POISON" }), /"SLAB_POISON" is not one of: none, SLAB_HWCACHE_ALIGN/],
  ["an unknown cache", ops({ op: "kmem_cache_alloc", cache: "c" }), /no op before this one names a result "c"/],
  ["a tenth cpu", ops({ op: "kmalloc", size: 8, cpu: 9 }), /9 is out of range: 0 to 7/],
  ["2^63 bytes of kmalloc", ops({ op: "kmalloc", size: "0x8000000000000000" }), /0x8000000000000000 is out of range: 0 to 4G/],
  ["2^63 bytes of vmalloc", ops({ op: "vmalloc", bytes: "0x8000000000000000" }), /0x8000000000000000 is out of range: 0 to 128T/],
  ["2^63 frames of CMA", ops({ op: "cma_alloc", count: 2 ** 63 }), /not a whole number/],
  ["a microcontroller of 2^63 bytes", ops({ op: "mcu_reset", ram: "0x8000000000000000" }), /0x8000000000000000 is out of range: 2048 to 65536/],
  ["a pool of empty blocks", ops({ op: "mcu_reset" }, { op: "pool_create", block: 0, blocks: 1 }), /0 is out of range: 1 to 4096/],
  ["an unknown sysctl", ops({ op: "sysctl", name: "vm.swappiness", value: 1 }), /"vm.swappiness" is not one of: vm.min_free_kbytes/],
  ["a negative sysctl", ops({ op: "sysctl", name: "vm.min_free_kbytes", value: -1 }), /-1 is out of range: 0 to 0x7fffffff/],
  ["a long command line", file({ machine: { ...machine, cmdline: "x".repeat(256) } }), /256 bytes of text; at most 255/],
];

const engines = [];
const good = ops({ op: "malloc", bytes: "64K", as: "buf" }, { op: "write", at: "buf" });
before(async () => {
  for (const open of [native, wasm, server]) engines.push(await open());
});
after(() => Promise.all(engines.map((engine) => engine.close())));

async function ask(request, what) {
  const answers = await Promise.all(engines.map((engine) => engine.call(request)));
  for (const [i, { bytes }] of answers.entries())
    assert.ok(bytes.equals(answers[0].bytes), `${what}: ${engines[0].name}: ${answers[0].bytes}\n${engines[i].name}: ${bytes}`);
  return JSON.parse(answers[0].bytes);
}

const chinese = /[\u4e00-\u9fff]/;
function clear({ ok, error }, part, what) {
  assert.equal(ok, false, what);
  assert.match(error.message.en, part, what);
  assert.ok(!chinese.test(error.message.en.replace(/"[^"]*"/g, "")) && chinese.test(error.message.zh), `${what}: ${error.message.zh}`);
}

// What the command prints for a file on stdin.
function said(text, lang) {
  const { status, stdout, stderr } = spawnSync(command, ["check", "-", "--lang", lang], { input: text, encoding: "utf8" });
  assert.deepEqual([status, stdout], [2, ""], stderr);
  return stderr;
}

test("bad files: one error, the same everywhere, and the session goes on", async () => {
  const load = await ask({ verb: "load", scenario: good }, "good");
  const { digest } = await ask({ verb: "digest", at: load.steps }, "good");
  for (const [what, text, part] of texts) {
    const answer = await ask({ verb: "load", scenario: text }, what);
    clear(answer, part, what);
    assert.ok(answer.error.line >= 1 && answer.error.column >= 1, `${what}: a place`);
    assert.equal((await ask({ verb: "digest", at: load.steps }, what)).digest, digest, what);
  }
});

test("bad files: the command says the same in both languages, in one line, and ends with 2", () => {
  for (const [what, text, part] of texts) {
    if (text.length > 4 << 20) continue; // of a stream that is too long the whole length is not known
    const en = said(text, "en"), zh = said(text, "zh");
    assert.match(en, /^<stdin>:\d+:\d+: [^\n]+\n$/, what);
    assert.match(en, part, what);
    assert.match(zh, /^<stdin>:\d+:\d+[:：] ?[^\n]+\n$/, what);
    assert.ok(chinese.test(zh), what);
  }
});

test("bad ops: appended to a session they change nothing", async () => {
  const load = await ask({ verb: "load", scenario: good }, "good");
  for (const [op, part] of [[{ op: "boot" }, /already booted/], [{ op: "alloc_pages", order: 12 }, /0 to 10/], [7, /"op" must be one op object/],
    [{ op: "free", ptr: "p" }, /names a result "p"/], [{ op: "touch", at: "buf", length: "64T" }, /repetitions; all ops together/],
    [{ op: "malloc", bytes: 1, as: "buf" }, /already the name/], [{ op: "note", expect: { "a.b": 1 } }, /"a" is no table/]]) {
    clear(await ask({ verb: "append", op }, JSON.stringify(op)), part, JSON.stringify(op));
    assert.equal((await ask({ verb: "digest" }, "digest")).steps, load.steps);
  }
  const more = await ask({ verb: "append", op: { op: "write", at: "buf+8" } }, "good");
  assert.ok(more.ok && more.steps > load.steps);
});

test("addresses that are not canonical end the program, not the session", async () => {
  for (const at of ["0x800000000000", "0x8000000000000000", "0xffff7fffffffffff", "0xffffffffffffffff"]) {
    const load = await ask({ verb: "load", scenario: ops({ op: "write", at, expect: { signal: "SIGSEGV", err: "-EFAULT" } }) }, at);
    assert.ok(load.ok, at);
    assert.ok((await ask({ verb: "check", at: load.steps }, at)).held, at);
  }
});

// What the reader lets through and the kernel does not: the op ends with its errno, everywhere at the same digest.
const refused = [
  [{ op: "kmem_cache_create", size: 64, align: 3, as: "c" }, { op: "kmem_cache_alloc", cache: "c", expect: { err: "-EINVAL" } }],
  [{ op: "kmem_cache_create", size: 64, as: "c" }, { op: "kmem_cache_free", cache: "c", object: "0x8000000000000000", expect: { err: "-EFAULT" } }],
  [{ op: "kmem_cache_create", size: 64, as: "c" }, { op: "kmem_cache_destroy", cache: "c" }, { op: "kmem_cache_destroy", cache: "c", expect: { err: "-EINVAL" } }],
  [{ op: "kmalloc", size: 0, as: "p", expect: { ret: 16 } }, { op: "kfree", object: "p", expect: { err: "0" } }],
  [{ op: "kmalloc", size: 4194305, expect: { err: "-ENOMEM" } }], [{ op: "kfree", object: "0x1234", expect: { err: "-EFAULT" } }],
  [{ op: "vmalloc", bytes: 0, expect: { err: "-ENOMEM" } }], [{ op: "vmalloc", bytes: "32T", expect: { err: "-ENOMEM" } }],
  [{ op: "ioremap", phys: "0xfffffffffffff000", bytes: "0x2000", expect: { err: "-ENOMEM" } }], [{ op: "ioremap", phys: "16T", bytes: 4, expect: { err: "-ENOMEM" } }],
  [{ op: "cma_alloc", count: 4, expect: { err: "-ENOMEM" } }], [{ op: "pvPortMalloc", bytes: 8, expect: { err: "-ENODEV" } }],
  [{ op: "mcu_reset", ram: 4096, heap: 2048 }, { op: "pvPortMalloc", bytes: "0xffffffff", expect: { ret: 0 } }, { op: "vPortFree", ptr: 77, expect: { err: "-EINVAL" } }],
  [{ op: "irq_exit", expect: { err: "-EINVAL" } }], [{ op: "free_frame", pfn: 0xffffffff, expect: { err: "-EINVAL" } }],
];

test("sizes, pointers and addresses that the kernel refuses", async () => {
  for (const list of refused) {
    const what = JSON.stringify(list), load = await ask({ verb: "load", scenario: ops(...list) }, what);
    assert.deepEqual(load.expect?.failed, [], what);
    assert.ok((await ask({ verb: "check", at: load.steps }, what)).held, what);
  }
});

test("command lines that mean nothing, or too much: every machine boots alike", async () => {
  const words = ["mem=", "mem=-1", "memmap=0", "memmap=nn[KMG]@ss", "cma=100G", "cma=-1", "kernelcore=", "kernelcore=200%", "movablecore=1T", "hugepages=1e9", "hugepages=-1",
    "highmem=1T", "vmalloc=0", "slab_max_order=99", "slub_min_objects=99999999999", "slub_min_order=10 slub_max_order=0", "= =x x=== \u00e9"];
  for (const arch of ["x86_64", "i386", "arm64", "arm"])
    for (const cmdline of words) {
      if (arch === "arm" && cmdline.startsWith("mem=")) continue; // there it is taken at its word: no RAM is left
      const what = `${arch} ${cmdline}`, load = await ask({ verb: "load", scenario: file({ machine: { arch, ram: "64M", cmdline } }) }, what);
      assert.ok(load.ok && (await ask({ verb: "check", at: load.steps }, what)).held, what);
    }
});

test("bytes that are no request", async () => {
  const bytes = (...list) => Buffer.concat(list.map((item) => Buffer.from(item)));
  for (const [request, part] of [[bytes('{"verb":"load","scenario":"', [0xff], '"}'), /not valid UTF-8 \(byte 0xff\)/],
    [bytes('{"verb":"load","scenario":"', [0xe4, 0xb8], '"}'), /not valid UTF-8/], [bytes("["), /the text ends where/], [bytes('{"verb":"load"'), /the text ends where/],
    [bytes('{"verb":"', [0], '"}'), /control character/], [bytes("{".repeat(50)), /expected a key/], [bytes("[".repeat(100000)), /nested deeper than 16/],
    [bytes("7"), /a request is a JSON object/], [bytes('{"verb":"load","scenario":7}'), /./], [bytes('{"verb":"load","scenario":"\\ud800"}'), /surrogate/]])
    clear(await ask(request, request.toString("latin1", 0, 60)), part, request.toString("latin1", 0, 60));
  assert.ok((await ask({ verb: "load", scenario: good }, "good")).ok);
});
