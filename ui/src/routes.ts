/** The places of the program and their addresses; an address holds ids only, never a name or a code of a person. */
export type Route =
  | { screen: "oggi" | "agenda" | "documenti" | "welfare" | "supervisione" | "impostazioni" | "collega" }
  | { screen: "cittadini"; id: string | null }
  // `follows`: the appointment that the new one follows up; its citizen and reason are taken over.
  // `walkIn`: somebody is here without an appointment.
  | { screen: "nuovo"; citizen: string | null; follows?: string; walkIn?: true }
  | { screen: "appuntamento"; id: string };

export type Screen = Route["screen"];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The route of an address (`#/appuntamento/…`); anything unknown is today. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [screen = "", id = ""] = path.split("/");
  const known = UUID.test(id) ? id : null;
  switch (screen) {
    case "agenda":
    case "documenti":
    case "welfare":
    case "supervisione":
    case "impostazioni":
    case "collega":
      return { screen };
    case "cittadini":
      return { screen, id: known };
    case "nuovo": {
      const asked = new URLSearchParams(query);
      const follows = asked.get("follows") ?? "";
      return { screen, citizen: known, ...(UUID.test(follows) && { follows }), ...(asked.has("adesso") && { walkIn: true }) };
    }
    case "appuntamento":
      return known ? { screen, id: known } : { screen: "oggi" };
    default:
      return { screen: "oggi" };
  }
}

export function formatRoute(route: Route): string {
  switch (route.screen) {
    case "cittadini":
      return route.id ? `#/cittadini/${route.id}` : "#/cittadini";
    case "nuovo": {
      const asked = [route.follows && `follows=${route.follows}`, route.walkIn && "adesso"].filter(Boolean).join("&");
      return (route.citizen ? `#/nuovo/${route.citizen}` : "#/nuovo") + (asked && `?${asked}`);
    }
    case "appuntamento":
      return `#/appuntamento/${route.id}`;
    default:
      return `#/${route.screen}`;
  }
}

export function go(route: Route): void {
  location.hash = formatRoute(route);
}
