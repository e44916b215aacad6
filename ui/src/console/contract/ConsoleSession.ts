/** A shape of the private API between the console page and Centrale. */
export type ConsoleSession = { name: string, role: "officer" | "administrator", comune_name: string, };
