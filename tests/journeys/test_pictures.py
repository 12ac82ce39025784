"""Pictures and files that come into a text, pasted or dropped, and what becomes of each."""

import re
from base64 import b64encode

import pytest
from playwright.sync_api import Page, expect

from blog.core.html import render
from blog.core.markdown.style import HouseStyle
from tests.browser import OpenPage
from tests.journeys.newsroom import ANNA, Newsroom, has_arrived
from tests.journeys.pictures import (
    KEY,
    LIBRARY,
    PDF,
    Held,
    as_upload,
    drop,
    lines,
    paste,
    picture,
    shows,
)
from tests.journeys.steps import CLEAN, notice, save, state, text
from tests.journeys.writing import put, read, value

pytestmark = [pytest.mark.browser, pytest.mark.commits]

UPLOADING = "![Uploading image.png…](media:uploading-MARK)"
THERE = "![](media:KEY)"


def test_a_pasted_picture_stands_there_at_once_and_is_one_step(page: Page) -> None:
    held = Held(page)
    put(page, "One.¦\n\nTwo.\n")
    paste(page, picture("tide-gauge.png", 1))
    shows(page, "One.\n\n![Uploading tide-gauge.png…](media:uploading-MARK)\n\nTwo.\n")
    expect(lines(page)).to_have_text([re.compile("tide-gauge.png.*Cancel")])
    held.let_through()
    after = "One.\n\n![](media:KEY)\n\nTwo.\n"
    shows(page, after)
    assert read(page).endswith(")¦\n\nTwo.\n")
    expect(lines(page)).to_have_count(0)
    page.keyboard.press("Control+z")
    shows(page, "One.\n\nTwo.\n")
    page.keyboard.press("Control+Shift+z")
    shows(page, after)
    expect(state(page)).to_have_text(CLEAN)
    assert has_arrived(page, "![](media:")


def test_pictures_that_are_pasted_together_are_paragraphs_and_one_step(page: Page) -> None:
    put(page, "One.\n\n¦")
    paste(page, picture("a.png", 2), picture("b.png", 3))
    shows(page, "One.\n\n![](media:KEY)\n\n![](media:KEY)\n")
    assert len(set(re.findall(KEY, value(page)))) == 2
    page.keyboard.press("Control+z")
    shows(page, "One.\n\n")


def test_a_document_is_a_link_in_its_sentence(page: Page) -> None:
    put(page, "See ¦.")
    paste(page, ("tides_2026 [a].pdf", "application/pdf", b64encode(PDF).decode()))
    shows(page, "See [tides\\_2026 \\[a\\].pdf](media:KEY).")


def test_one_writes_on_while_a_picture_is_on_its_way(page: Page) -> None:
    held = Held(page)
    put(page, "One.\n\n¦\n\nTwo.\n")
    paste(page, picture("slow.png", 4))
    page.keyboard.press("Control+Home")
    page.keyboard.type("Before. ")
    page.keyboard.press("Control+End")
    page.keyboard.type("After")
    expect(state(page)).to_have_text(CLEAN)
    # It is saved with the text, and preferred to a picture that is not there.
    assert has_arrived(page, "Uploading slow.png")
    held.let_through()
    shows(page, "Before. One.\n\n![](media:KEY)\n\nTwo.\nAfter")
    assert read(page).endswith("After¦")
    page.keyboard.type(" all")
    page.keyboard.press("Control+z")
    shows(page, "Before. One.\n\n![](media:KEY)\n\nTwo.\nAfter")


def test_a_picture_finds_its_place_in_a_text_that_is_not_seen(page: Page) -> None:
    held = Held(page)
    put(page, "One.¦")
    paste(page, picture("unseen.png", 19))
    page.get_by_role("radio", name="Preview").check()
    held.let_through()
    shows(page, "One.\n\n![](media:KEY)\n")
    expect(page.frame_locator("#preview").locator("figure img")).to_be_attached()


