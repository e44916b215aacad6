/** A rule of the catalogue in words: whether it holds here and today, where, and on which days. */
import type { Paper } from "../../backend/contract/Paper";
import type { Service } from "../../backend/contract/Service";
import { m } from "../../messages/messages.js";
import { dayPlain } from "../../shared/dates";
import type { Look } from "../../shared/tone";
import type { ConsoleService } from "../api";

type Validity = Pick<Service, "valid_from" | "valid_to">;

export type Standing = "elsewhere" | "over" | "later" | "now";

/** `today` is a day of the desks, `2026-12-01`. */
export function standing({ given, service }: ConsoleService, today: string): Standing {
  if (!given) return "elsewhere";
  if (service.valid_to && service.valid_to < today) return "over";
  return service.valid_from && service.valid_from > today ? "later" : "now";
}

export function standingLook(standing: Standing): Look {
  switch (standing) {
    case "now":
      return { tone: "good", icon: "check-circle", word: m.console_services_now() };
    case "later":
      return { tone: "info", icon: "clock", word: m.console_services_later() };
    case "over":
      return { tone: "neutral", icon: "minus-circle", word: m.console_services_over() };
    case "elsewhere":
      return { tone: "neutral", icon: "close-circle", word: m.console_services_elsewhere() };
  }
}

/** `per appuntamenti dal 01/01/2027`; empty where it holds always. */
export function validityWords({ valid_from: from, valid_to: to }: Validity): string {
  if (from && to) return m.console_services_from_to({ from: dayPlain(from), to: dayPlain(to) });
  if (from) return m.console_services_from({ from: dayPlain(from) });
  return to ? m.console_services_to({ to: dayPlain(to) }) : "";
}

/** `in tutta Italia`, or the ISTAT codes of provinces and comuni. */
export function territoryWords(territories: string[]): string {
  if (territories.length === 0) return m.console_services_everywhere();
  return m.console_services_only({ codes: territories.join(", ") });
}

/** `Documento di identità`, with what is to be known of it. */
export function paperWords(paper: Paper, name: string): string {
  const notes = [
    paper.required ? m.console_services_required() : "",
    paper.condition,
    validityWords(paper),
    paper.territories.length > 0 ? territoryWords(paper.territories) : "",
  ].filter(Boolean);
  return notes.length > 0 ? m.console_services_paper({ name, notes: notes.join("; ") }) : name;
}
