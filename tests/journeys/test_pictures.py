"""Pictures and files that come into a text: pasted, dropped, picked, and what becomes of each."""

import re
from base64 import b64decode, b64encode
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from blog.core.html import render
from blog.core.markdown.style import HouseStyle
from tests.browser import OpenPage
from tests.journeys.newsroom import ANNA, Newsroom, has_arrived
from tests.journeys.steps import CLEAN, notice, save, state, text
from tests.journeys.writing import put, read, value

pytestmark = [pytest.mark.browser, pytest.mark.commits]

LIBRARY = "**/admin/media"
MARK = "[a-km-np-z2-9]{4}"
# What a browser hands over when somebody pastes or drops these.
HAND_OVER = """([type, files, words, where]) => {
  const data = new DataTransfer();
  for (const [name, kind, bytes] of files) {
    const raw = Uint8Array.from(atob(bytes), each => each.charCodeAt(0));
    data.items.add(new File([raw], name, { type: kind }));
  }
  for (const [kind, text] of Object.entries(words)) data.setData(kind, text);
  const place = where.selector ? document.querySelector(where.selector) : document.activeElement;
  const shared = { bubbles: true, cancelable: true };
  if (type === "paste") {
    place.dispatchEvent(new ClipboardEvent("paste", { ...shared, clipboardData: data }));
    return;
  }
  for (const name of ["dragover", "drop"]) {
    const { x, y } = where;
    const point = { clientX: x ?? 0, clientY: y ?? 0 };
    place.dispatchEvent(new DragEvent(name, { ...shared, ...point, dataTransfer: data }));
  }
}"""
# How many stand beside each other in the picker, and where in it the focus is.
COLUMNS = """() => {
  const all = [...document.querySelectorAll("#picker-shelf > *")];
  return all.filter(each => each.offsetTop === all[0].offsetTop).length;
}"""
PLACE = "[...document.activeElement.parentElement.children].indexOf(document.activeElement)"
File = tuple[str, str, str]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
UPLOADING = "![Uploading image.png…](media:uploading-MARK)"
THERE = "![](media:KEY)"
KEY = r"[a-km-np-z2-9]{12}"


def picture(name: str, shade: int = 0) -> File:
    """Return a small picture; another shade is another picture."""
    stream = BytesIO()
    Image.new("RGB", (40, 30), (shade % 256, 90, 40)).save(stream, "PNG")
    return name, "image/png", b64encode(stream.getvalue()).decode()


def as_upload(file: File) -> FilePayload:
    name, kind, data = file
    return {"name": name, "mimeType": kind, "buffer": b64decode(data)}


def paste(page: Page, *files: File, **words: str) -> None:
    text(page).focus()
    kinds = {"text": "text/plain", "html": "text/html"}
    data = {kinds[name]: each for name, each in words.items()}
    page.evaluate(HAND_OVER, ["paste", files, data, {}])


def drop(page: Page, selector: str, *files: File, **point: float) -> None:
    page.evaluate(HAND_OVER, ["drop", files, {}, {"selector": selector, **point}])


def lines(page: Page) -> Locator:
    return page.get_by_role("region", name="Being uploaded").get_by_role("listitem")


class Held:
    """Uploads that do not come through until somebody lets them."""

    def __init__(self, page: Page) -> None:
        self.routes: list[Route] = []
        self.is_open = False
        page.route(LIBRARY, self._hold)

    def _hold(self, route: Route) -> None:
        if self.is_open or route.request.method != "POST":
            route.continue_()
        else:
            self.routes.append(route)

    def let_through(self) -> None:
        self.is_open = True
        for route in self.routes:
            route.continue_()
        self.routes.clear()


@pytest.fixture
def page(newsroom: Newsroom, open_page: OpenPage) -> Page:
    page = newsroom.sit_down(open_page)
    page.goto(newsroom.write_post("One.\n\nTwo.\n"))
    return page


def shows(page: Page, pattern: str) -> None:
    """Wait until the text is this, with a key of the library at each KEY."""
    keyed = re.escape(pattern).replace("KEY", KEY).replace("MARK", MARK)
    expect(text(page)).to_have_value(re.compile(f"^{keyed}$"))


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


def bring_in(page: Page, *files: File) -> None:
    """Put files into the library, by the text that is open."""
    put(page, "¦")
    paste(page, *files)
    expect(text(page)).to_have_value(re.compile(rf"^(!?\[.*\]\(media:{KEY}\)\s*){{{len(files)}}}$"))
    put(page, "¦")


def picker(page: Page) -> Locator:
    return page.get_by_role("dialog", name=re.compile("Picture or file|Cover"))


def options(page: Page) -> Locator:
    return picker(page).get_by_role("option")


def test_a_picture_is_picked_by_keys_alone(page: Page) -> None:
    bring_in(page, *(picture(f"jetty-{number}.png", 20 + number) for number in range(12)))
    put(page, "One.¦\n\nTwo.")
    page.keyboard.press("Control+Alt+m")
    expect(picker(page).get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("jetty")
    expect(picker(page).get_by_role("status").first).to_have_text("12 pictures found.")
    page.keyboard.press("Enter")
    names = [name.split("\n")[0] for name in options(page).all_inner_texts()]
    expect(options(page).first).to_be_focused()
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    across = page.evaluate(COLUMNS)
    assert 1 < across < 12
    seen = []
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "End", "ArrowDown", "Home"):
        page.keyboard.press(key)
        seen.append(page.evaluate(PLACE))
    assert seen == [1, 1 + across, across, 0, 11, 11, 0]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    expect(picker(page).get_by_label("Alt text", exact=True)).to_be_focused()
    page.keyboard.type("The [old] quay")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(picker(page)).to_be_hidden()
    expect(text(page)).to_be_focused()
    shows(page, "One.\n\n![The \\[old\\] quay](media:KEY){.wide}\n\nTwo.")
    picked = re.findall(KEY, value(page))[0]
    assert picked in page.request.get(f"/admin/media/recent?q={names[1]}").text()
    page.keyboard.press("Control+z")
    assert value(page) == "One.\n\nTwo."


