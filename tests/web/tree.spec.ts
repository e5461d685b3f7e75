// A device tree dropped on the page becomes a machine that boots; what it leaves open is asked for.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./kit";

const lesson = join(
  process.cwd(), // web/
  "../scenarios/12-boot-device-tree.json",
);
const tree = () =>
  Buffer.from(JSON.parse(readFileSync(lesson, "utf8")).machine.dtb, "base64");
const file = (buffer: Buffer) => ({
  name: "board.dtb",
  mimeType: "application/octet-stream",
  buffer,
});

test("a device tree boots the machine that it describes", async ({
  stage,
  page,
}) => {
  await stage.open();
  await page.getByTestId("picker").setInputFiles(file(tree()));
  await stage.settled();
  await expect(page).toHaveTitle(/board\.dtb/);
  expect(await stage.last()).toBeGreaterThan(400);
});

test("a tree that does not name its cpus asks for the machine", async ({
  stage,
  page,
}) => {
  const bytes = tree();
  const at = bytes.indexOf("device_type");
  bytes.write("device_typo", at);
  await stage.open();
  await page.getByTestId("picker").setInputFiles(file(bytes));
  await expect(
    page.getByRole("alert").filter({ hasText: "which cpus" }).first(),
  ).toBeVisible();
  await page.getByTestId("tree-arch").selectOption("arm64");
  await page.getByTestId("tree-boot").click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText(
    /RAM/,
  );
});

test("a scenario and the tree that it names come together", async ({
  stage,
  page,
}) => {
  const text = JSON.stringify({
    format: 1,
    title: { en: "Two files", zh: "两个文件" },
    machine: { dtb: "board.dtb" },
    ops: [{ op: "boot" }],
  });
  await stage.open();
  await page
    .getByTestId("picker")
    .setInputFiles([
      {
        name: "two.json",
        mimeType: "application/json",
        buffer: Buffer.from(text),
      },
      file(tree()),
    ]);
  await stage.settled();
  await expect(page).toHaveTitle(/Two files/);
});

test("views of programs say why they are empty on such a machine", async ({
  stage,
  page,
}) => {
  await stage.open({
    s: "12-boot-device-tree",
    view: "stacks,translation,address_space",
  });
  await expect(
    page.getByText("No program runs on this machine").first(),
  ).toBeVisible();
});
