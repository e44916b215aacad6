/** The words for pages, batches and what can be undone. */
import type { BatchSource } from "../../backend/contract/BatchSource";
import type { Broken } from "../../backend/contract/Broken";
import type { Coding } from "../../backend/contract/Coding";
import type { Difference } from "../../backend/contract/Difference";
import type { Finished } from "../../backend/contract/Finished";
import type { PageView } from "../../backend/contract/PageView";
import type { Progress } from "../../backend/contract/Progress";
import type { StepKind } from "../../backend/contract/StepKind";
import { m } from "../../messages/messages.js";
import type { Look } from "../../shared/tone";

export function pageLook(page: PageView): Look {
  if (page.removed) return { tone: "neutral", icon: "delete", word: page.finished?.blank ? m.pages_blank() : m.pages_removed() };
  switch (page.state.name) {
    case "working":
      return { tone: "info", icon: "clock", word: m.pages_working() };
    case "broken":
      return { tone: "bad", icon: "error", word: m.pages_broken() };
    case "ready":
      return page.finished?.blank
        ? { tone: "warn", icon: "file", word: m.pages_blank() }
        : { tone: "good", icon: "check", word: m.pages_ready() };
  }
}

export const brokenWhy: Record<Broken, () => string> = {
  unreadable: m.pages_broken_unreadable,
  too_large: m.pages_broken_too_large,
  too_slow: m.pages_broken_too_slow,
  failed: m.pages_broken_failed,
};

export const sourceWord: Record<BatchSource, () => string> = {
  scanner: m.pages_from_scanner,
  folder: m.pages_from_folder,
  added: m.pages_from_added,
};

export const undoWord: Record<StepKind, () => string> = {
  turn: m.pages_undo_turn,
  correct: m.pages_undo_correct,
  remove: m.pages_undo_remove,
  restore: m.pages_undo_restore,
  move: m.pages_undo_move,
  split: m.pages_undo_split,
  merge: m.pages_undo_merge,
  interleave: m.pages_undo_interleave,
  card: m.pages_undo_card,
};

export const differenceWord: Record<Difference, () => string> = {
  codice_fiscale: m.pages_differs_codice_fiscale,
  family_name: m.pages_differs_family_name,
  given_name: m.pages_differs_given_name,
  birth_date: m.pages_differs_birth_date,
  sex: m.pages_differs_sex,
  expired: m.pages_differs_expired,
};

const codingWord: Record<Coding, () => string> = {
  g4: m.pages_look_bilevel,
  jbig2: m.pages_look_bilevel,
  grey_jpeg: m.pages_look_grey,
  colour_jpeg: m.pages_look_colour,
};

/** Size on paper, bytes and colours: what an office asks about a page. */
export function facts({ width, height, dpi, bytes, coding }: Finished): string {
  const millimetres = (pixels: number) => Math.round((pixels / dpi) * 25.4);
  return m.pages_facts({
    width: millimetres(width),
    height: millimetres(height),
    size: `${Math.max(1, Math.round(bytes / 1000))} kB`,
    look: codingWord[coding](),
  });
}

export function progressWord(progress: Progress): string {
  switch (progress.step) {
    case "waiting":
      return m.pages_progress_waiting();
    case "scanning":
      return m.pages_progress_scanning({ page: progress.page });
    case "arriving":
      return m.pages_progress_arriving({ page: progress.page });
    case "over":
      return m.pages_progress_over({ count: progress.pages });
  }
}
