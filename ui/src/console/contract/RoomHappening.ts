/** A shape of the private API between the console page and Centrale. */
export type RoomHappening = "opened" | "joined" | "admitted" | "left" | "reconnected" | "closed";
