/** Turns whatever a host rejected with into an error of the contract. */
import type { Error as Failure } from "./contract/Error";

export function asError(value: unknown): Failure {
  const code = value && typeof value === "object" && "code" in value ? value.code : undefined;
  return typeof code === "string" ? (value as Failure) : { code: "internal" };
}
