"""Uploads a file with tuspy: another client than ours, which sends an empty Upload-Metadata.

Arguments: the endpoint of the document, file. The voucher is in VOUCHER.
"""

import os
import sys

from tusclient.client import TusClient

endpoint, file = sys.argv[1:]
client = TusClient(endpoint, headers={"Authorization": "Bearer " + os.environ["VOUCHER"]})
uploader = client.uploader(file, chunk_size=64 * 1024)
uploader.upload()
print(uploader.url)
