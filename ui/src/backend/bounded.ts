/** Files that are too large are refused by their size, before anything reads them into memory. */
import type { Backend } from "./index";
import type { Error as Failure } from "./contract/Error";

/** Bytes of a document: the core's own limit (`MAX_BYTES` of the protocol). */
export const MOST_BYTES = 50 * 1024 * 1024;

export function bounded(add: Backend["add"]): Backend["add"] {
  return (file, batch) => {
    const failure: Failure = { code: "too_large" };
    return file.size > MOST_BYTES ? Promise.reject(failure) : add(file, batch);
  };
}
