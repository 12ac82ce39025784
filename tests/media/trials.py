"""What can only be tried in a process of its own: being killed, a full disk, a fork.

    python -m tests.media.trials TRIAL FOLDER_OR_URL

Each trial says what came of it, a line a time.
"""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from itertools import count
from pathlib import Path
from types import FrameType
from typing import BinaryIO, cast

from blog.core.places import Credentials
from blog.media.storage import current as storage
from blog.media.storage import disk
from blog.media.storage.names import original_name
from blog.media.storage.stored import Storage, StorageError
from tests.conftest import bare_app
from tests.media.s3_server import KEY, SECRET

OLD, NEW = b"old" * 100_000, b"newer" * 100_000
LARGE = bytes(900_000)
NAME = original_name("0f" * 32)
OTHER = original_name("1e" * 32)


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def told(act: Callable[[], object]) -> str:
    """Return what an act is refused with, or that it is done."""
    try:
        act()
    except StorageError as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def in_child(act: Callable[[], object]) -> int:
    """Return the signal that ended a forked child in which something is done, or 0."""
    if (child := os.fork()) == 0:
        act()
        sys.stdout.flush()
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def killed_at(line: int, act: Callable[[], object]) -> bool:
    """Do something in a child that is killed before a line of disk.py; say whether it was."""
    lines = count()

    def trace(frame: FrameType, event: str, _: object) -> object:
        if frame.f_code.co_filename != disk.__file__:
            return None
        if event == "line" and next(lines) == line:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    def traced() -> None:
        sys.settrace(trace)  # type: ignore[arg-type]  # what it returns is another of its kind
        act()

    return in_child(traced) == signal.SIGKILL


def kill_moving(folder: Path) -> None:
    """Kill a `put` at every line, with nothing and with something under the name."""
    folder.mkdir()
    source = folder / "upload"
    _kill(folder, lambda kept: kept.put(NAME, source), source)


def kill_copying(folder: Path) -> None:
    folder.mkdir()
    _kill(folder, lambda kept: kept.put_from(NAME, BytesIO(NEW)), None)


def _kill(folder: Path, act: Callable[[Storage], None], source: Path | None) -> None:
    for before in (None, OLD):
        for line in count():
            kept = disk.Disk(folder / f"{before is None}-{line}")
            if before is not None:
                place = kept.root / NAME
                place.parent.mkdir(parents=True)
                place.write_bytes(before)
            if source is not None:
                source.write_bytes(NEW)
            if not killed_at(line, lambda kept=kept: act(kept)):  # type: ignore[misc]
                break
            found = contents(kept)
            assert found in ({}, {NAME: NEW}) if before is None else found[NAME] in (OLD, NEW)
            whole = source is None or source.exists() or found == {NAME: NEW}
            assert whole, "the upload is under its name or where it was"
            if source is not None:
                source.write_bytes(NEW)
            act(kept)
            assert contents(kept) == {NAME: NEW}
        say("killed at", line, "lines")


def contents(kept: Storage) -> dict[str, bytes]:
    """Return everything that is stored."""
    found = {}
    for one in kept.names():
        with kept.open(one.name) as file:
            found[one.name] = file.read()
        assert one.size == len(found[one.name])
    return found


def kill_sending(url: str) -> None:
    """Kill an upload to object storage when it has sent some of its parts."""
    kept = storage.storage_of(url, Credentials(KEY, SECRET))

    class Deadly(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 13_000_000:
                os.kill(os.getpid(), signal.SIGKILL)
            return super().read(size)

    kept.put_from(NAME, cast("BinaryIO", Deadly(bytes(20_000_000))))


def fill_disk(folder: Path) -> None:
    """Fill a disk of one mebibyte, or a smaller file where none can be mounted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        fill_limit(folder)
        return
    upload = folder.with_name("upload")
    upload.write_bytes(LARGE)
    _fill(folder, lambda kept: kept.put(OTHER, upload))
    assert upload.read_bytes() == LARGE, "what was uploaded is not lost"


def fill_limit(folder: Path) -> None:
    """Write more into a file than this process may."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))
    _fill(folder, lambda kept: kept.put_from(OTHER, BytesIO(LARGE)))


def _fill(folder: Path, put_large: Callable[[Storage], None]) -> None:
    kept = disk.Disk(folder / "media")
    small = bytes(600_000)
    say(told(lambda: kept.put_bytes(NAME, small)))
    say(told(lambda: put_large(kept)))
    say(told(lambda: kept.put_bytes(NAME, LARGE)))
    assert contents(kept) == {NAME: small}
    left = [path for path in folder.rglob("*") if path.is_file()]
    assert left == [kept.local_path(NAME)], "nothing is left behind"
    say(told(lambda: kept.put_bytes(OTHER, bytes(300_000))))


def forbid(folder: Path) -> None:
    """Use a folder of somebody else's."""
    kept = disk.Disk(folder)
    kept.put_bytes(NAME, OLD)
    folder.chmod(0)
    if os.getuid() == 0:
        os.setuid(65534)
    say(told(lambda: kept.put_bytes(NAME, NEW)))
    say(told(lambda: kept.open(NAME)))
    say(told(lambda: list(kept.names())))


def fork(url: str, *, before: bool) -> None:
    """Ask the storage of an application in a child, and before that here or not."""
    app = bare_app("sqlite://", Path(os.devnull))
    app.config["MEDIA_URL"] = url
    app.config["MEDIA_CREDENTIALS"] = Credentials(KEY, SECRET)

    def ask() -> None:
        with app.app_context():
            kept = storage.current_storage()
            say(told(lambda: kept.put_bytes(NAME, OLD)))
            say(told(lambda: kept.open(NAME)))

    def ask_soon() -> None:
        # It would rather be killed than wait.
        signal.alarm(20)
        ask()

    if before:
        ask()
    say("ended by", in_child(ask_soon))
    if before:
        ask()


TRIALS: dict[str, Callable[[str], None]] = {
    "kill_moving": lambda place: kill_moving(Path(place)),
    "kill_copying": lambda place: kill_copying(Path(place)),
    "kill_sending": kill_sending,
    "fill_disk": lambda place: fill_disk(Path(place)),
    "fill_limit": lambda place: fill_limit(Path(place)),
    "forbid": lambda place: forbid(Path(place)),
    "fork": lambda url: fork(url, before=False),
    "fork_after_use": lambda url: fork(url, before=True),
}

if __name__ == "__main__":
    TRIALS[sys.argv[1]](sys.argv[2])
