"""The screen of a list, as its address asks for it or after something was done with its rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, url_for
from sqlalchemy import Row

from blog.admin.desk import actor
from blog.admin.list_choices import Choices, read_choices
from blog.admin.presenters import DeskRow, desk_row
from blog.auth.models import Person
from blog.auth.queries import all_people, people_by_id
from blog.core import clock
from blog.core.caching import kept
from blog.core.database import db
from blog.core.forms import page
from blog.core.pagination import Place
from blog.posts import policies
from blog.posts.desk_lists import ORDERS, TEXTS, Listing, Sort, desk_list
from blog.posts.desk_queries import Tab, published_total, tab_totals, tag_choices
from blog.posts.forms import VISIBILITIES
from blog.posts.models import Kind
from blog.site.context import current_site
from blog.site.queries import read_content_number

SIZE = 50
# More than these are not chosen from but typed.
MOST_OPTIONS = 200

SORTS = {Sort.EDITED: "Last edited", Sort.PUBLISHED: "Published", Sort.TITLE: "Title"}


@dataclass(frozen=True)
class Line:
    """A post in a list, and whether it is picked."""

    id: int
    post: DeskRow
    author: str
    moment: datetime | None
    picked: bool


@dataclass(frozen=True)
class Refusal:
    """A post with which something was not done, and why."""

    title: str
    url: str | None
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What was done with the picked rows, and what was not. ``undo`` is empty for nothing."""

    words: str
    refusals: Sequence[Refusal]
    undo: str


def list_page(
    kind: Kind,
    arguments: Mapping[str, str],
    *,
    picked: Collection[int] = (),
    outcome: Outcome | None = None,
) -> Response:
    """Show a list. Raises BadPlace for a place that is none."""
    session, now, who = db.session(), clock.now(), actor()
    choices = read_choices(session, kind, arguments)
    keys = ORDERS[choices.sort].keys
    place = Place.parse(arguments.get("before"), arguments.get("after"), keys)
    wanted = choices.wanted(current_site().zone)
    listing = desk_list(session, who, wanted, now, place, SIZE)
    totals = _totals(kind, now)
    all_picked = arguments.get("pick") == "all"
    people = all_people(session) if policies.may_edit_all(who) else []
    return page(
        "admin/posts.html",
        kind=kind.value,
        own_only=not policies.may_edit_all(who),
        choices=choices,
        tabs=_tabs(choices, totals),
        lines=_lines(listing, choices, picked, now, all_picked=all_picked),
        empty=_why_empty(choices, place, totals),
        few_texts=TEXTS if listing.cut else None,
        all_texts_url=address(kind, **choices.query(), texts="all") if listing.cut else None,
        outcome=outcome,
        **_addresses(choices, place, listing, all_picked=all_picked),
        **_options(choices, people),
        may_publish=policies.may_publish(who, None),
    )


def address(kind: Kind, **query: Any) -> str:
    return url_for("admin.posts" if kind is Kind.POST else "admin.pages", **query)


def _totals(kind: Kind, now: datetime) -> dict[Tab, int]:
    """Count what is in the tabs. What is published is counted once per content version: it is
    nearly everything, and changes seldom."""
    session, who = db.session(), actor()
    whose = "all" if policies.may_edit_all(who) else f"of {who.id}"
    published = kept(
        f"{kind.value}s at the desk, {whose}",
        read_content_number(session),
        lambda: published_total(session, who, kind),
    )
    return tab_totals(session, who, kind, now, published)


def _tabs(choices: Choices, totals: Mapping[Tab, int]) -> list[dict[str, Any]]:
    """Return the tabs with what is in them. The one for what waits is there when something
    does: who writes alone hands nothing in."""
    return [
        {
            "label": tab.value.capitalize(),
            "url": address(choices.kind, tab=None if tab is Tab.ALL else tab.value),
            "total": totals[tab],
            "current": tab is choices.tab,
        }
        for tab in Tab
        if tab is not Tab.WAITING or totals[tab] or tab is choices.tab
    ]


def _lines(
    listing: Listing,
    choices: Choices,
    picked: Collection[int],
    now: datetime,
    *,
    all_picked: bool,
) -> list[Line]:
    people = people_by_id(db.session(), {each for row in listing.rows for each in row.bylines})
    return [
        Line(
            id=row.id,
            post=desk_row(row, now),
            author=_author(row, people),
            moment=_moment(row, choices),
            picked=all_picked or row.id in picked,
        )
        for row in listing.rows
    ]


def _author(row: Row[Any], people: Mapping[int, Person]) -> str:
    names = [people[each].name for each in row.bylines if each in people]
    return ", ".join(names) or str(row.owner_name)


def _moment(row: Row[Any], choices: Choices) -> datetime | None:
    if choices.tab is Tab.TRASH:
        moment: datetime | None = row.trashed_at
    else:
        moment = row.published_at if choices.sort is Sort.PUBLISHED else row.edited_at
    return moment


def _why_empty(choices: Choices, place: Place | None, totals: Mapping[Tab, int]) -> str:
    if place is not None:
        return "no page"
    if choices.narrowed:
        return "no match"
    return "empty tab" if any(totals.values()) else "nothing"


def _addresses(
    choices: Choices, place: Place | None, listing: Listing, *, all_picked: bool
) -> dict[str, Any]:
    """Return where the links of the list lead. All of them can be sent to somebody."""
    kind, query = choices.kind, choices.query()
    at = {} if place is None else {"after" if place.back else "before": str(place)}
    tab = {"tab": query["tab"]} if "tab" in query else {}
    following, previous = listing.following, listing.previous
    return {
        "here": address(kind, **query, **at),
        "next_url": address(kind, **query, before=str(following)) if following else None,
        "previous_url": address(kind, **query, after=str(previous)) if previous else None,
        "pick_url": address(kind, **query, **at, pick=None if all_picked else "all"),
        "first_url": address(kind, **query),
        "clear_url": address(kind, **tab),
        "sort_urls": {sort.value: address(kind, **{**query, "sort": sort.value}) for sort in Sort},
        "new_url": url_for("admin.new_post" if kind is Kind.POST else "admin.new_page"),
    }


def _options(choices: Choices, people: Sequence[Person]) -> dict[str, Any]:
    """Return what there is to choose from. Whoever sees their own posts only needs no author."""
    authors = {person.id: person.name for person in people}
    if choices.author is not None and choices.author not in authors:
        authors |= {
            number: person.name
            for number, person in people_by_id(db.session(), [choices.author]).items()
        }
    return {
        "authors": authors,
        "bylines": {person.id: person.name for person in people},
        "tags": tag_choices(db.session(), MOST_OPTIONS),
        "sorts": {sort.value: label for sort, label in SORTS.items()},
        "visibilities": dict(VISIBILITIES),
    }
