"""Reads rendered HTML, for tests of what is in it."""

from html.parser import HTMLParser


class Reader(HTMLParser):
    """Reads HTML as a browser does and notes every element with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
