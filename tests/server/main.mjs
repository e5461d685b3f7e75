// Runs every test of this folder against one pagewalk binary; prints "N passed, N failed" last.
import { finish } from "./harness.mjs";
import "./cli.mjs";
import "./files.mjs";
import "./headers.mjs";
import "./sessions.mjs";
import "./events.mjs";
import "./bodies.mjs";
import "./connections.mjs";
import "./limits.mjs";

await finish();
