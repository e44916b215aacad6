/** The one door from the console page to Centrale: same-origin requests with the session's cookie. */
import type { Appointment } from "../backend/contract/Appointment";
import type { Catalogue } from "../backend/contract/Catalogue";
import type { ProblemKind } from "../backend/contract/ProblemKind";
import type { ConsoleAppointment } from "./contract/ConsoleAppointment";
import type { ConsoleDay } from "./contract/ConsoleDay";
import type { ConsoleSession } from "./contract/ConsoleSession";
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

/** Reads `path`, or learns that nothing changed since `tag`; `polls` when nobody asked for it. */
export async function read<T>(path: string, tag: string | null, polls = false): Promise<Tagged<T>> {
  const headers = { ...(polls ? POLLS : {}), ...(tag === null ? {} : { "If-None-Match": tag }) };
  const answer = await ask(path, { headers });
  if (answer.status === 304) return { data: null, tag };
  return { data: (await answer.json()) as T, tag: answer.headers.get("ETag") };
}

export const dayPath = (date: string | null) => (date === null ? "/day" : `/day?date=${date}`);
export const appointmentPath = (id: Appointment["id"]) => `/appointments/${id}`;

export type { Catalogue, ConsoleAppointment, ConsoleDay, ConsoleSession, Document };

export async function session(): Promise<ConsoleSession> {
  return (await (await ask("/session", {})).json()) as ConsoleSession;
}

export async function enter(name: string, password: string): Promise<ConsoleSession> {
  return (await (await change("POST", "/session", { name, password })).json()) as ConsoleSession;
}

export async function leave(): Promise<void> {
  await change("DELETE", "/session");
}

export async function catalogue(): Promise<Catalogue> {
  return (await (await ask("/catalogue", {})).json()) as Catalogue;
}

export async function openRoom(id: string): Promise<ConsoleAppointment> {
  return (await (await change("PUT", `${appointmentPath(id)}/room`, { link: null })).json()) as ConsoleAppointment;
}

export async function closeRoom(id: string): Promise<ConsoleAppointment> {
  return (await (await change("DELETE", `${appointmentPath(id)}/room`)).json()) as ConsoleAppointment;
}

export async function sendDocument(id: string, type: string, title: string, file: File): Promise<Document> {
  const form = new FormData();
  form.append("document_type", type);
  form.append("title", title);
  // The name on the officer's disk may hold personal data and is of no use to the desk.
  form.append("file", file, "documento");
  return (await (await change("POST", `${appointmentPath(id)}/documents`, form)).json()) as Document;
}

/** The bytes of a document; reading one of the desk's marks it as opened. */
export async function content(id: string): Promise<Blob> {
  return (await ask(`/documents/${id}/content`, {})).blob();
}
