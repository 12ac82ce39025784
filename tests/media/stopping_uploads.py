"""A process that uploads files, each in a child that is killed one step later than the last.

    python -m tests.media.stopping_uploads URL INSTANCE OWNER_ID png|mp4

A step is a piece that arrives, a file that is opened, moved or removed, a statement, a commit.
It says how many children were killed before one came to its end.
"""

import os
import signal
import sys
from collections.abc import Callable
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from blog.core import clock
from blog.media import uploads
from tests.conftest import bare_app
from tests.factories import Somebody, a_picture
from tests.media.films import Parts, mp4

# What is uploaded, each time something else.
CONTENTS: dict[str, Callable[[int], bytes]] = {
    "png": lambda number: a_picture((40 + number, 30)),
    "mp4": lambda number: mp4(Parts(maker=b"Camera %d" % number)),
}
WATCHED = {"open", "os.rename", "os.remove", "os.chmod", "os.mkdir"}


class Steps:
    """Counts what this process does, and kills it at a step."""

    def __init__(self, folder: str, last: int) -> None:
        self.folder, self.last, self.number = folder, last, 0
        sys.addaudithook(self.on_file)
        event.listen(Engine, "before_cursor_execute", self.step)
        event.listen(Engine, "commit", self.step)

    def on_file(self, name: str, arguments: tuple[Any, ...]) -> None:
        if (
            name in WATCHED
            and self.folder in str(arguments[0])
            and ".sqlite3" not in str(arguments)
        ):
            self.step()

    def step(self, *_: Any) -> None:
        if self.number == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
        self.number += 1


class Arriving(BytesIO):
    """Bytes of which each piece is a step."""

    steps: Steps

    def read(self, size: int | None = -1, /) -> bytes:
        self.steps.step()
        return super().read(size)


def main(url: str, instance: str, owner_id: str, kind: str) -> None:
    app = bare_app(url, Path(instance))
    owner = Somebody(int(owner_id), "Odile Farrow", "owner", "", "odile-farrow")
    for number in count():
        name = f"{number}.{kind}"
        if not killed(app, owner, Arriving(CONTENTS[kind](number)), name):
            sys.stdout.write(f"{number}\n")
            return


def killed(app: Flask, owner: Somebody, file: Arriving, name: str) -> bool:
    """Upload a file in a child of this process; say whether it was killed before its end."""
    child = os.fork()
    if child == 0:
        try:
            upload(app, owner, file, name)
        except BaseException:
            os._exit(1)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def upload(app: Flask, owner: Somebody, file: Arriving, name: str) -> None:
    with app.app_context():
        file.steps = Steps(app.instance_path, int(Path(name).stem))
        with uploads.receive(file, name) as received:
            uploads.keep(received, owner, clock.now())


if __name__ == "__main__":
    main(*sys.argv[1:])
