/** Listens for a barcode reader in the whole window, whatever has the focus, and takes back what it typed there. */
import { PAUSE_MS, Reader, type Reading } from "./reader";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** A field as it was before the reader typed into it. */
interface Trace {
  field: Field;
  value: string;
  selection: [number, number] | undefined;
}

const isField = (target: EventTarget | null): target is Field =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;

function trace(field: Field): Trace {
  // Fields of dates and the like have no selection.
  const at = field instanceof HTMLSelectElement ? null : field.selectionStart;
  const to = field instanceof HTMLSelectElement ? null : field.selectionEnd;
  return { field, value: field.value, selection: at === null || to === null ? undefined : [at, to] };
}

function restore({ field, value, selection }: Trace): void {
  if (field.value === value && !(field instanceof HTMLInputElement && field.type === "date")) return;
  field.value = value;
  if (selection && !(field instanceof HTMLSelectElement)) field.setSelectionRange(...selection);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (field instanceof HTMLSelectElement) field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Tells each reading, after the fields and the focus are as before it. Returns the end of it. */
export function listen(onread: (reading: Reading) => void): () => void {
  const reader = new Reader();
  let traces: Trace[] = [];
  let focused: Element | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function remember(target: EventTarget | null): void {
    if (isField(target) && !traces.some(({ field }) => field === target)) traces.push(trace(target));
  }

  function done(reading: Reading): void {
    traces.forEach(restore);
    const now = document.activeElement;
    if (now !== focused && now instanceof HTMLElement) {
      if (focused instanceof HTMLElement && focused !== document.body) focused.focus({ preventScroll: true });
      else now.blur();
    }
    traces = [];
    onread(reading);
  }

  function press(event: KeyboardEvent): void {
    clearTimeout(timer);
    if (event.isComposing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return reader.forget();
    const step = reader.press(event.key, event.timeStamp);
    if (step.kind === "typed") {
      if (step.first) {
        traces = [];
        focused = document.activeElement;
      }
      remember(event.target);
      timer = setTimeout(() => {
        const reading = reader.rest(performance.now());
        if (reading) done(reading);
      }, PAUSE_MS);
    } else if (step.kind === "read" || step.kind === "late") {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (step.kind === "read") done(step.reading);
    }
  }

  // A first letter outside of any field moves the focus to the search: seen only when the letter is about to go in.
  const entering = (event: InputEvent) => remember(event.target);

  window.addEventListener("keydown", press, { capture: true });
  window.addEventListener("beforeinput", entering, { capture: true });
  return () => {
    clearTimeout(timer);
    window.removeEventListener("keydown", press, { capture: true });
    window.removeEventListener("beforeinput", entering, { capture: true });
  };
}
