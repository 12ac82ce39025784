"""What the pages of the desk open, each opened as somebody does."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.factories import a_picture
from tests.journeys.newsroom import ANNA, ODILE, Newsroom
from tests.journeys.steps import notice, save, text

PHONE, DESK = 390, 1280
# A page with a token on it.
FORM = "/admin/posts/new"
LINES = [f"Line {number} of the harbour." for number in range(30)]
BODY = "\n\n".join(LINES)
# A copy as a page leaves it that was closed an hour ago, made of the one that is there.
LEAVE = """async words => {
  const done = request => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await done(indexedDB.open("quire-desk", 1));
  const copies = () => database.transaction("copies", "readwrite").objectStore("copies");
  for (let tries = 0; tries < 1000; tries += 1) {
    const copy = (await done(copies().getAll())).find(each => each.text.includes(words));
    if (!copy) {
      // It is written a moment after the key.
      await new Promise(resolve => { setTimeout(resolve, 20); });
      continue;
    }
    const text = copy.text.replace(words, `${words} And kept.`);
    const at = copy.at - 3_600_000;
    return done(copies().put({ ...copy, text, at, key: "closed", window: "closed" }));
  }
  throw new Error("nothing is kept");
}"""
# A file as it is dropped on an element.
DROP = """([selector, name, bytes]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
  const options = { bubbles: true, cancelable: true, dataTransfer };
  document.querySelector(selector).dispatchEvent(new DragEvent("drop", options));
}"""


@dataclass(frozen=True)
class Room:
    """A page of somebody at the desk, and posts with something to open."""

    newsroom: Newsroom
    page: Page
    post: str
    disputed: str
    kept: str

    def go(self, address: str) -> Page:
        self.newsroom.give_key(self.page, ODILE)
        self.page.goto(address)
        return self.page


# Opens something, and returns what is to be seen then.
Open = Callable[[Room], Locator]


def navigation(room: Room) -> Locator:
    page = room.go("/admin/")
    page.get_by_role("button", name="Menu").click()
    return page.locator("#nav:popover-open").get_by_role("link", name="Posts")


def keys(room: Room) -> Locator:
    page = room.go("/admin/posts")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys")
    # It names the places that the navigation leads to.
    places = page.locator("#nav [data-go]").count()
    expect(sheet.locator("[data-needs]:visible")).to_have_count(places)
    return sheet


def more_filters(room: Room) -> Locator:
    page = room.go("/admin/posts")
    page.get_by_text("More filters").click()
    return page.get_by_label("Visible to")


def tag_for_picked(room: Room) -> Locator:
    page = room.go("/admin/posts?pick=all")
    page.locator(".bulk").get_by_text("Tag…").click()
    return page.get_by_role("button", name="Remove tag")


def author_for_picked(room: Room) -> Locator:
    page = room.go("/admin/posts?pick=all")
    page.locator(".bulk").get_by_text("Author…").click()
    return page.get_by_role("button", name="Set author")


def merger_of_picked(room: Room) -> Locator:
    page = room.go("/admin/tags?pick=all")
    page.get_by_text("Merge into…").click()
    return page.get_by_label("Into")


def refused_merger(room: Room) -> Locator:
    merger_of_picked(room)
    room.page.get_by_role("button", name="Merge", exact=True).click()
    return room.page.get_by_role("alert").filter(has_text="Choose the tag")


def message(room: Room) -> Locator:
    page = room.go("/admin/posts")
    page.get_by_role("checkbox", name="Pick “Disputed”").check()
    page.get_by_role("button", name="Unpublish").click()
    return page.get_by_role("dialog", name="Message").get_by_text("Nothing had to be changed.")


def publish(room: Room) -> Locator:
    page = room.go(room.post)
    page.locator(".top > [popovertarget=publish]").click()
    # What the server has to say about the text is in it.
    return page.locator("#publish:popover-open").get_by_text("You may want to look at this first")


def set_time(room: Room) -> Locator:
    publish(room)
    room.page.get_by_label("At a set time").check()
    return room.page.get_by_label("Date", exact=True)


def cheat_sheet(room: Room) -> Locator:
    page = room.go(room.post)
    page.get_by_role("button", name="What can be written").click()
    return page.locator("#cheat-sheet:popover-open").get_by_role("button", name="Close")


def picker(room: Room) -> Locator:
    """Open the library with a file that is chosen and one that could not come in."""
    page = room.go(room.post)
    page.get_by_role("button", name="Picture", exact=True).click()
    library = page.get_by_role("dialog", name="Picture or file")
    for content in (a_picture(), b"<html>"):
        with page.expect_file_chooser() as chooser:
            library.get_by_role("button", name="Upload…").click()
        file = FilePayload(name="quay.png", mimeType="image/png", buffer=content)
        chooser.value.set_files([file])
    expect(library.get_by_text("was not uploaded")).to_be_visible()
    library.get_by_role("option").first.click()
    return library.get_by_label("Alt text", exact=True)


def empty_picker(room: Room) -> Locator:
    page = room.go(room.post)
    page.get_by_role("button", name="Picture", exact=True).click()
    page.get_by_role("searchbox").fill("no such thing")
    return page.get_by_text("Nothing has “no such thing”")


def uploads(room: Room) -> Locator:
    """Drop a file that could not come in on the text, and one on the cover that does."""
    page = room.go(room.newsroom.write_post("One."))
    page.locator("#details summary").filter(has_text="Cover").click()
    page.evaluate(DROP, ["#body", "tides.html", list(b"<html>")])
    page.evaluate(DROP, ["#cover-shown", "sea.png", list(a_picture())])
    expect(page.locator("#cover-shown img")).to_be_visible()
    return page.get_by_role("button", name="Choose another", exact=True)


def details(room: Room) -> Locator:
    page = room.go(room.post)
    unfold(page.locator("#details"))
    return page.get_by_role("button", name="Move to trash")


def tag_completion(room: Room) -> Locator:
    page = room.go(room.post)
    page.get_by_label("Tags", exact=True).press_sequentially("Sea, M")
    # The browser draws the list; what it draws is there.
    expect(page.locator("#known-tags option[value='Sea, Mud']")).to_be_attached()
    return page.locator("#tags:focus")


def sign_in_beside(room: Room) -> Locator:
    page = room.go(room.post)
    page.context.clear_cookies()
    text(page).press_sequentially("Typed. ")
    page.keyboard.press("Control+s")
    return page.get_by_role("region", name="You were signed out").get_by_label("Password")


def conflict(room: Room) -> Locator:
    page = room.go(room.disputed)
    theirs = {"title": "Disputed", "body": "By Anna.", "visibility": "public", "based_on": "1"}
    room.newsroom.people[ANNA].post(f"{room.disputed}/revisions", FORM, **theirs)
    text(page).fill("By me.")
    save(page)
    return notice(page).get_by_role("group", name="Place 1").get_by_label("Theirs")


def kept_words(room: Room) -> Locator:
    page = room.go(room.kept)
    page.route("**/saves", lambda route: route.abort())
    text(page).fill("In the tunnel.")
    page.evaluate(LEAVE, "In the tunnel.")
    page.unroute("**/saves")
    page.reload()
    page.get_by_text("What differs from the newest version").click()
    return notice(page).get_by_role("status").locator("ins").first


def history(room: Room) -> Locator:
    page = room.go(f"{room.post}/revisions?with=1")
    unfold(page.locator("body"))
    expect(page.get_by_text("Saved by itself, 2 times")).to_be_visible()
    return page.get_by_role("button", name="Save name")


def resolved_notes(room: Room) -> Locator:
    page = room.go(f"{room.post}/notes")
    page.get_by_text("1 note is resolved").click()
    return page.get_by_role("button", name="Open it again")


def unfold(place: Locator) -> None:
    """Unfold everything that is folded there, which is something."""
    folded = place.locator("details:not([open])")
    expect(folded).not_to_have_count(0)
    while folded.count():
        folded.first.locator("summary").click()


# At which widths of a page each is to be opened.
BOTH = (DESK, PHONE)
OPENED: dict[Open, tuple[int, ...]] = {
    navigation: (PHONE,),
    keys: BOTH,
    more_filters: BOTH,
    tag_for_picked: BOTH,
    author_for_picked: BOTH,
    merger_of_picked: BOTH,
    refused_merger: BOTH,
    message: BOTH,
    publish: BOTH,
    set_time: BOTH,
    cheat_sheet: BOTH,
    picker: BOTH,
    empty_picker: BOTH,
    uploads: BOTH,
    details: BOTH,
    tag_completion: BOTH,
    sign_in_beside: BOTH,
    conflict: BOTH,
    kept_words: BOTH,
    history: BOTH,
    resolved_notes: BOTH,
}
