"""How fast a folder of posts comes in, against rendering the same texts in the same run.

.venv/bin/python -m benchmarks.importing [--posts 1000]
"""

import argparse
import logging
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from flask import Flask
from flask_migrate import upgrade

from benchmarks.texts import text_of
from blog import create_app
from blog.auth.actions import NewPerson, add_person
from blog.auth.models import Role
from blog.core import clock
from blog.core.database import write
from blog.core.html import render
from blog.site.actions import SiteChange, set_up
from blog.transfer.importing import bring_in
from blog.transfer.models import Result
from blog.transfer.plan import Importer, Plan
from config import TestingConfig

WORDS = 800
# A thousand are enough to know what rendering takes.
MOST_RENDERED = 1_000


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=1_000, help="how many posts come in")
    number = parser.parse_args(arguments).posts
    logging.disable(logging.INFO)
    with TemporaryDirectory() as place:
        posts, site = Path(place, "posts"), Path(place, "site")
        site.mkdir()
        fill(posts, number)
        app = create_app(TestingConfig(f"sqlite:///{site / 'quire.sqlite3'}", site))
        with app.app_context():
            sys.stdout.write("\n".join(report(app, posts, number)) + "\n")


def fill(folder: Path, number: int) -> None:
    """Write posts as Jekyll keeps them. No two have the same text."""
    folder.mkdir()
    body = text_of(WORDS)
    for each in range(number):
        year, month, day = 2000 + each % 25, 1 + each % 12, 1 + each % 28
        (folder / f"{year}-{month:02}-{day:02}-piece-{each}.md").write_text(
            f"---\nlayout: post\ntitle: Piece {each}\nauthor: Author {each % 20}\n"
            f"tags: [Sea, Tag {each % 100}]\npermalink: /old/{each}.html\n---\n"
            f"Number {each}.\n\n{body}"
        )


def report(app: Flask, folder: Path, number: int) -> Iterator[str]:
    """Give the lines of a table about one run."""
    plan = prepared(folder)
    bare = seconds_to_render(folder, number)
    tenth = 0
    begun = perf_counter()
    for done, outcome in enumerate(bring_in(plan), 1):
        if outcome.result is not Result.MADE:
            raise ValueError(f"{outcome.path} is not one to measure with: {outcome.reason}")
        if done == max(1, number // 10):
            tenth = resident()
    whole = perf_counter() - begun
    end = resident()
    begun = perf_counter()
    again = sum(outcome.result is Result.UNCHANGED for outcome in bring_in(plan))
    yield f"{number:,} posts of {WORDS} words"
    yield f"{'come in':24}{whole:9.1f} s{number / whole:9.0f} posts a second"
    yield f"{'bare rendering':24}{bare:9.1f} s{number / bare:9.0f} posts a second"
    yield f"{'ratio':24}{whole / bare:9.2f}"
    yield f"{'another run':24}{perf_counter() - begun:9.1f} s{again:9,} unchanged"
    yield f"{'memory after a tenth':24}{tenth / 1024:9.1f} MB"
    yield f"{'memory at the end':24}{end / 1024:9.1f} MB"


def prepared(folder: Path) -> Plan:
    """Migrate the database, set the site up, and return the plan of the import."""
    upgrade()
    now = clock.now()
    with write() as session:
        set_up(session, SiteChange("Low Water", "en", "UTC"), now)
        change = NewPerson("Odile Farrow", "odile@example.org", Role.OWNER, "none")
        owner = add_person(session, change, now)
        actor = Importer(owner.id, owner.name, owner.role)
    return Plan(folder, "old", actor, now)


def seconds_to_render(folder: Path, number: int) -> float:
    """Return how long the texts take to render and nothing else."""
    texts = [file.read_text().partition("\n---\n")[2] for file in _some(folder)]
    begun = perf_counter()
    for text in texts:
        render(text)
    return (perf_counter() - begun) / len(texts) * number


def _some(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())[:MOST_RENDERED]


def resident() -> int:
    """Return how much memory this process holds, in kilobytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


if __name__ == "__main__":
    main()
