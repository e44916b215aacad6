/// <reference types="node" />
/** What the console makes of Centrale's answers, and what it sends with a change. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { closeRoom, enter, openRoom, read, sendDocument, type Trouble } from "./api";
import { say } from "./words";

interface Asked {
  line: string;
  headers: IncomingMessage["headers"];
  body: string;
}

const realFetch = globalThis.fetch;
let server: Server;
let asked: Asked[] = [];
let answer: { status: number; headers: Record<string, string>; body: string };

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      asked.push({ line: `${request.method} ${request.url}`, headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  globalThis.fetch = (path, init) => realFetch(`http://127.0.0.1:${port}${String(path)}`, init);
});
afterEach(() => {
  globalThis.fetch = realFetch;
  server.close();
});

const answers = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  answer = { status, headers, body: typeof body === "string" ? body : JSON.stringify(body) };
};
const troubleOf = (asking: Promise<unknown>): Promise<Trouble> =>
  asking.then(
    () => expect.unreachable(),
    (error: Trouble) => error,
  );

it("sends the tag back and learns that nothing changed", async () => {
  answers(200, { lines: [] }, { ETag: '"7"' });
  expect(await read("/day", null)).toEqual({ data: { lines: [] }, tag: '"7"' });
  answers(304, "");
  expect(await read("/day", '"7"')).toEqual({ data: null, tag: '"7"' });
  expect(asked.map((one) => one.headers["if-none-match"])).toEqual([undefined, '"7"']);
});

it("says when nobody asked but the page itself", async () => {
  answers(200, {});
  await read("/day", null);
  await read("/day", '"7"', true);
  expect(asked.map((one) => one.headers["x-sportello-poll"])).toEqual([undefined, "1"]);
});

it("marks every change with the console's own header, and no reading", async () => {
  answers(200, {});
  await openRoom("a", null, null);
  await closeRoom("a");
  await read("/day", null);
  expect(asked.map((one) => [one.line, one.headers["x-sportello-console"]])).toEqual([
    ["PUT /rest/console/v1/appointments/a/room", "1"],
    ["DELETE /rest/console/v1/appointments/a/room", "1"],
    ["GET /rest/console/v1/day", undefined],
  ]);
});

it("sends a document without the name it has on the officer's disk", async () => {
  answers(201, {});
  await sendDocument("a", "receipt", "Ricevuta", true, new File(["%PDF-"], "Prova Anna PRVNNA80A41X999Q.pdf"));
  expect(asked[0]?.body).toContain("%PDF-");
  expect(asked[0]?.body).not.toContain("PRVNNA80A41X999Q");
});

it("decides on the problem's kind, and waits as long as it is told", async () => {
  answers(429, { type: "too_many_requests" }, { "Retry-After": "90" });
  const trouble = await troubleOf(enter("a", "b"));
  expect(trouble).toEqual({ kind: "too_many_requests", retryAfter: 90 });
  expect(say(trouble).now).toContain("2 minuti");
});

it("tells a wrong password from a session that ended", async () => {
  answers(401, { type: "unauthorized" });
  const trouble = await troubleOf(enter("a", "b"));
  expect(say(trouble, "sign-in").happened).not.toBe(say(trouble).happened);
});

it("lives with a proxy that answers in its own words, and with nobody there", async () => {
  answers(502, "<html>Bad gateway</html>");
  expect((await troubleOf(read("/day", null))).kind).toBe("unavailable");
  answers(401, "<html>");
  expect((await troubleOf(read("/day", null))).kind).toBe("unauthorized");
  await new Promise((closed) => server.close(closed));
  expect((await troubleOf(read("/day", null))).kind).toBe("unreachable");
});