def test_what_somebody_wrote_into_a_placeholder_stays(page: Page) -> None:
    held = Held(page)
    put(page, "¦")
    paste(page, picture("gauge.png", 5))
    before = value(page).replace("Uploading gauge.png…", "The (old) gauge")
    before = before.replace(")\n", ' "At *low* water"){.wide}\n')
    put(page, f"{before}¦")
    held.let_through()
    shows(page, '![The (old) gauge](media:KEY "At *low* water"){.wide}\n')


def test_a_placeholder_that_is_gone_stays_gone(page: Page) -> None:
    held = Held(page)
    put(page, "One.¦")
    paste(page, picture("gone.png", 6))
    page.keyboard.press("Control+z")
    shows(page, "One.")
    held.let_through()
    expect(lines(page)).to_contain_text("gone.png is in the library. Its place in the text is gone")
    assert value(page) == "One."
    lines(page).get_by_role("button", name="Dismiss").click()
    expect(lines(page)).to_have_count(0)
    expect(text(page)).to_be_focused()
    # Whoever takes the undo back gets the picture.
    page.keyboard.press("Control+Shift+z")
    shows(page, "One.\n\n![](media:KEY)\n")


def test_cancel_takes_the_placeholder_away(page: Page) -> None:
    Held(page)
    put(page, "One.\n\n¦\n\nTwo.")
    paste(page, picture("no.png", 7), picture("never.png", 8))
    expect(lines(page)).to_have_count(2)
    lines(page).filter(has_text="no.png").get_by_role("button", name="Cancel").click()
    shows(page, "One.\n\n![Uploading never.png…](media:uploading-MARK)\n\nTwo.")
    lines(page).get_by_role("button", name="Cancel").click()
    shows(page, "One.\n\nTwo.")
    expect(lines(page)).to_have_count(0)


def test_what_failed_is_marked_and_tried_again(page: Page) -> None:
    page.route(LIBRARY, lambda route: route.abort())
    put(page, "One.\n\n¦")
    paste(page, picture("boat.png", 9))
    shows(page, "One.\n\n![Not uploaded: boat.png](media:not-uploaded-MARK)\n")
    expect(lines(page)).to_contain_text("boat.png was not uploaded. There is no connection.")
    held = Held(page)
    lines(page).get_by_role("button", name="Retry").click()
    shows(page, "One.\n\n![Uploading boat.png…](media:uploading-MARK)\n")
    held.let_through()
    page.unroute(LIBRARY)
    shows(page, "One.\n\n![](media:KEY)\n")


def test_what_is_refused_says_why_and_can_be_another_or_nothing(page: Page) -> None:
    put(page, "One.\n\n¦")
    paste(page, ("page.html", "text/html", b64encode(b"<script>alert(1)</script>").decode()))
    shows(page, "One.\n\n![Not uploaded: page.html](media:not-uploaded-MARK)")
    expect(lines(page)).to_contain_text(re.compile(r"page\.html was not uploaded\. \S+"))
    with page.expect_file_chooser() as chooser:
        lines(page).get_by_role("button", name="Choose another").click()
    chooser.value.set_files([as_upload(picture("page.png", 10))])
    shows(page, "One.\n\n![](media:KEY)")
    paste(page, ("page.html", "text/html", b64encode(b"<script>alert(1)</script>").decode()))
    lines(page).get_by_role("button", name="Remove").click()
    expect(text(page)).not_to_have_value(re.compile("not-uploaded"))


def test_a_name_cannot_leave_its_brackets(page: Page) -> None:
    name = "](x) <img onerror> `*a*` \\.png"
    held = Held(page)
    put(page, "¦")
    paste(page, picture(name, 11))
    typed = value(page)
    rendered = render(typed, HouseStyle()).html
    assert "<img" not in rendered
    assert "<a" not in rendered
    assert "Uploading ](x) &lt;img onerror&gt; `*a*` \\.png…" in rendered
    held.let_through()
    shows(page, "![](media:KEY)\n")


