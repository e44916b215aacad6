/** What was searched last: it stays while the clerk looks at a citizen and comes back. */

/** The least that the core searches for. */
export const LEAST = 2;

let typed = $state("");

export const search = {
  get text() {
    return typed;
  },
  set text(text: string) {
    typed = text;
  },
  /** What to ask; absent while it is too short. Code 39 readers send asterisks around the code. */
  get wanted(): string | undefined {
    const text = typed.replaceAll("*", "").trim();
    return text.length < LEAST ? undefined : text;
  },
};
