/** Where the keyboard goes when a button gives place to a form, and back: never to the top of the page. */

export const focusHere = (node: HTMLElement) => node.focus();

export const focusFirstField = (form: HTMLElement) => form.querySelector("input")?.focus();
