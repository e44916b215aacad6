/** PDF pages as pictures, by pdf.js; loaded only when there is a PDF to show, and running no script of the document. */
import type { PDFDocumentProxy } from "pdfjs-dist";
import workerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";

export type Pdf = PDFDocumentProxy;

/** Opens a PDF; whoever opens it calls `destroy`. */
export async function openPdf(data: Uint8Array): Promise<Pdf> {
  const pdfjs = await import("pdfjs-dist");
  pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;
  return pdfjs.getDocument({ data, isEvalSupported: false, enableXfa: false, stopAtErrors: false }).promise;
}

/** Draws page `n` into `canvas`, `width` pixels wide. */
export async function drawPage(pdf: Pdf, n: number, canvas: HTMLCanvasElement, width: number): Promise<void> {
  const page = await pdf.getPage(n);
  const viewport = page.getViewport({ scale: width / page.getViewport({ scale: 1 }).width });
  canvas.width = Math.round(viewport.width);
  canvas.height = Math.round(viewport.height);
  const canvasContext = canvas.getContext("2d");
  if (!canvasContext) throw new Error("no canvas");
  await page.render({ canvasContext, viewport, intent: "print" }).promise;
}
