"""Re-indexing in a process that is killed: run apart, it forks one child a line, and the child indexes a folder.

``python -m tests.killing HOME`` reads folders from standard input, one a line, and prints the child's number for each.
Nothing is loaded twice: the child is there at once, so that a kill falls anywhere in its work.
"""

import os
import signal
import sys
from pathlib import Path

from index import Embedder
from index.ingest import ingest


def main(home: Path) -> None:
    embedder = Embedder.find()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            ingest(home, [Path(line.strip())], embedder)
            os._exit(0 if "torch" not in sys.modules else 9)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
