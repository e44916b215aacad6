// The reference server of tus on a free port, with its files in the folder of the first argument: another server than
// Centrale. Prints its port.
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";

const server = new Server({ path: "/rest/sportello/v1/uploads", datastore: new FileStore({ directory: process.argv[2] }) });
const listening = server.listen({ host: "127.0.0.1", port: 0 }, () => console.log(listening.address().port));
