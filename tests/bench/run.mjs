// Every bench in turn, as one table: `./dev bench [--json] [--docs]`.
//   --json   also writes build/bench.json: a list of {name, value, unit, goal}
//   --docs   also writes the table into docs/PERFORMANCE.md, between its two marks
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const PARTS = [
  ["build/bin/pagewalk-bench", "--json"],
  [process.execPath, "tests/bench/wasm.mjs"],
  [process.execPath, "tests/bench/browser.mjs"],
];

// Instructions of an op: two runs under valgrind, one that only boots. [] where there is no valgrind.
function instructions(name, option, ops, goal) {
  const counted = (nr) => {
    const { stderr, error } = spawnSync("valgrind", ["--tool=callgrind", "--callgrind-out-file=/dev/null", "build/bin/pagewalk-bench", option, String(nr)], { encoding: "utf8" });
    return error ? NaN : Number(/Collected : (\d+)/.exec(stderr)?.[1]);
  };
  const value = (counted(ops) - counted(0)) / ops;
  return Number.isFinite(value) ? [{ name, value, unit: "", goal }] : [];
}

const built = (part) => part.every((word) => word.startsWith("--") || existsSync(word));
const rows = PARTS.filter(built).flatMap(([command, ...args]) =>
  JSON.parse(execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] })))
  .concat(instructions("instructions of an op, bulk", "--ops", 1000000, 150),
    instructions("instructions of an op, journal", "--journal", 200000, 0));

const verdict = ({ value, goal }) => (goal ? (value <= goal ? "met" : "missed") : "");
const number = (value) => String(Number(value.toPrecision(3)));

for (const row of rows) {
  console.log([row.name.padEnd(36), number(row.value).padStart(8), row.unit.padEnd(11),
    row.goal ? `goal <= ${row.goal}`.padEnd(16) : "", verdict(row)].join(" ").trimEnd());
}
if (process.argv.includes("--json")) writeFileSync("build/bench.json", `${JSON.stringify(rows, null, 1)}\n`);
if (process.argv.includes("--docs")) {
  const table = ["| what | measured | unit | goal | |", "| --- | ---: | --- | ---: | --- |",
    ...rows.map((row) => `| ${row.name} | ${number(row.value)} | ${row.unit} | ${row.goal ? `<= ${row.goal}` : ""} | ${verdict(row)} |`)];
  const file = "docs/PERFORMANCE.md", marks = /(<!-- bench -->\n)[^]*(<!-- \/bench -->)/;
  writeFileSync(file, readFileSync(file, "utf8").replace(marks, `$1${table.join("\n")}\n$2`));
}