def test_a_page_that_was_closed_leaves_what_can_be_chosen_again(
    page: Page, newsroom: Newsroom, open_page: OpenPage
) -> None:
    Held(page)
    put(page, "One.\n\n¦")
    paste(page, picture("left.png", 12))
    expect(state(page)).to_have_text(CLEAN)
    address = page.url
    # Another tab leaves alone what is still on its way.
    other = page.context.new_page()
    other.goto(address)
    expect(other.locator("#others")).not_to_have_text("never")
    shows(other, "One.\n\n![Uploading left.png…](media:uploading-MARK)\n")
    expect(lines(other)).to_have_count(0)
    page.close()
    other.goto(address)
    shows(other, "One.\n\n![Not uploaded: left.png](media:not-uploaded-MARK)\n")
    expect(lines(other)).to_contain_text("left.png was not uploaded: the page was closed")
    with other.expect_file_chooser() as chooser:
        lines(other).get_by_role("button", name="Choose it again").click()
    chooser.value.set_files([as_upload(picture("left.png", 12))])
    shows(other, "One.\n\n![](media:KEY)\n")


def test_words_are_preferred_to_a_picture_of_them(page: Page) -> None:
    put(page, "¦")
    paste(page, picture("word.png", 13), text="Words.", html="<p>Words.</p>")
    expect(lines(page)).to_have_count(0)
    # A file manager gives the names of its files.
    paste(page, picture("named.png", 14), text="file:///home/odile/named.png")
    shows(page, "![](media:KEY)\n")


def test_what_is_dropped_goes_where_it_is_dropped(page: Page) -> None:
    put(page, "One.\n\nTwo.¦\n\nThree.")
    box = text(page).bounding_box()
    assert box is not None
    drop(page, "#body", picture("top.png", 15), x=box["x"] + 300, y=box["y"] + 10)
    shows(page, "One.\n\n![](media:KEY)\n\nTwo.\n\nThree.")
    put(page, "One.\n\nTwo.¦\n\nThree.")
    drop(page, ".preview, .tools", picture("beside.png", 16))
    shows(page, "One.\n\nTwo.\n\n![](media:KEY)\n\nThree.")


def test_two_people_bring_pictures_into_one_text(newsroom: Newsroom, open_page: OpenPage) -> None:
    address = newsroom.write_post("One.\n\nTwo.\n\nThree.\n")
    mine, hers = newsroom.sit_down(open_page), newsroom.sit_down(open_page, ANNA)
    for each in (mine, hers):
        each.goto(address)
    held = Held(mine), Held(hers)
    put(mine, "One.¦\n\nTwo.\n\nThree.\n")
    paste(mine, picture("image.png", 17))
    expect(state(mine)).to_have_text(CLEAN)
    put(hers, "One.\n\nTwo.\n\nThree.¦\n")
    paste(hers, picture("image.png", 18))
    shows(hers, f"One.\n\n{UPLOADING}\n\nTwo.\n\nThree.\n\n{UPLOADING}\n")
    expect(state(hers)).to_have_text(CLEAN)
    # What the other one did comes with the next save of one's own.
    held[1].let_through()
    shows(hers, f"One.\n\n{UPLOADING}\n\nTwo.\n\nThree.\n\n{THERE}\n")
    save(hers)
    assert has_arrived(hers, "![](media:")
    held[0].let_through()
    both = f"One.\n\n{THERE}\n\nTwo.\n\nThree.\n\n{THERE}\n"
    shows(mine, both)
    expect(state(mine)).to_have_text(CLEAN)
    text(hers).press_sequentially("Low.")
    save(hers)
    shows(hers, f"{both}Low.")
    expect(notice(hers).get_by_text("Place 1")).to_have_count(0)
