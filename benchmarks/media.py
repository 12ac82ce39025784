"""What pictures cost: an upload against the making of what is served, the memory of uploads at
once, and a page with many of them against one with none.

.venv/bin/python -m benchmarks.media [--runs 5]
"""

import argparse
import http.client
import logging
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, sleep
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from PIL import Image

from blog import create_app
from blog.media.imaging.images import make_card, make_renditions
from blog.media.imaging.renditions import renditions_of
from config import TestingConfig
from tests.factories import PASSWORD, Somebody, World
from tests.servers import THREADS, Server, serving
from tests.statements import statements

SIZE = (4000, 3000)
AT_ONCE = 10
PICTURES = 30
PARAGRAPH = "The harbour at low water is a plain fact.\n\n"
# Seconds until a worker must have done what an upload asked for.
PATIENCE = 300
JPEG_QUALITY = 90


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="how often each is measured")
    runs = parser.parse_args(arguments).runs
    logging.disable(logging.INFO)
    with TemporaryDirectory() as place:
        for line in report(Path(place), runs):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


def report(folder: Path, runs: int) -> Iterator[str]:
    """Give the lines of the tables."""
    app = create_app(TestingConfig(f"sqlite:///{folder / 'quire.sqlite3'}", folder))
    with app.app_context():
        upgrade()
    owner = World(app).set_up()
    with serving(folder) as server:
        desk = Desk(server, folder, owner)
        yield from uploads_one_by_one(desk, runs)
        yield from uploads_at_once(desk, runs)
    yield from pages(app, owner, runs)


class Desk:
    """Somebody signed in at the real server, whose worker runs beside it."""

    def __init__(self, server: Server, folder: Path, owner: Somebody) -> None:
        self.server, self.folder = server, folder
        self.address = server.url.removeprefix("http://")
        self.cookie = ""
        self._ask("POST", "/auth/sign-in", self._form(email=owner.email, password=PASSWORD))
        self.token = self._token("/admin/profile")

    def upload(self, content: bytes) -> float:
        """Send a picture as the script of the editor does; return the seconds to the answer."""
        boundary = uuid4().hex
        head = f"--{boundary}\r\nContent-Disposition: form-data; name="
        token = f'{head}"csrf_token"\r\n\r\n{self.token}\r\n'
        file = f'{head}"file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        body = f"{token}{file}".encode()
        body += content + f"\r\n--{boundary}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        begun = perf_counter()
        self._ask("POST", "/admin/media", body, {**kind, "Accept": "application/json"})
        return perf_counter() - begun

    def wait_until_made(self) -> None:
        """Wait until the worker has made all that is served of what came in."""
        until = monotonic() + PATIENCE
        with sqlite3.connect(self.folder / "quire.sqlite3") as database:
            waiting = "SELECT count(*) FROM jobs WHERE name = 'media.make_renditions'"
            while database.execute(waiting).fetchone()[0]:
                if monotonic() > until:
                    raise TimeoutError("the worker did not make them")
                sleep(0.1)
        database.close()

    def _form(self, **values: str) -> bytes:
        return urlencode({"csrf_token": self._token("/auth/sign-in"), **values}).encode()

    def _token(self, path: str) -> str:
        page = self._ask("GET", path)
        return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

    def _ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> str:
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(method, path, body, {**form, **(headers or {}), "Cookie": self.cookie})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if answer.status >= 400:
            raise ValueError(f"{path} answers {answer.status}: {text[:300]}")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self.cookie = cookie.partition(";")[0]
        return text


