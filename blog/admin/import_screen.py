"""What the screens of an import show: how far it is, in words, and its files a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for

from blog.admin.presenters import Status
from blog.core.database import db
from blog.core.forms import page
from blog.posts.forms import number_of
from blog.transfer import queries
from blog.transfer.models import Import, Result, Stage
from blog.transfer.queries import Line, Standing, Tab

SIZE = 200
EARLIER = 20
SHAPES = {
    Result.MADE: "published",
    Result.CHANGED: "changed",
    Result.UNCHANGED: "same",
    Result.SKIPPED: "missing",
}
PLANNED = {
    Result.MADE: "New",
    Result.CHANGED: "Changed",
    Result.UNCHANGED: "Already here",
    Result.SKIPPED: "Left out",
}
DONE = PLANNED | {Result.MADE: "Came in", Result.CHANGED: "Brought up to date"}
LABELS = {
    Tab.SKIPPED: "Left out",
    Tab.NOTED: "With a note",
    Tab.WAITING: "Not reached",
    Tab.ALL: "All files",
}
MEANINGS = {
    Result.MADE: "posts and pages that are not here yet",
    Result.CHANGED: "changed in the folder since they came in last",
    Result.UNCHANGED: "the same as when they came in last",
    Result.SKIPPED: "would stay out, each for a reason that is told",
}
MEANINGS_DONE = {
    Result.MADE: "are here as new posts and pages",
    Result.CHANGED: "had changed in the folder",
    Result.UNCHANGED: "were the same as when they came in last",
    Result.SKIPPED: "stayed out, each for a reason that is told",
}
STAGES = {
    Stage.READING: "Being read",
    Stage.PLANNED: "Waits for a yes",
    Stage.WORKING: "Coming in",
    Stage.DONE: "Done",
}


@dataclass(frozen=True)
class Tally:
    """A number, what it counts, and what that means."""

    key: str
    number: int
    word: str
    meaning: str


@dataclass(frozen=True)
class ShownLine:
    """A file as a line of the report."""

    path: str
    line: int | None
    status: Status
    told: tuple[str, ...]
    url: str | None


@dataclass(frozen=True)
class ShownImport:
    """An earlier import as a line of a list."""

    filename: str
    url: str
    by: str
    started_at: Any
    status: Status


def progress_of(one: Import) -> dict[str, Any]:
    """Return what a script shows while it goes on."""
    standing = queries.standing_of(db.session(), one)
    return {
        "stage": one.stage.value,
        "done": standing.done,
        "total": one.total,
        "counts": {result.value: standing.totals[Tab(result.value)] for result in Result},
    }


def import_page(one: Import, *, problem: str = "", status: int = 200) -> Response:
    """Show an import at the stage that it is at."""
    standing = queries.standing_of(db.session(), one)
    tab = _tab(standing)
    start = number_of(request.args.get("from"))
    lines = [] if _is_running(one) else queries.lines_of(db.session(), one, tab, start, SIZE)
    return page(
        "admin/import.html",
        status,
        one=one,
        standing=standing,
        running=_is_running(one),
        tallies=list(_tallies(one, standing)),
        tabs=list(_tabs(one, standing, tab)),
        tab_label=_label(one, tab),
        lines=[_shown(line, one) for line in lines[:SIZE]],
        first_url=_url(one, tab) if start else None,
        next_url=_url(one, tab, lines[SIZE].position) if len(lines) > SIZE else None,
        problem=problem,
    )


def earlier(before: int | None) -> tuple[list[ShownImport], int | None]:
    """Return imports, the newest first, and where the next page of them begins."""
    rows = queries.earlier_imports(db.session(), before, EARLIER + 1)
    shown = [
        ShownImport(
            filename=one.filename,
            url=url_for("admin.show_import", import_id=one.id),
            by=name,
            started_at=one.started_at,
            status=Status("published" if one.stage is Stage.DONE else "waiting", STAGES[one.stage]),
        )
        for one, name in rows[:EARLIER]
    ]
    return shown, rows[EARLIER - 1][0].id if len(rows) > EARLIER else None


def _is_running(one: Import) -> bool:
    return one.stage in {Stage.READING, Stage.WORKING}


def _tab(standing: Standing) -> Tab:
    """Return what is asked for; else what somebody should see first, the problems."""
    asked = request.args.get("tab", "")
    if asked in list(Tab):
        return Tab(asked)
    first = (Tab.SKIPPED, Tab.WAITING, Tab.NOTED)
    return next((tab for tab in first if standing.totals[tab]), Tab.ALL)


def _tallies(one: Import, standing: Standing) -> Iterator[Tally]:
    meanings = MEANINGS if one.stage in queries.PLANNING else MEANINGS_DONE
    for result in Result:
        number, word = standing.totals[Tab(result.value)], _words(one)[result]
        yield Tally(result.value, number, word, meanings[result])


def _words(one: Import) -> dict[Result, str]:
    return PLANNED if one.stage in queries.PLANNING else DONE


def _label(one: Import, tab: Tab) -> str:
    return LABELS.get(tab) or _words(one)[Result(tab.value)]


def _tabs(one: Import, standing: Standing, current: Tab) -> Iterator[dict[str, Any]]:
    for tab in Tab:
        if standing.totals[tab] or tab in {current, Tab.ALL}:
            yield {
                "label": _label(one, tab),
                "url": _url(one, tab),
                "total": standing.totals[tab],
                "current": tab is current,
            }


def _url(one: Import, tab: Tab, start: int | None = None) -> str:
    values = {"tab": tab.value, "from": start}
    return url_for("admin.show_import", import_id=one.id, **values)  # type: ignore[arg-type]


def _shown(line: Line, one: Import) -> ShownLine:
    if line.result is None:
        status = Status("waiting", LABELS[Tab.WAITING])
    else:
        status = Status(SHAPES[line.result], _words(one)[line.result])
    return ShownLine(
        path=line.path,
        line=line.line,
        status=status,
        told=(*filter(None, [line.reason]), *line.notes),
        url=None if line.post_id is None else url_for("admin.edit", post_id=line.post_id),
    )
