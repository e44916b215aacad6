/** The one door from the console page to Centrale: same-origin requests with the session's cookie. */
import type { Appointment } from "../backend/contract/Appointment";
import type { Catalogue } from "../backend/contract/Catalogue";
import type { Mode } from "../backend/contract/Mode";
import type { ProblemKind } from "../backend/contract/ProblemKind";
import type { Act } from "./contract/Act";
import type { ConsoleAgenda } from "./contract/ConsoleAgenda";
import type { ConsoleAppointment } from "./contract/ConsoleAppointment";
import type { ConsoleCode } from "./contract/ConsoleCode";
import type { ConsoleDay } from "./contract/ConsoleDay";
import type { ConsoleFetching } from "./contract/ConsoleFetching";
import type { ConsoleDesk } from "./contract/ConsoleDesk";
import type { ConsoleEntry } from "./contract/ConsoleEntry";
import type { ConsolePreview } from "./contract/ConsolePreview";
import type { ConsoleRoom } from "./contract/ConsoleRoom";
import type { ConsoleService } from "./contract/ConsoleService";
import type { ConsoleServices } from "./contract/ConsoleServices";
import type { ConsoleSession } from "./contract/ConsoleSession";
import type { ConsoleSetUp } from "./contract/ConsoleSetUp";
import type { Document } from "./contract/Document";

const BASE = "/rest/console/v1";
const CHANGES = { "X-Sportello-Console": "1" };
/** On what the page asks again by itself, so that an officer who went away does not seem to be at work. */
const POLLS = { "X-Sportello-Poll": "1" };

/** Why a request was not carried out: Centrale's own kind, or that it cannot be reached. */
export interface Trouble {
  kind: ProblemKind | "unreachable";
  /** With `too_many_requests` and `unavailable`: seconds to wait, where said. */
  retryAfter: number | null;
}

/** An answer with its tag; `null` data: nothing new since the tag that was sent. */
export interface Tagged<T> {
  data: T | null;
  tag: string | null;
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(BASE + path, { credentials: "same-origin", cache: "no-store", ...init }).catch(() => null);
  if (answer === null) throw { kind: "unreachable", retryAfter: null } satisfies Trouble;
  if (answer.ok || answer.status === 304) return answer;
  const problem: unknown = await answer.json().catch(() => null);
  throw { kind: kindOf(problem, answer.status), retryAfter: seconds(answer.headers.get("Retry-After")) } satisfies Trouble;
}

// A proxy in between may answer without a problem document: then the status is all there is.
function kindOf(problem: unknown, status: number): Trouble["kind"] {
  if (problem && typeof problem === "object" && "type" in problem && typeof problem.type === "string") {
    return problem.type as ProblemKind;
  }
  if (status === 401) return "unauthorized";
  return status >= 500 ? "unavailable" : "internal";
}

function seconds(header: string | null): number | null {
  const value = Number(header);
  return header === null || Number.isNaN(value) ? null : value;
}

