"""The screen of the library, as its address asks for it or after something was done there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, url_for
from sqlalchemy.orm import Session

from blog.admin.desk import actor
from blog.admin.library_choices import Choices, read_choices
from blog.admin.media_details import details
from blog.admin.media_presenters import tile
from blog.core.database import db
from blog.core.forms import page
from blog.core.pagination import Page, Place
from blog.media.forms import DetailsForm
from blog.media.models import MediaItem
from blog.media.policies import may_upload
from blog.media.queries import ORDERS, Sort, Tab, library, tab_counts

SIZE = 48
MEBIBYTE = 1024 * 1024
LABELS = {
    Tab.IMAGES: "Images",
    Tab.FILES: "Files",
    Tab.WITHOUT_ALT: "No alt text",
    Tab.UNUSED: "Not used",
    Tab.TRASH: "Trash",
}
SORTS = {Sort.NEWEST: "Newest", Sort.NAME: "Name"}


@dataclass(frozen=True)
class Refused:
    """A file, or an item, with which something was not done, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Arrival:
    """What came of files that were sent: what is told of those that came in, and the others."""

    words: str
    refused: Sequence[Refused]


@dataclass(frozen=True)
class Outcome:
    """What was done with the picked items, and what was not. ``undo`` is empty for nothing."""

    words: str
    refused: Sequence[Refused]
    undo: str = ""


@dataclass(frozen=True)
class Picked:
    """The items that are picked still, and why nothing was done with them."""

    ids: Collection[int] = ()
    problem: str = ""


@dataclass(frozen=True)
class Opened:
    """The item that is open, with what was typed into its form and did not fit."""

    item: MediaItem
    form: DetailsForm | None = None
    file_error: str = ""


def library_page(
    arguments: Mapping[str, str],
    *,
    opened: Opened | None = None,
    arrival: Arrival | None = None,
    outcome: Outcome | None = None,
    picked: Picked | None = None,
    status: int = 200,
) -> Response:
    """Show the library. Raises BadPlace for a place that is none."""
    session, choices = db.session(), read_choices(arguments)
    keys = ORDERS[choices.sort].keys
    place = Place.parse(arguments.get("before"), arguments.get("after"), keys)
    listing = library(session, choices.wanted(), place, SIZE)
    counts = tab_counts(session)
    opened, picked = opened or _opened(session, choices.item_id), picked or Picked()
    addresses = _Addresses(choices, place)
    return page(
        "admin/media.html",
        status,
        choices=choices,
        tabs=_tabs(choices, counts),
        sorts=SORTS,
        tiles=addresses.tiles(listing.items, opened, picked.ids),
        opened=_details(session, opened),
        is_gone=bool(choices.item_id) and opened is None,
        empty=_why_empty(choices, place, counts),
        arrival=arrival,
        outcome=outcome,
        problem=picked.problem,
        may_upload=may_upload(actor()),
        **addresses.links(listing),
        **_limits(),
    )


def address(**query: Any) -> str:
    return url_for("admin.media", **query)


def _opened(session: Session, item_id: int) -> Opened | None:
    item = session.get(MediaItem, item_id) if item_id else None
    return Opened(item) if item is not None else None


def _details(session: Session, opened: Opened | None) -> Any:
    if opened is None:
        return None
    return details(session, opened.item, actor(), opened.form, opened.file_error)


def _tabs(choices: Choices, counts: Mapping[Tab, int]) -> list[dict[str, Any]]:
    """Return the tabs with what is in them; the trash while something is in it."""
    return [
        {
            "label": LABELS[tab],
            "url": address(tab=None if tab is Tab.IMAGES else tab.value),
            "total": counts[tab],
            "current": tab is choices.tab,
        }
        for tab in Tab
        if tab is not Tab.TRASH or counts[tab] or tab is choices.tab
    ]


def _why_empty(choices: Choices, place: Place | None, counts: Mapping[Tab, int]) -> str:
    if place is not None:
        return "no page"
    if choices.q:
        return "no match"
    return choices.tab.value if any(counts.values()) else "nothing"


def _limits() -> dict[str, int]:
    return {
        "largest_image": current_app.config["LARGEST_IMAGE"],
        "largest_file": current_app.config["LARGEST_FILE"],
        "mebibyte": MEBIBYTE,
    }


class _Addresses:
    """Where the links of the list lead. All of them can be sent to somebody."""

    def __init__(self, choices: Choices, place: Place | None) -> None:
        self.query = choices.query()
        self.at = {} if place is None else {"after" if place.back else "before": str(place)}
        self.tab = {name: self.query[name] for name in ("tab",) if name in self.query}

    def tiles(
        self, items: Sequence[MediaItem], opened: Opened | None, picked: Collection[int]
    ) -> list[Any]:
        current = opened.item.id if opened else 0
        return [
            tile(item, self._to(item=item.id), current=item.id == current, picked=item.id in picked)
            for item in items
        ]

    def links(self, listing: Page[MediaItem]) -> dict[str, str | None]:
        following, previous = listing.following, listing.previous
        pages = {"next_url": ("before", following), "previous_url": ("after", previous)}
        return {
            "here": self._to(),
            "first_url": address(**self.query),
            "clear_url": address(**self.tab),
            **{
                name: address(**self.query, **{side: str(place)}) if place else None
                for name, (side, place) in pages.items()
            },
        }

    def _to(self, **more: int) -> str:
        return address(**self.query, **self.at, **more)
