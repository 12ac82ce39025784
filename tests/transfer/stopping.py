"""A process that brings a folder in and stops before one of its commits, to be killed there.

    python -m tests.transfer.stopping URL INSTANCE FOLDER OWNER_ID COMMITS

It says `inside` when it has made that many commits and is about to make another one, and
waits for a line on its input.
"""

import sys
from pathlib import Path

from tests.conftest import bare_app
from tests.factories import Somebody, World
from tests.killed import stop_at
from tests.transfer.folders import Folder


def main(url: str, instance: str, place: str, owner_id: str, commits: str) -> None:
    app = bare_app(url, Path(instance))
    stop_at(int(commits))
    owner = Somebody(int(owner_id), "Odile Farrow", "owner", "", "odile-farrow")
    Folder(World(app), owner, Path(place)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
