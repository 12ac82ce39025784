"""HTML as what it says: two texts with the same events are the same page to a reader.

The rules are those of the runner that comes with the specification of CommonMark: the
order of attributes, the way of writing signs, and space that no browser shows say nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser

BLOCKS = frozenset(
    "article aside blockquote body button canvas caption col colgroup dd div dl dt embed fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr iframe li map object ol "
    "output p pre progress script section style table tbody td textarea tfoot th thead tr ul "
    "video".split()
)
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
SPACE = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True)
class Event:
    """A tag that opens or closes, with its name; text, a comment or a declaration as it is."""

    kind: str
    name: str
    attributes: tuple[tuple[str, str], ...] = ()


def events(html: str) -> list[Event]:
    """Return what is written in HTML, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tidy(reader.events)


def balanced(found: Iterable[Event]) -> list[Event]:
    """Return events with an end for each that was left open, where the block around it ends.

    An end of nothing says nothing, and rows that stand in no part of a table are its body.
    """
    written: list[Event] = []
    opened: list[str] = []
    for event in found:
        if event.kind == "open":
            if event.name == "tr" and opened[-1:] == ["table"]:
                written.append(Event("open", "tbody"))
                opened.append("tbody")
            if event.name not in VOID:
                opened.append(event.name)
        elif event.kind == "close":
            if event.name not in opened:
                continue
            while (last := opened.pop()) != event.name:
                written.append(Event("close", last))
        written.append(event)
    return tidy([*written, *(Event("close", name) for name in reversed(opened))])


def tidy(found: Iterable[Event]) -> list[Event]:
    """Return events without the space that no browser shows, and text in one piece each."""
    tidied: list[Event] = []
    preformatted = 0
    for event in found:
        if event.kind == "text":
            _add_text(tidied, event.name, preformatted > 0)
            continue
        if event.name in BLOCKS and not preformatted:
            _strip_end(tidied)
        if event.name == "pre":
            preformatted += 1 if event.kind == "open" else -1
        tidied.append(event)
    _strip_end(tidied)
    return tidied


def _add_text(tidied: list[Event], text: str, preformatted: bool) -> None:
    if tidied and tidied[-1].kind == "text":
        text = tidied.pop().name + text
    if not preformatted:
        text = SPACE.sub(" ", text)
        if _begins_a_line(tidied):
            text = text.lstrip(" ")
    if text:
        tidied.append(Event("text", text))


def _begins_a_line(tidied: list[Event]) -> bool:
    for event in reversed(tidied):
        if event.kind == "text" or event.name == "img":
            return False
        if event.name in BLOCKS or event.name == "br":
            return True
    return True


def _strip_end(tidied: list[Event]) -> None:
    if tidied and tidied[-1].kind == "text":
        text = tidied.pop().name.rstrip(" \n")
        if text:
            tidied.append(Event("text", text))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = tuple(sorted((name, value or "") for name, value in attrs))
        self.events.append(Event("open", tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.events.append(Event("close", tag))

    def handle_data(self, data: str) -> None:
        self.events.append(Event("text", data))

    def handle_comment(self, data: str) -> None:
        self.events.append(Event("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.events.append(Event("declaration", decl))

    def unknown_decl(self, data: str) -> None:
        self.events.append(Event("declaration", data))

    def handle_pi(self, data: str) -> None:
        self.events.append(Event("declaration", data))
