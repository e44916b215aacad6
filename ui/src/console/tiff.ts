/** TIFF scans as pictures: no browser but one shows them, and scanners make them. Loaded only when there is one to show. */
import type { IFD } from "utif2";

// An A3 sheet at 600 dots an inch; what announces more is no scan of a paper.
const MOST_PIXELS = 80_000_000;

/** The pages of a TIFF, not yet decoded. */
export interface Tiff {
  pages: number;
  /** Decodes page `n` (from 0). */
  page(n: number): { width: number; height: number; rgba: Uint8Array };
}

/** Reads the directory of a TIFF; rejects what has no page in it. */
export async function openTiff(bytes: ArrayBuffer): Promise<Tiff> {
  const { default: utif } = await import("utif2");
  // Directories without a width hold notes of the scanner, not pages.
  const pages = utif.decode(bytes).filter((page) => size(page, 256) > 0 && size(page, 257) > 0);
  if (pages.length === 0) throw new Error("no page");
  return {
    pages: pages.length,
    page(n) {
      const page = pages[n];
      if (page === undefined || size(page, 256) * size(page, 257) > MOST_PIXELS) throw new Error("no such page");
      utif.decodeImage(bytes, page);
      return { width: page.width, height: page.height, rgba: utif.toRGBA8(page) };
    },
  };
}

function size(page: IFD, tag: 256 | 257): number {
  const value = page[`t${tag}`];
  return Array.isArray(value) ? Number(value[0]) : 0;
}
