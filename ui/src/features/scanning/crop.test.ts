import { expect, test } from "vitest";
import { cropOf, dragged, edgesOf, moved, WHOLE } from "./crop";

test("the whole page is no crop, and a crop comes back as its edges", () => {
  expect(cropOf(WHOLE)).toEqual({ name: "none" });
  const crop = cropOf({ left: 100, top: 50, right: 900, bottom: 950 });
  expect(crop).toEqual({ name: "rect", left: 100, top: 50, width: 800, height: 900 });
  expect(edgesOf(crop)).toEqual({ left: 100, top: 50, right: 900, bottom: 950 });
  expect(edgesOf({ name: "auto" })).toEqual(WHOLE);
});

test("an edge stops at the page and before the other edge", () => {
  expect(moved(WHOLE, "left", -5)).toEqual(WHOLE);
  expect(moved(WHOLE, "left", 1200).left).toBe(980);
  expect(moved({ ...WHOLE, left: 400 }, "right", 100).right).toBe(420);
});

test("a drag in any direction is a rectangle, a click is none", () => {
  expect(dragged([900, 800], [100, 200])).toEqual({ left: 100, top: 200, right: 900, bottom: 800 });
  expect(dragged([-50, 10], [500, 2000])).toEqual({ left: 0, top: 10, right: 500, bottom: 1000 });
  expect(dragged([300, 300], [305, 700])).toBeUndefined();
});
