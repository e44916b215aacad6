/** A shape of the private API between the console page and Centrale. */
export type ProviderKind = "builtin" | "pasted" | "formed";
