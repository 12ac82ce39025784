"""The library in a browser: what is chosen there, and where it shows what became of it."""

from collections.abc import Callable

from playwright.sync_api import FilePayload, Locator, Page

from tests.factories import a_picture

NONSENSE = b"\x00\x01 neither a picture nor a document"

OpenLibrary = Callable[..., Page]


def toast(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Message")


def a_file(name: str, content: bytes | None = None) -> FilePayload:
    content = a_picture((200, 150)) if content is None else content
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def choose(page: Page, *files: FilePayload) -> None:
    page.get_by_label("Add files").set_input_files(list(files))
    button = page.get_by_role("button", name="Upload", exact=True)
    if button.is_visible():
        button.click()


def tile(page: Page, name: str) -> Locator:
    return page.locator("#shelf li").filter(has_text=name)


def names(page: Page) -> list[str]:
    return page.locator("#shelf .name").all_inner_texts()


def details(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Details")


def lines(page: Page) -> Locator:
    return page.locator("#uploads li")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
