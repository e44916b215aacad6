/** Who decided about a document, and when, in words; with the day, since a paper is looked at for weeks. */
import type { Verdict } from "../backend/contract/Verdict";
import { m } from "../messages/messages.js";
import { dayPlain, hour } from "./dates";

export function decisionWords(verdict: Pick<Verdict, "by" | "at">): string {
  const when = { day: dayPlain(verdict.at), time: hour(verdict.at) };
  return verdict.by ? m.verdict_by({ name: verdict.by, ...when }) : m.verdict_when(when);
}
