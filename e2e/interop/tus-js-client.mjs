// Uploads a file with tus-js-client: another client than ours. Arguments: endpoint, document's id, file. The voucher is
// in VOUCHER. With CUT_AFTER it gives up after so many bytes, as a page that is closed; URL goes on from there.
import { createReadStream, statSync } from "node:fs";
import { Upload } from "tus-js-client";

const [endpoint, documentId, file] = process.argv.slice(2);
const cutAfter = Number(process.env.CUT_AFTER ?? Infinity);

const upload = new Upload(createReadStream(file), {
  endpoint,
  uploadUrl: process.env.URL || undefined,
  uploadSize: statSync(file).size,
  chunkSize: Number(process.env.CHUNK ?? 64 * 1024),
  metadata: { document_id: documentId },
  headers: { Authorization: `Bearer ${process.env.VOUCHER}` },
  retryDelays: [100, 200, 400],
  onError(error) {
    console.error(String(error));
    process.exit(1);
  },
  async onChunkComplete(_size, accepted) {
    if (accepted >= cutAfter) {
      await upload.abort();
      console.log(upload.url);
      process.exit(0);
    }
  },
  onSuccess: () => console.log(upload.url),
});
upload.start();
