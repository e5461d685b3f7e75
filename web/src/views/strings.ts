// The views' own words, by the same table as the stage's (src/i18n). The core's sentences are not here.
export { word as s } from "../i18n";
