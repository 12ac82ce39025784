"""A process that works on an import and stops before one of its commits, to be killed there.

    python -m tests.transfer.stopping_work URL INSTANCE IMPORT_ID OWNER_ID COMMITS

It says `inside` when it has made that many commits and is about to make another one, and
waits for a line on its input.
"""

import sys
from pathlib import Path

from tests.conftest import bare_app
from tests.factories import Somebody, World
from tests.killed import stop_at
from tests.transfer.uploading import Uploads


def main(url: str, instance: str, import_id: str, owner_id: str, commits: str) -> None:
    app = bare_app(url, Path(instance))
    stop_at(int(commits))
    owner = Somebody(int(owner_id), "Odile Farrow", "owner", "", "odile-farrow")
    Uploads(World(app), owner, Path(instance) / "imports").work(int(import_id))


if __name__ == "__main__":
    main(*sys.argv[1:])
