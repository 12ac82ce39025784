"""Saves that the server does not take: it says why, keeps the words, and goes on when it can."""

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import NullPool, create_engine, update

from blog.auth.models import Person, Role
from tests.browser import OpenPage
from tests.journeys.newsroom import (
    ANNA,
    BODY,
    ODILE,
    Newsroom,
    is_kept,
    pass_time,
    saves_of,
    stop_clock,
)
from tests.journeys.steps import CLEAN, SAVED, notice, save, state, text

pytestmark = [pytest.mark.browser, pytest.mark.commits]

TYPED = "Typed meanwhile."


@pytest.fixture
def desk(newsroom: Newsroom, open_page: OpenPage) -> Page:
    page = newsroom.sit_down(open_page)
    stop_clock(page)
    return page


def set_role(newsroom: Newsroom, email: str, role: Role) -> None:
    engine = create_engine(f"sqlite:///{newsroom.folder / 'quire.sqlite3'}", poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(update(Person).where(Person.email == email).values(role=role))


def test_a_post_that_is_gone_goes_on_as_a_new_draft(newsroom: Newsroom, desk: Page) -> None:
    address = newsroom.write_post()
    desk.goto(address)
    owner = newsroom.people[ODILE]
    owner.post(f"{address}/trash", f"{address}?base=1")
    gone = owner.post(f"{address}/deletion", f"{address}/deletion")
    assert gone.status == 302
    text(desk).fill(TYPED)
    desk.clock.run_for(2_000)
    expect(state(desk)).to_have_text("Not saved: It was deleted for ever in the meantime.")
    expect(text(desk)).to_have_value(TYPED)
    assert is_kept(desk, TYPED)
    notice(desk).get_by_role("button", name="Keep it as a new draft").click()
    desk.get_by_role("button", name="Save it as a new draft").click()
    expect(text(desk)).to_have_value(TYPED)
    assert desk.url.partition("?")[0] != newsroom.server.url + address
    assert newsroom.versions(desk.url)[-1].body == TYPED


def test_a_post_that_is_out_of_reach_goes_on_as_a_new_draft(
    newsroom: Newsroom, open_page: OpenPage
) -> None:
    address = newsroom.write_post()
    desk = newsroom.sit_down(open_page, ANNA)
    stop_clock(desk)
    desk.goto(address)
    set_role(newsroom, ANNA, Role.AUTHOR)
    text(desk).fill(TYPED)
    desk.clock.run_for(2_000)
    expect(state(desk)).to_have_text("Not saved: You may not change this post.")
    notice(desk).get_by_role("button", name="Keep it as a new draft").click()
    desk.get_by_role("button", name="Save it as a new draft").click()
    expect(text(desk)).to_have_value(TYPED)
    assert newsroom.versions(desk.url)[-1].body == TYPED
    assert [each.body for each in newsroom.versions(address)] == [BODY]
    set_role(newsroom, ANNA, Role.EDITOR)


def test_a_server_that_fails_is_asked_again(newsroom: Newsroom, desk: Page) -> None:
    address = newsroom.write_post()
    desk.goto(address)
    sent = saves_of(desk)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.route("**/saves", hold, times=2)
    text(desk).fill(TYPED)
    for number in range(2):
        with desk.expect_request("**/saves"):
            desk.clock.run_for(2_000)
        desk.clock.run_for(400)
        expect(state(desk)).to_have_text("Saving…")
        held[number].fulfill(status=500, body="No.")
        expect(state(desk)).to_have_text("Not saved: the server could not take it.")
        assert is_kept(desk, TYPED)
    # It waits longer each time.
    desk.clock.run_for(3_900)
    assert len(sent) == 2
    desk.clock.run_for(100)
    expect(state(desk)).to_have_text(CLEAN)
    expect(desk.get_by_role("button", name="Try again")).to_be_hidden()
    assert [each.body for each in newsroom.versions(address)] == [BODY, TYPED]


def test_what_is_typed_after_a_failure_and_a_refusal_saves_itself(
    newsroom: Newsroom, desk: Page
) -> None:
    address = newsroom.write_post()
    desk.goto(address)
    refusal = '{"reasons": ["It is too long."]}'
    answers = [(500, "No."), (422, refusal)]

    def refuse(route: Route) -> None:
        status, body = answers.pop(0)
        route.fulfill(status=status, body=body, content_type="application/json")

    desk.route("**/saves", refuse, times=2)
    text(desk).fill(TYPED)
    pass_time(desk, expect(state(desk)).to_have_text, "Not saved: see above the text")
    text(desk).fill("Shorter.")
    pass_time(desk, expect(state(desk)).to_have_text, CLEAN)
    assert [each.body for each in newsroom.versions(address)] == [BODY, "Shorter."]


def test_what_cannot_be_kept_is_told_until_it_can(newsroom: Newsroom, desk: Page) -> None:
    address = newsroom.write_post()
    desk.goto(address)
    sent = saves_of(desk)
    desk.get_by_label("Title").fill("Low water " * 200)
    desk.clock.run_for(2_000)
    expect(state(desk)).to_have_text("Not saved: see above the text")
    expect(notice(desk).get_by_role("alert")).to_contain_text("at most 1,000 can be kept")
    # What is refused is not sent again and again.
    desk.clock.run_for(60_000)
    text(desk).focus()
    assert len(sent) == 1
    desk.get_by_label("Title").fill("Low water, again")
    pass_time(desk, expect(state(desk)).to_have_text, CLEAN)
    expect(notice(desk)).to_be_empty()
    desk.reload()
    expect(desk.get_by_label("Title")).to_have_value("Low water, again")


def test_what_is_longer_than_can_be_sent_is_kept_here(newsroom: Newsroom, desk: Page) -> None:
    address = newsroom.write_post()
    desk.goto(address)
    # A text of so many megabytes takes a browser minutes to set.
    desk.route("**/saves", lambda route: route.fulfill(status=413, body="No."), times=1)
    text(desk).fill(TYPED)
    desk.clock.run_for(2_000)
    words = "Not saved: it is longer than can be sent. Make it shorter."
    expect(state(desk)).to_have_text(words)
    assert is_kept(desk, TYPED)
    text(desk).fill("Shorter.")
    save(desk)
    expect(state(desk)).to_have_text(SAVED)
    assert [each.body for each in newsroom.versions(address)] == [BODY, "Shorter."]
