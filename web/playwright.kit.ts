// The specs lie in tests/web, the packages here: they come by this one door.
export { default as AxeBuilder } from "@axe-core/playwright";
export { expect, test, type Page } from "@playwright/test";
