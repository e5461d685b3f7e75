// A device tree on its way into a scenario's text.
import { describe, expect, it } from "vitest";
import {
  base64,
  storyOfTree,
  treeName,
  withTree,
} from "../../../web/src/ui/dtb";

const decode = (text: string) =>
  Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

describe("a device tree", () => {
  it("keeps its bytes, but for zeroes at the end", () => {
    for (const length of [0, 1, 2, 3, 4, 100, 8192, 20000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) % 256);
      const padded = new Uint8Array(length + 5000);
      padded.set(bytes);
      for (const whole of [bytes, padded]) {
        const back = decode(base64(whole));
        const filled = new Uint8Array(whole.length);
        filled.set(back);
        expect(Buffer.from(filled).equals(whole)).toBe(true); // a list of 20,000 numbers compares slowly
        expect(back.length).toBeLessThanOrEqual(length + 3);
      }
    }
  });

  it("becomes a story that boots, with what the reader chose", () => {
    const story = JSON.parse(
      storyOfTree("board.dtb", Uint8Array.of(208, 13), {
        arch: "arm",
        ram: "1G",
      }),
    );
    expect(story.machine).toEqual({
      arch: "arm",
      ram: "1G",
      dtb: base64(Uint8Array.of(208, 13)),
    });
    expect(story.ops[0].op).toBe("boot");
    expect(story.start_call).toBe("parse_early_param"); // the first picture shows what the tree says
    expect(story.prose.en && story.prose.zh).toContain("board.dtb");
  });

  it("takes the place of its name, and nothing else moves", () => {
    const text =
      '{\n "machine": { "dtb" : "my board.dtb" },\n "title": "x.dtb"\n}';
    expect(treeName(text)).toBe("my board.dtb");
    expect(treeName('{"dtb":"../x.dtb"}')).toBeNull();
    expect(treeName('{"title":"x.dtb"}')).toBeNull();
    const whole = withTree(text, "my board.dtb", Uint8Array.of(1, 2, 3));
    expect(JSON.parse(whole).machine.dtb).toBe("AQID");
    expect(whole.split("\n").length).toBe(4);
  });
});
