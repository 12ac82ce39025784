"""Elements where HTML allows them: closed, in order, and not without end within each other.

What the parser writes is in order by itself; raw HTML need not be. One pass over the tags
keeps a stack of what is open, closes what an element cannot stand in, opens what it must
stand in (a cell without a row), and drops a tag for which there is no place; no text.
The rules are the content models of the HTML standard for the elements of `raw`.
"""

import re
from dataclasses import dataclass

from blog.core.markdown.galley import SILENT
from blog.core.markdown.raw import PHRASES

DEEPEST = 60
# In tags and texts.
LONGEST_PART = 1_000
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>")
HREF = re.compile(r'\bhref="([^"]+)"')
ALT = re.compile(r'\balt="[^"]')
HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
VOID = {"br", "hr", "img", "input", "wbr"}
FLOW = frozenset(["", *"aside blockquote dd details div figcaption figure li section td".split()])
# What stands in no other element than these.
PARENTS = {
    "caption": {"table"},
    "dd": {"dl"},
    "dt": {"dl"},
    "figcaption": {"figure"},
    "li": {"ol", "ul"},
    "rp": {"ruby"},
    "rt": {"ruby"},
    "summary": {"details"},
    "tbody": {"table"},
    "td": {"tr"},
    "th": {"tr"},
    "thead": {"table"},
    "tr": {"tbody", "thead"},
}
# What stands in these when anything else is put there.
IMPLIED = {
    "dl": "dd",
    "ol": "li",
    "ul": "li",
    "table": "tbody",
    "tbody": "tr",
    "thead": "tr",
    "tr": "td",
}
# An element of these ends where something begins that it cannot hold.
GIVES_WAY = PHRASES | frozenset(
    "caption cite dd dt h2 h3 h4 h5 h6 li p pre summary tbody td th thead tr".split()
)
# A cell, once open, holds what is put in it, as the HTML parser has it.
CELLS = {"td", "th", "caption"}
TABLE_PARTS = {"caption", "tbody", "td", "th", "thead", "tr"}


@dataclass
class Open:
    """An element that is open: its tag, and what came in it so far."""

    name: str
    attributes: str = ""
    at: int = 0
    last: str = ""
    count: int = 0
    says_something: bool = False


def in_order(html: str) -> list[str]:
    """Return HTML whose elements stand where they may; text and its order stay as they are.

    It comes in parts, each of whole elements: they may be sanitised one by one, which takes
    time that grows with the square of how many elements stand beside each other.
    """
    return _Pass().over(html)


class _Pass:
    """One pass over a text: what is written, and what is open."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.written: list[str] = []
        self.open: list[Open] = [Open("")]

    def over(self, html: str) -> list[str]:
        at = 0
        for tag in TAG.finditer(html):
            self.text(html[at : tag.start()])
            at = tag.end()
            closing, name, attributes = tag.groups()
            if closing:
                self.close(name)
            else:
                self.begin(name, attributes)
            if len(self.written) > LONGEST_PART and len(self.open) == 1:
                self.end_part()
        self.text(html[at:])
        while len(self.open) > 1:
            self.close_last()
        self.end_part()
        return self.parts

    def end_part(self) -> None:
        self.parts.append("".join(self.written))
        self.written = []

    def text(self, text: str) -> None:
        if self.open[-1].name == "pre" and not self.open[-1].count:
            # The HTML parser takes a line end here for a part of the tag.
            text = text.lstrip("\n")
        if text.strip():
            self.make_place("")
            self.note("text")
            self.open[-1].says_something |= bool(SILENT.sub("", text).strip())
        self.written.append(text)

    def begin(self, name: str, attributes: str) -> None:
        if (name not in VOID and len(self.open) > DEEPEST) or not self.make_place(name):
            return
        self.note(name)
        self.written.append(f"<{name}{attributes}>")
        if name not in VOID:
            self.open.append(Open(name, attributes, len(self.written) - 1))
        elif name == "input" or ALT.search(attributes):
            self.open[-1].says_something = True

    def note(self, name: str) -> None:
        self.open[-1].last = name
        self.open[-1].count += 1

    def make_place(self, name: str) -> bool:
        """Close and open elements until this one may stand; False when it may nowhere."""
        if name in PARENTS and not self._has_place(name):
            return False
        if name == "a" and any(element.name == "a" for element in self.open):
            self.close("a")
        while not self._may_stand(name, self.open[-1]):
            last = self.open[-1]
            if last.name == "details":
                self.text_of("summary", "Details")
            elif last.name in IMPLIED and not self._given_way(name, last):
                self.begin(IMPLIED[last.name], "")
            else:
                self.close_last()
        return True

    def _has_place(self, name: str) -> bool:
        """Say whether an element that needs a certain parent finds it, open or implied."""
        for element in reversed(self.open):
            if self._may_stand(name, element) or (
                name in TABLE_PARTS - {"caption", "thead"} and element.name == "table"
            ):
                return True
            crossing = element.name in CELLS and name not in TABLE_PARTS
            if element.name not in GIVES_WAY or crossing:
                return False
        return False

    def _given_way(self, name: str, last: Open) -> bool:
        """Say whether an open part of a table ends here, rather than gets what it lacks."""
        if last.name == "tr":
            return name in {"tr", "tbody"}
        return last.name in {"tbody", "thead"} and name in {"tbody", "thead", "caption"}

    def _may_stand(self, name: str, parent: Open) -> bool:
        if parent.name in IMPLIED:
            return parent.name in PARENTS.get(name, ()) and _in_turn(name, parent)
        if parent.name == "details" and not parent.count and name != "summary":
            return False
        if parent.name == "figure" and parent.last == "figcaption" and parent.count > 1:
            return False
        if name in PARENTS:
            return parent.name in PARENTS[name] and _in_turn(name, parent)
        return parent.name in FLOW or name in PHRASES or name in {"", "input"}

    def close(self, name: str) -> None:
        if any(element.name == name for element in self.open[1:]):
            while self.close_last() != name:
                pass

    def close_last(self) -> str:
        last = self.open[-1]
        if last.name == "details" and not last.count:
            self.text_of("summary", "Details")
        if (
            last.name == "a"
            and not last.says_something
            and (address := HREF.search(last.attributes))
        ):
            # A link without words could not be followed, nor be read out.
            self.text(address[1])
        self.open.pop()
        if last.name in HEADINGS and not last.says_something:
            self.written[last.at] = ""
        else:
            self.written.append(f"</{last.name}>")
        self.open[-1].says_something |= last.says_something
        return last.name

    def text_of(self, name: str, text: str) -> None:
        self.note(name)
        self.written.append(f"<{name}>{text}</{name}>")


def _in_turn(name: str, parent: Open) -> bool:
    """Say whether an element of which there is one, in its place, may come now."""
    if name in {"caption", "summary"}:
        return not parent.count
    if name == "thead":
        return parent.last in {"", "caption"}
    if name == "figcaption":
        return parent.last != "figcaption"
    return True
