"""What the house does to every text, undone, to compare what it says with a specification.

Each is named here with its reason. None changes what a text says, and each has a test of
its own: in `test_html.py`, `test_html_safety.py` or `markdown/`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tests.core.markup import Event, balanced, events, tidy

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MOVED_DOWN = dict(zip(HEADINGS, (*HEADINGS[1:], "h6"), strict=True))

# Attributes that help to link, to load late, to reach by keyboard, or to be read aloud.
ADDED = {
    *((heading, "id") for heading in HEADINGS),
    ("a", "rel"),
    ("img", "loading"),
    ("input", "aria-label"),
    ("pre", "tabindex"),
    ("th", "scope"),
}
# Styles of lists of tasks, which take their bullets away: the house's names and the plugin's.
ADDED_CLASSES = {
    ("ul", "tasks"),
    ("li", "task"),
    ("ul", "contains-task-list"),
    ("li", "task-list-item"),
    ("input", "task-list-item-checkbox"),
}
# `align`, which the specification writes, is obsolete, and the policy for content forbids
# the style attributes that the plugin writes.
ALIGNMENT = {
    ("class", "num"): "right",
    ("class", "center"): "center",
    ("style", "text-align:right"): "right",
    ("style", "text-align:center"): "center",
}
# A region that scrolls around a table, and the colours of code.
WRAPPERS = {("section", "table"), ("span", "k"), ("span", "s"), ("span", "m"), ("span", "c")}
# GFM leaves open how struck text is marked, and nothing says that it was edited out.
SAME = {"del": "s"}


def house_says(html: str) -> list[Event]:
    """Return the events of a text as the house sets it, without what the house adds."""
    found = _without_figures(_without_marks(_without_wrappers(events(html))))
    return tidy(_plain(event) for event in found)


def parser_says(html: str) -> list[Event]:
    """Return the events of a text as the bare parser sets it, in the words of the house."""
    return tidy(_plain(event) for event in events(html))


def specification_says(html: str) -> list[Event]:
    """Return the events of an example with what the house does otherwise everywhere."""
    found = [event for event in balanced(events(html)) if event.kind != "comment"]
    if any(event.name == "h1" for event in found if event.kind == "open"):
        # The title of the page is its only h1, so all move down.
        found = [replace(event, name=MOVED_DOWN.get(event.name, event.name)) for event in found]
    return tidy(_named(_plain(event) for event in found))


def _plain(event: Event) -> Event:
    name = SAME.get(event.name, event.name) if event.kind != "text" else event.name
    kept = (_attribute(event.name, *pair) for pair in event.attributes)
    return Event(event.kind, name, tuple(sorted(pair for pair in kept if pair)))


def _attribute(tag: str, name: str, value: str) -> tuple[str, str] | None:
    if (tag, name) in ADDED or (name == "class" and (tag, value) in ADDED_CLASSES):
        return None
    if (tag, name) == ("code", "class"):
        # The language, which nothing reads once the colours are made.
        return None
    if tag in {"td", "th"} and (name, value) in ALIGNMENT:
        return "align", ALIGNMENT[name, value]
    if (tag, name) == ("a", "href"):
        # Every id in a text has a prefix, and every link to one.
        return name, value.replace("#s-", "#", 1) if value.startswith("#s-") else value
    if name == "id":
        return name, value.removeprefix("s-")
    return name, value


def _without_wrappers(found: Iterable[Event]) -> Iterator[Event]:
    opened: list[tuple[str, bool]] = []
    for event in found:
        if event.kind == "open" and event.name in {"section", "span"}:
            opened.append((event.name, (event.name, _class_of(event)) in WRAPPERS))
            if opened[-1][1]:
                continue
        elif event.kind == "close" and opened and opened[-1][0] == event.name and opened.pop()[1]:
            continue
        yield event


def _without_marks(found: Iterable[Event]) -> Iterator[Event]:
    """Leave out the sign at each heading that links to it."""
    within = False
    for event in found:
        if event.kind == "open" and event.name == "a" and _class_of(event) == "anchor":
            within = True
        if not within:
            yield event
        elif event.kind == "close":
            within = False


def _without_figures(found: Iterable[Event]) -> Iterator[Event]:
    """Make a figure a picture in a paragraph again, its caption the title that it was."""
    held: list[Event] = []
    for event in found:
        if held or (event.kind == "open" and event.name == "figure"):
            held.append(event)
            if event.kind == "close" and event.name == "figure":
                yield from _picture(held)
                held = []
        else:
            yield event


def _picture(figure: list[Event]) -> list[Event]:
    caption = "".join(event.name for event in figure if event.kind == "text")
    title = (("title", caption),) if caption else ()
    pictures = [event for event in figure if event.name == "img"]
    shown = [replace(picture, attributes=picture.attributes + title) for picture in pictures]
    return [Event("open", "p"), *shown, Event("close", "p")]


def _named(found: Iterable[Event]) -> Iterator[Event]:
    """Give a link with nothing in it its address as text: no one could follow it else."""
    address = None
    for event in found:
        if event.kind == "open":
            address = dict(event.attributes).get("href") if event.name == "a" else None
        elif event.kind == "text" and event.name.strip():
            address = None
        elif event.kind == "close" and address:
            yield Event("text", address)
            address = None
        yield event


def _class_of(event: Event) -> str:
    return dict(event.attributes).get("class", "")
