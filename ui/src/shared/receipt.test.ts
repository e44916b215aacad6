/** The citizen's receipt, as it is drawn: what was handed over both ways, and nothing that was not. All data is invented. */
import { render } from "svelte/server";
import { expect, it } from "vitest";
import type { AppointmentDetail } from "../backend/contract/AppointmentDetail";
import type { DocumentView } from "../backend/contract/DocumentView";
import type { Identity } from "../backend/contract/Identity";
import Receipt from "./Receipt.svelte";

const document = (title: string, more: Partial<DocumentView>): DocumentView => ({
  id: title,
  appointment_id: "a",
  origin: "desk",
  document_type: "other",
  title,
  media_type: "application/pdf",
  bytes: 1,
  pages: 3,
  added_at: "2026-12-01T08:05:00Z",
  state: { name: "delivered" },
  opened_at: null,
  verdict: null,
  earlier_verdicts: [],
  sha256: "3f2a90bc117ed402" + "0123456789abcdef".repeat(3),
  to_sign: false,
  signs: null,
  ...more,
});

const detail = {
  appointment: {
    id: "a",
    number: "S1-0042",
    starts_at: "2026-12-01T08:00:00Z",
    citizen: { given_name: "Anna", family_name: "Prova" },
  },
  documents: [
    document("Carta inventata", { state: { name: "accepted" }, verdict: { accepted: true, reason: "", instead: "", by: "funzionario", at: "2026-12-02T09:00:00Z" } }),
    document("Lettera inventata", { origin: "officer", state: { name: "read" }, opened_at: "2026-12-01T08:20:00Z", pages: 0 }),
    document("Ancora qui", { state: { name: "waiting" } }),
    document("A metà", { state: { name: "sending", percent: 40 } }),
    document("Nostra trattenuta", { state: { name: "held" } }),
    document("Non arrivata", { origin: "officer", state: { name: "arriving", percent: 40 } }),
    document("Trattenuta", { origin: "officer", state: { name: "held" } }),
  ],
} as unknown as AppointmentDetail;
const identity = { desk_name: "Sportello 1", comune: { name: "Comune di Prova", address: "Via Inventata 1" } } as unknown as Identity;

const plain = (of: AppointmentDetail = detail) =>
  render(Receipt, { props: { detail: of, identity } })
    .body.replaceAll(/<!--.*?-->|<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");

it("names what was handed over with pages, fingerprint, times and state, and not what never came", () => {
  const text = plain();
  for (const said of [
    "S1-0042",
    "Anna Prova",
    "martedì 1 dicembre 2026",
    "Carta inventata",
    "3 pagine",
    "Accettato da INPS",
    "funzionario, 02/12/2026 alle 10:00",
    "Lettera inventata",
    "Aperto il 01/12/2026, 9:20",
    "3F2A 90BC 117E D402. ",
    "0123 4567 89AB CDEF",
  ]) {
    expect(text).toContain(said);
  }
  expect(text).not.toContain("Non arrivata");
  expect(text).not.toContain("Trattenuta");
});

it("attests as delivered only what has left, and as taken in charge what has not", () => {
  const text = plain();
  const order = ["Consegnati a INPS dallo sportello", "Carta inventata", "Nostra trattenuta", "Presi in carico, ancora da inviare", "Ancora qui", "A metà", "Ricevuti da INPS"];
  const at = order.map((said) => text.indexOf(said));
  expect(at).not.toContain(-1);
  expect(at).toEqual([...at].sort((one, other) => one - other));
});

it("has no list of what is still to be sent where all has left", () => {
  const left = detail.documents.filter((one) => one.state.name !== "waiting" && one.state.name !== "sending");
  expect(plain({ ...detail, documents: left })).not.toContain("Presi in carico");
});
