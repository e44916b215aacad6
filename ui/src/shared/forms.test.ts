import { expect, test } from "vitest";
import { paperName, typesWith } from "./forms";

const types = [{ code: "iban", name: "IBAN" }];
const request = { document_type: "form-1", note: "", form: "Delega di prova", version: 3, at: "2026-12-01T08:00:00Z" };

test("a form has its title, a paper the catalogue's name, and what is in neither its code", () => {
  expect(paperName("form-1", [request], types)).toBe("Modulo da firmare: Delega di prova");
  expect(paperName("iban", [request], types)).toBe("IBAN");
  expect(paperName("altro", [request], types)).toBe("altro");
});

test("a scan can be the signed copy of a form", () => {
  expect(typesWith([{ document_type: "form-1", title: "Delega di prova" }], types).map((type) => type.code)).toEqual(["form-1", "iban"]);
});
