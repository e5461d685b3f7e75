// The program beside the steps: its line follows the story, a line leads to its step.
import { expect, test } from "./kit";

test("the program shows the line that runs, and a line leads to its step", async ({
  stage,
  page,
}) => {
  await stage.open({ s: "first-touch", lang: "en" });
  const program = page.getByTestId("program");
  await expect(program.getByRole("listitem")).toHaveCount(15);
  const before = await stage.step();
  await program
    .getByRole("button", { name: "char *p = malloc(1 << 20);" })
    .click();
  await expect(program.locator("[aria-current=step]")).toContainText("malloc");
  expect(await stage.step()).toBeGreaterThan(before);
});

test("a phone has the program as a tab, a story without one does not", async ({
  stage,
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await stage.open({ s: "first-touch", lang: "en" });
  await page.getByRole("tab", { name: "Program" }).click();
  await expect(page.getByTestId("program")).toContainText("int main(void)");
  await stage.open({ s: "boot", lang: "en" });
  await expect(page.getByRole("tab", { name: "Program" })).toHaveCount(0);
});