def photograph(number: int) -> bytes:
    """Return a photograph of 12 megapixels, with grain, of which no two are the same."""
    across = Image.linear_gradient("L").resize(SIZE)
    grain = Image.effect_noise(SIZE, 40)
    down = Image.linear_gradient("L").rotate(90).resize(SIZE)
    image = Image.merge("RGB", (across, Image.blend(across, grain, 0.2), down))
    image.paste((number % 256, number // 256 % 256, 90), (0, 0, 8, 8))
    target = BytesIO()
    image.save(target, "JPEG", quality=JPEG_QUALITY)
    return target.getvalue()


def uploads_one_by_one(desk: Desk, runs: int) -> Iterator[str]:
    """Measure the answer to an upload, and what is made elsewhere because of it."""
    answers, makings = [], []
    for number in range(runs):
        content = photograph(number)
        answers.append(desk.upload(content))
        desk.wait_until_made()
        # By turns, so that whatever slows the machine slows both.
        makings.append(seconds_to_make(content))
    yield f"{SIZE[0] * SIZE[1] / 1_000_000:.0f} megapixels, {len(content) / 1_000_000:.1f} MB"
    yield f"{'the upload is answered':36}{median(answers):9.2f} s"
    yield f"{'what is served of it is made':36}{median(makings):9.2f} s"
    yield f"{'ratio':36}{median(answers) / median(makings):9.3f}"


def seconds_to_make(content: bytes) -> float:
    """Return how long all renditions and the card take, and nothing else."""
    with TemporaryDirectory() as place:
        original, made = Path(place, "original"), Path(place, "made")
        original.write_bytes(content)
        made.mkdir()
        begun = perf_counter()
        make_renditions(original, renditions_of(*SIZE, "image/jpeg", 1, True), made)
        make_card(original, 50, 50)
        return perf_counter() - begun


def uploads_at_once(desk: Desk, runs: int) -> Iterator[str]:
    """Measure the memory of the fullest web worker, idle and with uploads at once."""
    idle = max(memory(desk.server, "VmRSS"))
    forget_peaks(desk.server)
    one = photograph(runs)
    desk.upload(one)
    alone = max(memory(desk.server, "VmHWM"))
    contents = [photograph(runs + 1 + number) for number in range(AT_ONCE)]
    forget_peaks(desk.server)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        begun = perf_counter()
        list(pool.map(desk.upload, contents))
        taken = perf_counter() - begun
    peak = max(memory(desk.server, "VmHWM"))
    sent = sum(map(len, contents)) / 1_000_000
    yield ""
    yield f"{AT_ONCE} uploads at once, {sent:.0f} MB together, answered in {taken:.1f} s"
    yield f"{'the fullest web worker, before':36}{idle / 1024:9.1f} MB"
    yield f"{'at most, with one upload':36}{alone / 1024:9.1f} MB"
    yield f"{f'at most, with {AT_ONCE}':36}{peak / 1024:9.1f} MB"
    desk.wait_until_made()


def memory(server: Server, name: str) -> list[int]:
    """Return how much memory each web worker holds, or held at most, in kilobytes."""
    found = [
        re.search(rf"{name}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
        for pid in web_workers(server)
    ]
    return [int(each[1]) for each in found if each]


def forget_peaks(server: Server) -> None:
    for pid in web_workers(server):
        # What Linux takes for: count the peak from here on.
        Path(f"/proc/{pid}/clear_refs").write_text("5")


def web_workers(server: Server) -> list[int]:
    found = []
    for pid in server.processes():
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        threads = len(list(Path(f"/proc/{pid}/task").glob("*")))
        if b"uwsgi" in command and threads >= THREADS:
            found.append(pid)
    return found


def pages(app: Flask, owner: Somebody, runs: int) -> Iterator[str]:
    """Measure a page with pictures against one with as many words and none."""
    world = World(app)
    keys = [world.picture(owner, f"{number}.png").key for number in range(PICTURES)]
    shown = "".join(f"{PARAGRAPH}![Picture](media:{key})\n\n" for key in keys)
    addresses = {
        "none": world.published(owner, title="None", body=PARAGRAPH * PICTURES),
        f"{PICTURES} pictures": world.published(owner, title="Many", body=shown),
    }
    client = app.test_client()
    yield ""
    yield f"{'a page with':24}{'statements':>12}{'median ms':>12}"
    counts = {name: _statements(client, name, slug) for name, slug in addresses.items()}
    times: dict[str, list[float]] = {name: [] for name in addresses}
    for _ in range(20 * runs):
        # By turns, so that whatever slows the machine slows both.
        for name, slug in addresses.items():
            times[name].append(_seconds(partial(client.get, f"/{slug}")))
    for name, count in counts.items():
        yield f"{name:24}{count:12}{1000 * median(times[name]):12.2f}"


def _statements(client: FlaskClient, name: str, slug: str) -> int:
    client.get(f"/{slug}")
    with statements() as executed:
        answer = client.get(f"/{slug}")
    if answer.status_code != 200 or answer.text.count("<picture") != name.count(" ") * PICTURES:
        raise ValueError(f"/{slug} is not what was to be measured")
    return len(executed)


def _seconds(act: Callable[[], object]) -> float:
    begun = perf_counter()
    act()
    return perf_counter() - begun


if __name__ == "__main__":
    main()
