import { describe, expect, it } from "vitest";
import type { OpEntry } from "../../../web/src/engine/protocol";
import { arrangementOf, fit, foldedViews, insteadOf, placesFor, VIEWS } from "../../../web/src/ui/layout";

const op = (i: number, layout: string | null, focus: string | null) => ({ i, layout, focus }) as OpEntry;
const none = { focus: null, support: [] };

describe("the arrangement of an op", () => {
  const ops = [op(0, null, "boot"), op(1, null, null), op(2, "fault", "translation"), op(3, "stacks", null)];
  it("is the newest that an op at or before the step names", () => {
    expect(arrangementOf(ops, 0)).toEqual({ layout: "buddy", focus: "boot" });
    expect(arrangementOf(ops, 1)).toEqual({ layout: "buddy", focus: "boot" });
    expect(arrangementOf(ops, 2)).toEqual({
      layout: "fault",
      focus: "translation",
    });
    expect(arrangementOf(ops, 3)).toEqual({ layout: "stacks", focus: null });
  });
  it("is the fault's when nothing is named, or something unknown", () => {
    expect(arrangementOf([], 0)).toEqual({ layout: "fault", focus: "translation" });
    expect(arrangementOf([op(0, "cinema", "nonsense")], 0)).toEqual({
      layout: "fault",
      focus: "translation",
    });
  });
  it("is what the op is about while no op has named one", () => {
    const names = ["boot", "spawn", "alloc_pages", "switch"];
    const plain = names.map((name, i) => ({ ...op(i, null, null), op: name }));
    expect(plain.map((_, i) => arrangementOf(plain, i).focus)).toEqual([
      "boot",
      "address_space",
      "buddy",
      "stacks",
    ]);
  });
});

describe("what an op names inside its view", () => {
  it("stays as long as the view does", () => {
    const ops = [{ ...op(0, null, "proc"), focus_args: { file: "meminfo" } }, op(1, null, null), op(2, null, "proc")];
    expect(arrangementOf(ops, 0).args).toEqual({ file: "meminfo" });
    expect(arrangementOf(ops, 1).args).toEqual({ file: "meminfo" });
    expect(arrangementOf(ops, 2).args ?? null).toBeNull();
  });
});

describe("in large type", () => {
  it("one view has all the room", () => {
    const places = placesFor({ layout: "fault", focus: null }, none);
    expect(fit(places, 1440, 900, true)).toEqual({ strip: null, focus: "translation", support: [] });
  });
});

describe("in place of a view that is still empty", () => {
  it("stands memory; the program's strip waits where there is one", () => {
    const place = (layout: "fault" | "buddy" | "stacks", focus: string | null) =>
      placesFor(insteadOf({ layout, focus }), none);
    expect(place("fault", "address_space")).toMatchObject({ focus: "physical", strip: "address_space" });
    expect(place("fault", null)).toMatchObject({ focus: "physical", strip: "address_space" });
    expect(place("stacks", "stacks")).toMatchObject({ focus: "physical", strip: null });
    expect(place("buddy", "slab")).toMatchObject({ focus: "physical", strip: null });
  });
});

describe("places", () => {
  it("are the three of the drawings", () => {
    const fault = placesFor({ layout: "fault", focus: null }, none);
    expect(fault).toEqual({
      strip: "address_space",
      focus: "translation",
      support: ["physical", "buddy"],
    });
    expect(placesFor({ layout: "buddy", focus: null }, none)).toEqual({
      strip: null,
      focus: "buddy",
      support: ["physical", "proc"],
    });
    expect(placesFor({ layout: "stacks", focus: null }, none)).toEqual({
      strip: null,
      focus: "stacks",
      support: [],
    });
  });

  it("never hold a view twice, and every view stands or is folded", () => {
    for (const layout of ["fault", "buddy", "stacks"] as const)
      for (const focus of [null, ...VIEWS])
        for (const support of [[], ["page"], ["translation", "stacks"], ["physical", "physical"]]) {
          const places = placesFor({ layout, focus: null }, { focus, support });
          const shown = [places.strip, places.focus, ...places.support].filter((view) => view !== null);
          expect(new Set(shown).size).toBe(shown.length);
          expect([...shown, ...foldedViews(places)].sort()).toEqual([...VIEWS].sort());
          if (focus) expect(places.focus).toBe(focus);
        }
  });

  it("fold their support on a low or narrow window and keep the focus", () => {
    const places = placesFor({ layout: "fault", focus: null }, none);
    expect(fit(places, 1440, 900)).toEqual(places);
    expect(fit(places, 1280, 720)).toEqual({ ...places, support: [] });
    expect(fit(places, 800, 900)).toEqual({
      ...places,
      support: [],
      strip: null,
    });
  });
});
