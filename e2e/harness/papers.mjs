/** Papers as a scanner's program would write them; what they say is invented. */
import { open } from "node:fs/promises";
import { pause } from "./patience.mjs";

const sheet = (title) => `<!doctype html><html lang="it"><meta charset="utf-8"><title>${title}</title>
<body style="font: 28px 'Liberation Serif', serif; margin: 60px; background: #fdfcf7">
<h1>${title}</h1><p>DOCUMENTO DI PROVA, INVENTATO PER IL COLLAUDO.</p>
<p>Comune di Pieve di Prova, Ufficio di prova, protocollo 0000/2026.</p>
${"<p>Il sottoscritto, persona inesistente, dichiara che questo foglio serve solo a provare il programma.</p>".repeat(8)}
</body></html>`;

/** A sheet drawn by a real browser as JPEG, PNG and PDF. */
export async function drawn(browser, title, kind) {
  const page = await browser.newPage({ viewport: { width: 1000, height: 1414 } });
  try {
    await page.setContent(sheet(title));
    if (kind === "pdf") return await page.pdf({ format: "A4" });
    return await page.screenshot(kind === "jpeg" ? { type: "jpeg", quality: 85 } : { type: "png" });
  } finally {
    await page.close();
  }
}

/** A grey TIFF, one strip, not compressed: what old scanners' programs write. */
export function tiff(width = 620, height = 877) {
  const pixels = Buffer.alloc(width * height, 250);
  for (let row = 80; row < height - 80; row += 24) {
    for (let line = 0; line < 6; line++) pixels.fill(40, (row + line) * width + 60, (row + line) * width + width - 60);
  }
  const SHORT = 3;
  const LONG = 4;
  const entries = [
    [256, SHORT, width],
    [257, SHORT, height],
    [258, SHORT, 8],
    [259, SHORT, 1],
    [262, SHORT, 1],
    [273, LONG, 0],
    [277, SHORT, 1],
    [278, SHORT, height],
    [279, LONG, pixels.length],
  ];
  const start = 8 + 2 + entries.length * 12 + 4;
  const head = Buffer.alloc(start);
  head.write("II*\0", "latin1");
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(entries.length, 8);
  entries.forEach(([tag, type, value], index) => {
    const at = 10 + index * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(1, at + 4);
    if (type === SHORT) head.writeUInt16LE(value, at + 8);
    else head.writeUInt32LE(tag === 273 ? start : value, at + 8);
  });
  return Buffer.concat([head, pixels]);
}

/** Writes a file in pieces with pauses between, as a slow scanner does. */
export async function writeInPieces(path, bytes, { pieces = 4, pauseMs = 250 } = {}) {
  const file = await open(path, "w");
  try {
    const size = Math.ceil(bytes.length / pieces);
    for (let at = 0; at < bytes.length; at += size) {
      if (at > 0) await pause(pauseMs);
      await file.write(bytes.subarray(at, at + size));
    }
  } finally {
    await file.close();
  }
}