def test_nothing_is_picked_and_everything_is_as_it_was(page: Page) -> None:
    put(page, "«One.»\n\nTwo.")
    page.get_by_role("button", name="Picture", exact=True).click()
    search = picker(page).get_by_role("searchbox")
    expect(search).to_be_focused()
    search.fill("no such thing")
    expect(picker(page)).to_contain_text("Nothing has “no such thing” in its name")
    page.keyboard.press("Enter")
    expect(picker(page)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(picker(page)).to_be_hidden()
    expect(text(page)).to_be_focused()
    assert read(page) == "«One.»\n\nTwo."


def test_selected_words_tell_what_is_to_be_seen(page: Page) -> None:
    bring_in(page, picture("selected.png", 40))
    put(page, "A «boat» here")
    page.keyboard.press("Control+Alt+m")
    options(page).filter(has_text="selected.png").dblclick()
    shows(page, "A ![boat](media:KEY) here")


def test_a_library_out_of_reach_is_told_and_asked_again(page: Page) -> None:
    bring_in(page, picture("far.png", 41))
    page.route("**/admin/media/recent*", lambda route: route.abort())
    page.keyboard.press("Control+Alt+m")
    expect(picker(page)).to_contain_text("The library cannot be reached.")
    page.unroute("**/admin/media/recent*")
    picker(page).get_by_role("button", name="Try again").click()
    expect(options(page).filter(has_text="far.png")).to_be_visible()


def test_what_is_uploaded_in_the_picker_is_picked(page: Page) -> None:
    put(page, "¦")
    page.keyboard.press("Control+Alt+m")
    with page.expect_file_chooser() as chooser:
        picker(page).get_by_role("button", name="Upload…").click()
    chooser.value.set_files([as_upload(picture("fresh.png", 42))])
    expect(options(page).first).to_contain_text("fresh.png")
    expect(options(page).first).to_be_focused()
    expect(options(page).first).to_contain_text("No alt text")
    page.keyboard.press("Enter")
    shows(page, "![](media:KEY)\n")


def test_a_file_is_picked_as_a_link(page: Page) -> None:
    bring_in(page, ("log_book.pdf", "application/pdf", b64encode(PDF + b"%1").decode()))
    put(page, "See ¦.")
    page.keyboard.press("Control+Alt+m")
    picker(page).get_by_text("Files", exact=True).click()
    options(page).filter(has_text="log_book.pdf").click()
    picker(page).get_by_label("Words for it").fill("the *log*")
    expect(picker(page).get_by_role("group", name="Width")).to_be_hidden()
    picker(page).get_by_role("button", name="Insert").click()
    shows(page, "See [the \\*log\\*](media:KEY).")


def test_a_cover_is_dropped_seen_exchanged_and_taken_away(page: Page) -> None:
    details = page.locator("#details details").filter(has=page.locator("[data-cover]"))
    details.locator("summary").click()
    key = page.locator("#cover")
    expect(key).to_be_hidden()
    drop(page, "#cover-shown", picture("sea.png", 50))
    expect(key).to_have_value(re.compile(f"^{KEY}$"))
    expect(details.locator("img")).to_be_visible()
    expect(details.locator("summary")).to_contain_text("sea.png")
    first = key.input_value()
    drop(page, "#cover-shown", picture("fog.png", 51))
    expect(key).not_to_have_value(first)
    expect(state(page)).to_have_text(CLEAN)
    page.reload()
    expect(details.locator(".name")).to_have_text("fog.png")
    details.get_by_role("button", name="Choose another…").click()
    expect(picker(page).get_by_role("group", name="Kind")).to_be_hidden()
    options(page).filter(has_text="sea.png").click()
    picker(page).get_by_role("button", name="Use as cover").click()
    expect(key).to_have_value(first)
    assert has_arrived(page, f'value="{first}"')
    details.get_by_role("button", name="Remove").click()
    expect(key).to_have_value("")
    expect(details.locator("img")).to_be_hidden()
    expect(details.get_by_role("button", name="Choose…")).to_be_focused()


def test_without_script_the_way_to_the_library_is_told(
    newsroom: Newsroom, open_page: OpenPage
) -> None:
    page = newsroom.sit_down(open_page, javascript=False)
    page.goto("/admin/posts/new")
    expect(page.get_by_role("link", name="the library")).to_have_attribute("href", "/admin/media")
    expect(page.locator("#cover-shown")).to_be_hidden()
    page.locator("#details summary").filter(has_text="Cover").click()
    expect(page.locator("#cover")).to_be_visible()


def test_on_a_phone_all_of_it_is_in_the_window(newsroom: Newsroom, open_page: OpenPage) -> None:
    page = newsroom.sit_down(open_page, width=390)
    page.goto(newsroom.write_post("One.\n\n" * 50))
    bring_in(page, picture("a-long-name-of-a-picture-of-the-harbour-at-low-water.png", 60))
    Held(page)
    paste(page, picture("another-long-name-of-a-picture-of-the-harbour.png", 61))
    expect(lines(page).get_by_role("button", name="Cancel")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Picture", exact=True).click()
    options(page).first.click()
    for each in (options(page).first, picker(page).get_by_role("button", name="Insert")):
        expect(each).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
