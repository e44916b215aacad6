// Answers what @marketto/codice-fiscale-utils with its embedded archive says of places:
// a line for each place that it has, then a line for each question (a code without its check letter) that it refuses.
//
//   npm install --no-save @marketto/codice-fiscale-utils@3.1.3 @marketto/belfiore-connector-embedded@1.2.1
//
// in the folder that MARKETTO names; no package.json of the project needs them.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { resolve } from "node:path";

// Its days are midnights of wherever it runs.
process.env.TZ = "UTC";
const require = createRequire(resolve(process.env.MARKETTO ?? ".", "package.json"));
const { belfioreConnector } = require("@marketto/belfiore-connector-embedded");
const { Parser } = require("@marketto/codice-fiscale-utils");

const parser = new Parser(belfioreConnector);
const day = (date) => date.toISOString().slice(0, 10);
const lines = [];
for (const place of await belfioreConnector.toArray()) {
  const last = day(place.expirationDate);
  lines.push(
    [place.belfioreCode, place.name, place.province ?? "", day(place.creationDate), last.startsWith("9999") ? "" : last].join("\t"),
  );
}
lines.sort();
for await (const question of createInterface({ input: process.stdin })) {
  if ((await parser.cfToBirthPlace(`${question}X`)) === null) lines.push(`-\t${question}`);
}
process.stdout.write(lines.map((line) => `${line}\n`).join(""));
