"""A process that imports a file in small batches and says when each is durable: `importer.py DATA FILE`.

The tests kill it at any moment.
"""

import os
import resource
import sys
from pathlib import Path

from shoal.ingest import Progress, files, import_events, lines
from shoal.storage import Store

# Bytes and rows of a batch: small, so that there is much to interrupt.
BLOCK = int(os.environ.get("IMPORT_BLOCK", "40000"))


def main(data: str, file: str) -> None:
    whole_blocks = files.TextFile.blocks
    files.TextFile.blocks = lambda self, size=BLOCK: whole_blocks(self, BLOCK)
    lines._ROWS = 1
    store = Store.open(Path(data), write=True, now=0)

    def told(progress: Progress) -> None:
        print(progress.rows, flush=True)

    print("started", flush=True)
    report = import_events(store, Path(file), now=lambda: 0, progress=told)
    store.close()
    print("finished", report.accepted, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
