/** TIFF scans are read, broken ones refused. */
import { expect, it } from "vitest";
import { openTiff } from "./tiff";

type Entry = [tag: number, type: 3 | 4, value: number];

/** A little-endian TIFF of one uncompressed 8-bit grey page. */
function greyTiff(width: number, height: number, pixels: number[]): ArrayBuffer {
  const entries: Entry[] = [
    [256, 4, width],
    [257, 4, height],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 4, height],
    [279, 4, pixels.length],
  ];
  const directory = 8 + pixels.length + (pixels.length % 2);
  const buffer = new ArrayBuffer(directory + 2 + entries.length * 12 + 4);
  const view = new DataView(buffer);
  view.setUint32(0, 0x002a4949, true);
  view.setUint32(4, directory, true);
  pixels.forEach((pixel, at) => view.setUint8(8 + at, pixel));
  view.setUint16(directory, entries.length, true);
  entries.forEach(([tag, type, value], at) => {
    const place = directory + 2 + at * 12;
    view.setUint16(place, tag, true);
    view.setUint16(place + 2, type, true);
    view.setUint32(place + 4, 1, true);
    if (type === 3) view.setUint16(place + 8, value, true);
    else view.setUint32(place + 8, value, true);
  });
  return buffer;
}

it("reads the pixels of a grey scan", async () => {
  const tiff = await openTiff(greyTiff(2, 2, [0, 255, 128, 64]));
  expect(tiff.pages).toBe(1);
  const page = tiff.page(0);
  expect([page.width, page.height]).toEqual([2, 2]);
  expect([...page.rgba]).toEqual([0, 0, 0, 255, 255, 255, 255, 255, 128, 128, 128, 255, 64, 64, 64, 255]);
});

it("refuses what is no TIFF, and a page that is too large to be a paper", async () => {
  await expect(openTiff(new TextEncoder().encode("not a scan at all").buffer)).rejects.toThrow();
  const huge = await openTiff(greyTiff(60_000, 60_000, [0, 0, 0, 0]));
  expect(() => huge.page(0)).toThrow();
  expect(() => huge.page(1)).toThrow();
});
