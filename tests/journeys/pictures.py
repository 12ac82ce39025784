"""Files that a browser hands over to the editor, and what becomes of them there."""

import re
from base64 import b64decode, b64encode
from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from tests.journeys.steps import text

LIBRARY = "**/admin/media"
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
KEY = r"[a-km-np-z2-9]{12}"
MARK = "[a-km-np-z2-9]{4}"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

File = tuple[str, str, str]


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


def shows(page: Page, pattern: str) -> None:
    """Wait until the text is this, with a key of the library at each KEY."""
    keyed = re.escape(pattern).replace("KEY", KEY).replace("MARK", MARK)
    expect(text(page)).to_have_value(re.compile(f"^{keyed}$"))
