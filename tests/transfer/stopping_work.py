"""A process that works on an import and stops before one of its commits, to be killed there.

    python -m tests.transfer.stopping_work URL INSTANCE IMPORT_ID OWNER_ID COMMITS

It says `inside` when it has made that many commits and is about to make another one, and
waits for a line on its input.
"""

import sys
from itertools import count
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.conftest import bare_app
from tests.factories import Somebody, World
from tests.transfer.uploading import Uploads


def main(url: str, instance: str, import_id: str, owner_id: str, commits: str) -> None:
    app = bare_app(url, Path(instance))
    numbers = count()

    def before_commit(session: Session) -> None:
        if next(numbers) == int(commits):
            session.flush()
            sys.stdout.write("inside\n")
            sys.stdout.flush()
            sys.stdin.readline()

    event.listen(Session, "before_commit", before_commit)
    owner = Somebody(int(owner_id), "Odile Farrow", "owner", "", "odile-farrow")
    Uploads(World(app), owner, Path(instance) / "imports").work(int(import_id))


if __name__ == "__main__":
    main(*sys.argv[1:])
