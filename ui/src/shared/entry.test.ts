import { describe, expect, it } from "vitest";
import { recognise } from "./entry";

describe("what comes into the one field", () => {
  it("takes a codice fiscale typed, spaced, or read with the asterisks of Code 39", () => {
    const code = { kind: "code", code: "MRTMTT91D08F205J" };
    for (const typed of ["MRTMTT91D08F205J", "mrtmtt91d08f205j", "*MRTMTT91D08F205J*", "MRT MTT 91D08 F205J\n"])
      expect(recognise(typed)).toEqual(code);
  });

  it("takes a code with omocodia and a provisional one", () => {
    expect(recognise("MRTMTTVMDLURNLRT").kind).toBe("code");
    expect(recognise("12345678901")).toEqual({ kind: "code", code: "12345678901" });
  });

  it("takes the number of an appointment and the id of the slip's QR", () => {
    expect(recognise("s1-0042")).toEqual({ kind: "appointment", number: "S1-0042" });
    expect(recognise("0193E2C0-7D1A-7B3C-8D4E-5F6071829304")).toEqual({
      kind: "appointment",
      number: "0193e2c0-7d1a-7b3c-8d4e-5f6071829304",
    });
  });

  it("leaves surnames as they were typed, double ones too", () => {
    expect(recognise("  De Luca ")).toEqual({ kind: "words", text: "De Luca" });
    expect(recognise("Dell'Acqua").kind).toBe("words");
    expect(recognise("Rossi-Bianchi").kind).toBe("words");
    expect(recognise("1234567").kind).toBe("words");
    expect(recognise(" ** ").kind).toBe("nothing");
  });
});
