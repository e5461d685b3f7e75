// A scenario that the core takes: the first of the course.
import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../scenarios/", import.meta.url);
const name = readdirSync(folder).filter((file) => /^\d.*\.json$/.test(file)).sort()[0];

export const scenario_path = new URL(name, folder).pathname;
export const scenario_text = readFileSync(scenario_path, "utf8");
