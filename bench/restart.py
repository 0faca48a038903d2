"""Opens a store and answers one preview: how long a new process needs for its first answer."""

import sys
from pathlib import Path

from bench.ours import Ours
from bench.questions import make_questions

if __name__ == "__main__":
    ours = Ours(Path(sys.argv[1]))
    print(ours.preview(make_questions(1, seed=4)[0], int(sys.argv[2])))
    ours.close()
