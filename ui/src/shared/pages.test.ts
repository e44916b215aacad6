/** What stands above every printed page. */
import { render } from "svelte/server";
import { expect, it, vi } from "vitest";
import PageView from "./PageView.svelte";

// Drawn here without a window; the one door to the core asks for it when it is read.
vi.hoisted(() => Object.assign(globalThis, { window: { __TAURI_INTERNALS__: {} } }));

it("has its line above every page, with the page's number", () => {
  const heading = "Lettera inventata, stampato il 01/12/2026, 9:30, appuntamento S1-0042";
  const props = { path: "documents/a", mediaType: "image/tiff" as const, pages: 3, title: "Lettera inventata", eager: true, heading };
  const lines = render(PageView, { props }).body.match(/data-testid="page-heading"[^>]*>([^<]*)</g) ?? [];
  expect(lines.map((line) => line.slice(line.indexOf(">") + 1, -1))).toEqual(
    [1, 2, 3].map((page) => `${heading}. Pagina ${page} di 3`),
  );
  expect(render(PageView, { props: { ...props, heading: "" } }).body).not.toContain("page-heading");
});
