/** A shape of the private API between the console page and Centrale. */
export type ConsoleFetching = { id: string, percent: number, };
