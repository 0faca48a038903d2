"""A process that refreshes all segments again and again, an hour later each time, until it is killed."""

import sys
from pathlib import Path

from shoal import membership
from shoal.definitions import Definitions
from shoal.storage import Store

HOUR = 3_600_000_000


def main() -> None:
    store = Store.open(Path(sys.argv[1]), write=True, now=0)
    as_of = int(sys.argv[2])
    segments = Definitions(store.records, store.workspace_id).all()
    while True:
        as_of += HOUR
        membership.refresh(store, segments, None, as_of=as_of, now=lambda at=as_of: at)
        print(as_of, flush=True)


if __name__ == "__main__":
    main()