async function change(method: "POST" | "PUT" | "DELETE", path: string, body?: object | FormData): Promise<Response> {
  if (body === undefined || body instanceof FormData) return ask(path, { method, headers: CHANGES, body });
  return ask(path, { method, headers: { ...CHANGES, "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** Reads `path`, or learns that nothing changed since `tag`; `polls` when nobody asked for it; `patience` in milliseconds. */
export async function read<T>(path: string, tag: string | null, polls = false, patience?: number): Promise<Tagged<T>> {
  const headers = { ...(polls ? POLLS : {}), ...(tag === null ? {} : { "If-None-Match": tag }) };
  const answer = await ask(path, { headers, signal: patience === undefined ? null : AbortSignal.timeout(patience) });
  if (answer.status === 304) return { data: null, tag };
  return { data: (await answer.json()) as T, tag: answer.headers.get("ETag") };
}

export const dayPath = (date: string | null) => (date === null ? "/day" : `/day?date=${date}`);
export const appointmentPath = (id: Appointment["id"]) => `/appointments/${id}`;

export const agendaPath = "/agenda";
export const desksPath = "/desks";
export const servicesPath = "/services";
export const actsPath = "/acts";
/** How many acts an answer has at most. */
export const ACTS = 200;

export type {
  Act,
  Appointment,
  Catalogue,
  ConsoleAgenda,
  ConsoleAppointment,
  ConsoleCode,
  ConsoleDay,
  ConsoleDesk,
  ConsoleEntry,
  ConsoleFetching,
  ConsolePreview,
  ConsoleRoom,
  ConsoleService,
  ConsoleServices,
  ConsoleSession,
  ConsoleSetUp,
  Document,
};

/** A weekly window as the form has it; the server checks it. */
export interface NewWindow {
  weekday: number;
  /** `09:00` */
  from: string;
  to: string;
  slot_minutes: number;
  seats: number;
  modes: Mode[];
  valid_from: string | null;
  valid_to: string | null;
  source: string;
}

/** Hours on the wall, `2026-12-01T09:00`; no seat: all of them. */
export interface Span {
  from: string;
  to: string;
  seat: number | null;
}

export async function session(): Promise<ConsoleSession> {
  return (await (await ask("/session", {})).json()) as ConsoleSession;
}

/** Enters, or learns what else is needed; `code`: the six digits, once they were asked for. */
export async function enter(name: string, password: string, code?: string): Promise<ConsoleEntry> {
  return (await (await change("POST", "/session", { name, password, code })).json()) as ConsoleEntry;
}

export async function leave(): Promise<void> {
  await change("DELETE", "/session");
}

export async function catalogue(): Promise<Catalogue> {
  return (await (await ask("/catalogue", {})).json()) as Catalogue;
}

/** Opens the room, or gives an open one another link or door code; without a link the provider forms one, or is Centrale itself. */
export async function openRoom(id: string, link: string | null, doorCode: string | null): Promise<ConsoleAppointment> {
  const room = { link, door_code: doorCode };
  return (await (await change("PUT", `${appointmentPath(id)}/room`, room)).json()) as ConsoleAppointment;
}

export async function closeRoom(id: string): Promise<ConsoleAppointment> {
  return (await (await change("DELETE", `${appointmentPath(id)}/room`)).json()) as ConsoleAppointment;
}

export async function sendDocument(id: string, type: string, title: string, toSign: boolean, file: File): Promise<Document> {
  const form = new FormData();
  form.append("document_type", type);
  form.append("title", title);
  form.append("to_sign", String(toSign));
  // The name on the officer's disk may hold personal data and is of no use to the desk.
  form.append("file", file, "documento");
  return (await (await change("POST", `${appointmentPath(id)}/documents`, form)).json()) as Document;
}

/** Says of a document of the counter that it is accepted, or refused, why, and what to send instead; `saw` decisions were read. */
export async function judgeDocument(
  id: string,
  accepted: boolean,
  reason: string,
  instead: string,
  saw: number,
): Promise<ConsoleAppointment> {
  return (await (await change("PUT", `/documents/${id}/verdict`, { accepted, reason, instead, saw })).json()) as ConsoleAppointment;
}

/** Asks no longer for a paper. */
export async function withdrawRequest(id: string, type: string): Promise<ConsoleAppointment> {
  return (await (await change("DELETE", `${appointmentPath(id)}/requests/${encodeURIComponent(type)}`)).json()) as ConsoleAppointment;
}

/** Puts a paper on the counter's checklist as missing. */
export async function askPaper(id: string, type: string, note: string): Promise<ConsoleAppointment> {
  return (await (await change("POST", `${appointmentPath(id)}/requests`, { document_type: type, note })).json()) as ConsoleAppointment;
}

/** The bytes of a document; reading one of the desk's marks it as opened. */
export async function content(id: string): Promise<Blob> {
  return (await ask(`/documents/${id}/content`, {})).blob();
}

export async function addNote(id: string, noteId: string, text: string): Promise<ConsoleAppointment> {
  return (await (await change("POST", `${appointmentPath(id)}/notes`, { note_id: noteId, text })).json()) as ConsoleAppointment;
}

export async function openWindow(wanted: NewWindow): Promise<ConsoleAgenda> {
  return (await (await change("POST", "/openings", wanted)).json()) as ConsoleAgenda;
}

/** The source of the window was looked at today. */
export async function checkWindow(id: string): Promise<ConsoleAgenda> {
  return (await (await change("POST", `/openings/${id}/check`)).json()) as ConsoleAgenda;
}

export async function previewEnd(id: string, lastDay: string): Promise<ConsolePreview> {
  return (await (await ask(`/openings/${id}/end?last_day=${lastDay}`, {})).json()) as ConsolePreview;
}

export async function endWindow(id: string, lastDay: string, reason: string): Promise<ConsoleAgenda> {
  return (await (await change("POST", `/openings/${id}/end`, { last_day: lastDay, reason })).json()) as ConsoleAgenda;
}

export async function previewWithdrawal({ from, to, seat }: Span): Promise<ConsolePreview> {
  const span = new URLSearchParams({ from, to, ...(seat === null ? {} : { seat: String(seat) }) });
  return (await (await ask(`/withdrawals?${span.toString()}`, {})).json()) as ConsolePreview;
}

/** Says what was withdrawn. */
export async function withdraw(span: Span, reason: string): Promise<ConsolePreview> {
  return (await (await change("POST", "/withdrawals", { ...span, reason })).json()) as ConsolePreview;
}

/** Gives again what was withdrawn by mistake; says how many hours. */
export async function restoreHours(span: Span, reason: string): Promise<ConsolePreview> {
  return (await (await change("POST", "/withdrawals/restore", { ...span, reason })).json()) as ConsolePreview;
}

export async function previewClosure(date: string): Promise<ConsolePreview> {
  return (await (await ask(`/closures/${date}`, {})).json()) as ConsolePreview;
}

/** With `withdraw`, bookings of that day become to be moved; without, they forbid it. */
export async function addClosure(date: string, reason: string, source: string, withdraw: boolean): Promise<ConsoleAgenda> {
  return (await (await change("POST", "/closures", { date, reason, source, withdraw })).json()) as ConsoleAgenda;
}

export async function removeClosure(date: string): Promise<ConsoleAgenda> {
  return (await (await change("DELETE", `/closures/${date}`)).json()) as ConsoleAgenda;
}

export async function declareLost(id: string, reason: string): Promise<ConsoleDesk[]> {
  return (await (await change("POST", `/desks/${id}/lost`, { reason })).json()) as ConsoleDesk[];
}

/** A one-time code with which a machine becomes the desk. */
export async function makeCode(id: string): Promise<ConsoleCode> {
  return (await (await change("POST", `/desks/${id}/code`)).json()) as ConsoleCode;
}

/** Gives frozen hours free; `hours` are their starts. */
export async function releaseHours(id: string, hours: string[], reason: string): Promise<ConsoleDesk[]> {
  return (await (await change("POST", `/desks/${id}/release`, { hours, reason })).json()) as ConsoleDesk[];
}

/** The acts before that number, newest first. */
export async function actsBefore(number: number): Promise<Act[]> {
  return (await (await ask(`${actsPath}?before=${number}`, {})).json()) as Act[];
}
