/** A scanner's certificate that nobody vouches for: asked about once, then pinned. */
import type { Device } from "../../backend/contract/Device";
import type { Error as Failure } from "../../backend/contract/Error";

/** The fingerprint that the clerk is asked about; a certificate that has changed is never offered for acceptance. */
export function fingerprintOf(failure: Failure | undefined): string | undefined {
  if (failure?.code !== "scanner" || failure.fault.fault !== "untrusted_certificate") return undefined;
  return failure.fault.fingerprint;
}

/** The scanner, from now on known by this certificate. */
export function pinned(device: Device, fingerprint: string): Device {
  return device.via.kind === "escl" ? { ...device, via: { ...device.via, pin: fingerprint } } : device;
}
