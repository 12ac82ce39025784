"""How long a save takes that the editor makes by itself, against a bare Flask view that writes one
row, by turns in the same run.

.venv/bin/python -m benchmarks.saving [--runs 200]
"""

import argparse
import logging
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from uuid import uuid4

from flask import Flask, Response, jsonify, request
from flask.testing import FlaskClient
from flask_migrate import upgrade

from benchmarks.texts import text_of
from blog import create_app
from blog.auth.actions import NewPerson, add_person
from blog.auth.models import Role
from blog.auth.passwords import hash_password
from blog.core import clock
from blog.core.database import write
from blog.posts import actions
from blog.posts.actions import NewPost
from blog.posts.models import Kind
from blog.posts.snapshot import Snapshot
from blog.site.actions import SiteChange, set_up
from config import TestingConfig

WORDS = 1_500
LONG = 100_000
PASSWORD = "a tide table kept by hand"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL")
JSON = {"Accept": "application/json"}

# Seconds by the clock, and of the processor.
Times = tuple[float, float]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200, help="how often each text is saved")
    runs = parser.parse_args(arguments).runs
    logging.disable(logging.INFO)
    with TemporaryDirectory() as folder:
        sys.stdout.write("\n".join(report(Path(folder), runs)) + "\n")


def report(folder: Path, runs: int) -> Iterator[str]:
    """Give the lines of a table."""
    bare = bare_app(folder / "bare.sqlite3").test_client()
    yield f"{runs} saves of each text, milliseconds; the processor's part of them"
    yield f"{'':20}{'median':>10}{'95 %':>9}{'processor':>11}"
    for name, text in texts().items():
        # A site of its own for each, so that none finds what another left.
        site = folder / name
        site.mkdir()
        writer = Writer(
            create_app(TestingConfig(f"sqlite:///{site / 'quire.sqlite3'}", site)), text
        )
        writer.save()
        times: tuple[list[Times], list[Times]] = ([], [])
        for _ in range(runs):
            # By turns, so that whatever slows the machine slows both.
            times[0].append(_time(partial(bare.post, "/", data={"body": writer.text})))
            times[1].append(_time(writer.save))
        figures = [_figures(each) for each in times]
        ratios = [house / alone for alone, house in zip(*figures, strict=True)]
        rows = zip(("bare", "save", "ratio"), [*figures, ratios], strict=True)
        for row, (half, most, work) in rows:
            yield f"{f'{name}, {row}':20}{half:10.2f}{most:9.2f}{work:11.2f}"


def texts() -> dict[str, str]:
    long = text_of(LONG // 4)
    return {
        f"{WORDS:,} words": text_of(WORDS),
        f"{LONG // 1000:,} KB": long.encode()[:LONG].decode(errors="ignore"),
    }


class Writer:
    """The only author of a site, with a post open in a page that saves by itself."""

    def __init__(self, app: Flask, text: str) -> None:
        self.text, self.based_on, self.sequence = text, 1, 0
        self.window = uuid4().hex
        with app.app_context():
            self.post_id, email = prepared(text)
        self.client = app.test_client()
        page = self.client.get("/auth/sign-in").text
        signed_in = {"email": email, "password": PASSWORD, "csrf_token": _token(page)}
        self.client.post("/auth/sign-in", data=signed_in)
        self.token = _session(self.client)["csrf_token"]

    def save(self) -> None:
        """Type a word at the end, and send what the script of the editor sends."""
        self.sequence += 1
        self.text += f" word{self.sequence}"
        data = {
            "title": "Tides",
            "body": self.text,
            "visibility": "public",
            "bylines-0": "",
            "based_on": self.based_on,
            "window": self.window,
            "sequence": self.sequence,
            "csrf_token": self.token,
        }
        answer = self.client.post(f"/admin/posts/{self.post_id}/saves", data=data, headers=JSON)
        if answer.json is None or answer.json.get("outcome") != "saved":
            raise ValueError(f"It was not saved: {answer.text}")
        self.based_on = answer.json["number"]


def prepared(text: str) -> tuple[int, str]:
    """Set the site up, with somebody and a post; return its id and their address."""
    upgrade()
    now, email = clock.now(), "odile@example.org"
    hashed = hash_password(PASSWORD)
    with write() as session:
        set_up(session, SiteChange("Low Water", "en", "UTC"), now)
        owner = add_person(session, NewPerson("Odile", email, Role.OWNER, hashed), now)
        change = NewPost(Kind.POST, Snapshot(title="Tides", body=text))
        return actions.create(session, change, owner, now).post_id, email


def bare_app(database: Path) -> Flask:
    """Return an application whose one view writes a row, as durably as the house does."""
    app = Flask("bare")

    @app.post("/")
    def save() -> Response:
        connection = sqlite3.connect(database, isolation_level=None)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO rows (body) VALUES (?)", (request.form["body"],))
        connection.close()
        return jsonify(saved=True)

    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
    connection.close()
    return app


def _token(page: str) -> str:
    return page.split('name="csrf_token"')[1].split('value="')[1].partition('"')[0]


def _session(client: FlaskClient) -> dict[str, str]:
    found: dict[str, str] = client.get("/admin/session", headers=JSON).get_json()
    return found


def _figures(times: Sequence[Times]) -> tuple[float, float, float]:
    """Return the median and the 95th percentile, and the median of the processor's time."""
    waited, worked = zip(*times, strict=True)
    return median(waited) * 1000, quantiles(waited, n=20)[-1] * 1000, median(worked) * 1000


def _time(run: Callable[[], object]) -> Times:
    begun = perf_counter(), process_time()
    run()
    return perf_counter() - begun[0], process_time() - begun[1]


if __name__ == "__main__":
    main()
