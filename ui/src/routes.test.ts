import { describe, expect, it } from "vitest";
import { formatRoute, parseRoute, type Route } from "./routes";

const ID = "0193e2c0-7d1a-7b3c-8d4e-5f6071829304";

describe("addresses of the screens", () => {
  it("come back as they went", () => {
    const routes: Route[] = [
      { screen: "oggi" },
      { screen: "agenda" },
      { screen: "cittadini", id: null },
      { screen: "cittadini", id: ID },
      { screen: "documenti" },
      { screen: "welfare" },
      { screen: "supervisione" },
      { screen: "impostazioni" },
      { screen: "nuovo", citizen: null },
      { screen: "nuovo", citizen: ID },
      { screen: "nuovo", citizen: null, follows: ID },
      { screen: "nuovo", citizen: null, walkIn: true },
      { screen: "appuntamento", id: ID },
    ];
    for (const route of routes) expect(parseRoute(formatRoute(route))).toEqual(route);
  });

  it("lead to today when they are not known, and take nothing that is no id", () => {
    expect(parseRoute("")).toEqual({ screen: "oggi" });
    expect(parseRoute("#/qualcosa")).toEqual({ screen: "oggi" });
    expect(parseRoute("#/appuntamento/x")).toEqual({ screen: "oggi" });
    expect(parseRoute("#/nuovo?follows=MRTMTT91D08F205J")).toEqual({ screen: "nuovo", citizen: null });
    expect(parseRoute("#/cittadini/MRTMTT91D08F205J")).toEqual({ screen: "cittadini", id: null });
  });
});
