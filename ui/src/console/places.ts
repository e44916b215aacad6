/** Where the console is, by the fragment of its address: what an administrator may send to a colleague. */

export type Place = { name: "day"; appointment?: string | undefined } | { name: "agenda" } | { name: "desks" } | { name: "services" } | { name: "acts" };

export const HASHES = { day: "#/", agenda: "#/agenda", desks: "#/sportelli", services: "#/servizi", acts: "#/atti" } as const;

const APPOINTMENT = /^#\/appuntamento\/([0-9a-f-]{36})$/;

export function placeOf(hash: string): Place {
  for (const name of ["agenda", "desks", "services", "acts"] as const) {
    if (hash === HASHES[name]) return { name };
  }
  return { name: "day", appointment: APPOINTMENT.exec(hash)?.[1] };
}
