/// <reference types="node" />
/** The ticket leaves the address before it is used, and each answer of Centrale is told apart. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enter, stillOpen, takeTicket } from "./entry";

describe("takeTicket", () => {
  it("takes the ticket and leaves the address without it", () => {
    const left: string[] = [];
    const history = { replaceState: (_: unknown, __: string, url?: string | URL | null) => void left.push(String(url)) };
    expect(takeTicket({ hash: "#AbC-12_3", pathname: "/videochiamata/", search: "" }, history)).toBe("AbC-12_3");
    expect(left).toEqual(["/videochiamata/"]);
  });

  it("finds none in a page opened by hand and leaves the history alone", () => {
    const history = { replaceState: () => expect.unreachable() };
    expect(takeTicket({ hash: "", pathname: "/videochiamata/", search: "" }, history)).toBeNull();
  });
});

// A real server of one answer: what is tested is how the page reads it.
describe("enter", () => {
  const realFetch = globalThis.fetch;
  let server: Server;
  let status = 200;
  let body = "";
  let asked: string[] = [];

  beforeEach(async () => {
    asked = [];
    server = createServer((request, answer) => {
      request.on("data", (part: Buffer) => asked.push(`${request.method} ${request.url} ${part.toString()}`));
      request.on("end", () => answer.writeHead(status, { "Content-Type": "application/json" }).end(body));
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const { port } = server.address() as AddressInfo;
    globalThis.fetch = (path, init) => realFetch(`http://127.0.0.1:${port}${String(path)}`, init);
  });
  afterEach(() => {
    globalThis.fetch = realFetch;
    server.close();
  });

  it("comes back after a reload, by the pass that the browser keeps", async () => {
    [status, body] = [200, JSON.stringify({ appointment_number: "S1-0001", starts_at: "2026-11-24T08:30:00Z", desk_name: "Sportello 1" })];
    expect(await enter(null)).toMatchObject({ state: "open" });
    [status, body] = [422, JSON.stringify({ type: "meeting_closed" })];
    expect(await enter(null)).toEqual({ state: "refused", why: "no_ticket" });
    expect(asked).toEqual([]);
  });

  it("takes a room for closed only where Centrale says so", async () => {
    for (const [code, open] of [[200, true], [422, false], [401, false], [429, true], [503, true]] as const) {
      [status, body] = [code, "{}"];
      expect(await stillOpen(), String(code)).toBe(open);
    }
    await new Promise((closed) => server.close(closed));
    expect(await stillOpen()).toBe(true);
  });

  it("hands the ticket in by the body and shows the appointment", async () => {
    status = 200;
    body = JSON.stringify({ appointment_number: "S1-0001", starts_at: "2026-11-24T08:30:00Z", desk_name: "Sportello 1" });
    expect(await enter("t1")).toMatchObject({ state: "open", entry: { appointment_number: "S1-0001" } });
    expect(asked).toEqual(['POST /rest/sportello/v1/meetings/entries {"ticket":"t1"}']);
  });

  it.each([400, 404, 422])("is refused for good by %i", async (code) => {
    [status, body] = [code, JSON.stringify({ type: "meeting_closed" })];
    expect(await enter("t1")).toEqual({ state: "refused", why: "ticket" });
  });

  it.each([429, 500, 503])("can try again after %i", async (code) => {
    [status, body] = [code, ""];
    expect(await enter("t1")).toEqual({ state: "unreachable" });
  });

  it("can try again when nobody answers", async () => {
    await new Promise((closed) => server.close(closed));
    expect(await enter("t1")).toEqual({ state: "unreachable" });
  });
});
