"""axe-core with everything open that a page of the desk opens: by day, and its colours by night."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser import OpenPage, axe
from tests.journeys.newsroom import ODILE, Newsroom
from tests.journeys.opened import BODY, FORM, LINES, OPENED, Room

pytestmark = [pytest.mark.browser, pytest.mark.commits]
# By night only the colours are others.
BY_NIGHT = ["color-contrast"]


@pytest.fixture
def room(newsroom: Newsroom, open_page: OpenPage) -> Room:
    post = newsroom.write_post(BODY, tags="Mud")
    write_history(newsroom, post)
    add_resolved_note(newsroom, post)
    disputed = newsroom.write_post("By nobody.", title="Disputed", tags="Sea")
    kept = newsroom.write_post("Short.", title="Kept")
    page = newsroom.sit_down(open_page, bypass_csp=True)
    # Leaving what is not saved is asked about.
    page.on("dialog", accept)
    return Room(newsroom, page, post, disputed, kept)


def accept(dialog: Dialog) -> None:
    dialog.accept()


def write_history(newsroom: Newsroom, post: str) -> None:
    """Let a post save itself twice in one window, with most of its lines unchanged."""
    for number in (1, 2):
        body = "\n\n".join([*LINES[:-1], f"The last one, {number}."])
        typed = {"title": "Low water", "body": body, "visibility": "public"}
        sent = {"based_on": str(number), "window": "w" * 16, "sequence": str(number)}
        answer = newsroom.people[ODILE].post(f"{post}/saves", FORM, **typed, **sent)
        assert answer.status == 200, answer.text


def add_resolved_note(newsroom: Newsroom, post: str) -> None:
    odile, page = newsroom.people[ODILE], f"{post}/notes"
    odile.post(page, page, text="Which boat?")
    found = re.search(r"/admin/notes/\d+/resolution", odile.get(page).text)
    assert found is not None
    odile.post(found[0], page)


def test_axe_finds_nothing_in_what_is_open(room: Room) -> None:
    found: dict[str, list[str]] = {}
    for open_it, widths in OPENED.items():
        room.page.set_viewport_size({"width": widths[0], "height": 900})
        seen = open_it(room)
        for width in widths:
            room.page.set_viewport_size({"width": width, "height": 900})
            # What did not open, or closed again, would be found to be without fault.
            expect(seen).to_be_visible()
            name = f"{open_it.__name__} at {width}"
            found |= objections(room.page, name)
    assert found == {}


def objections(page: Page, name: str) -> dict[str, list[str]]:
    """Return what axe-core objects to by day and by night, if anything."""
    by_day = axe(page)
    page.emulate_media(color_scheme="dark")
    by_night = axe(page, BY_NIGHT)
    page.emulate_media(color_scheme="light")
    every = {name: by_day, f"{name}, by night": by_night}
    return {state: violations for state, violations in every.items() if violations}
