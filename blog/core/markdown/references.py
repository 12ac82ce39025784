"""What a text shows of the library: each ``media:KEY`` is looked up once, and then set."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from blog.core.markdown.galley import Galley, attribute, galley, marked
from blog.core.markdown.limits import readable
from blog.core.markdown.media import (
    Attachment,
    Picture,
    Shown,
    is_placeholder,
    is_reference,
    key_of,
)
from blog.core.markdown.pictures import TEXT, set_shown, url_of
from blog.core.markdown.tokens import line_of

# Each is a hundred times as long as what was typed for it.
MOST_SHOWN = 1_000


def references(markdown: MarkdownIt) -> None:
    """Find what pictures and links name in the library; figures ask for it."""
    markdown.core.ruler.after("inline", "references", _look_up_all)
    markdown.add_render_rule("link_close", _link_close)
    markdown.add_render_rule("credit", _credit)


def _look_up_all(state: StateCore) -> None:
    sheet = galley(state.env)
    for token in state.tokens:
        if token.type == "inline":
            _look_through(token.children or (), sheet, line_of(token))


def _look_through(children: Sequence[Token], sheet: Galley, line: int) -> None:
    opened = None
    for child in children:
        if child.type == "image" and is_reference(str(child.attrs.get("src", ""))):
            child.meta["shown"] = look_up(sheet, str(child.attrs["src"]), line)
        elif child.type == "link_open" and is_reference(str(child.attrs.get("href", ""))):
            shown = look_up(sheet, str(child.attrs["href"]), line)
            if shown is not None:
                child.attrs["href"] = url_of(shown)
            else:
                # The words stay; a link that leads nowhere does not.
                opened = child
                child.meta["dropped"] = True
        elif child.type == "link_close" and opened is not None:
            opened = None
            child.meta["dropped"] = True


def look_up(sheet: Galley, url: str, line: int | None = None) -> Shown | None:
    """Return what an address of the library stands for; tell the author once if it is nothing."""
    key = key_of(url)
    if sheet.resolve is None or _are_too_many(sheet, line):
        return None
    if key not in sheet.shown:
        shown = sheet.resolve(key)
        sheet.shown[key] = shown and _in_readable_words(shown)
        if shown is None:
            sheet.problems.append(_words_for_none(key, line))
    return sheet.shown[key]


def _in_readable_words(shown: Shown) -> Shown:
    """Return it with words that HTML can hold, as those of a text are."""
    caption, credit = readable(shown.caption), readable(shown.credit)
    if isinstance(shown, Picture):
        return replace(shown, alt=readable(shown.alt), caption=caption, credit=credit)
    return replace(shown, name=readable(shown.name), caption=caption, credit=credit)


def _words_for_none(key: str, line: int | None) -> str:
    if is_placeholder(key):
        where = f"Line {line}: a" if line else "A"
        return f"{where} file has not been uploaded, so readers get only the words for it."
    where = f"Line {line}: t" if line else "T"
    return (
        f"{where}here is no file “{key}” in the library, so readers get only the words "
        "that stand for it. Choose another one."
    )


def _are_too_many(sheet: Galley, line: int | None) -> bool:
    sheet.looked_up += 1
    if sheet.looked_up == MOST_SHOWN + 1:
        where = f"Line {line}: f" if line else "F"
        sheet.problems.append(
            f"{where}rom here on pictures and files are only the words that stand for them: a text "
            f"can show {MOST_SHOWN:,} of them."
        )
    return sheet.looked_up > MOST_SHOWN


def set_image(tokens: Sequence[Token], i: int, alt: str, sheet: Galley) -> str:
    """Return what stands for an image whose address is one of the library."""
    token = tokens[i]
    shown, sizes = token.meta["shown"], token.meta.get("sizes", TEXT)
    in_link = isinstance(shown, Attachment) and _is_in_link(tokens[:i])
    return set_shown(sheet, shown, alt, str(token.attrs.get("title", "")), sizes, in_link=in_link)


def _is_in_link(before: Sequence[Token]) -> bool:
    depth = 0
    for token in before:
        if token.type == "link_open" and not token.meta.get("dropped"):
            depth = 1
        elif token.type == "link_close":
            depth = 0
        elif token.type == "html_inline":
            tag = token.content.lower()
            if tag.startswith(("<a ", "<a\n", "<a>", "<a\t")):
                depth = 1
            elif tag.startswith("</a"):
                depth = 0
    return depth > 0


def raw_attributes(name: str, kept: dict[str, str], sheet: Galley) -> dict[str, str]:
    """Return the attributes of a raw link with an address of the library made a real one."""
    url = kept.get("href", "")
    if name != "a" or not is_reference(url):
        return kept
    shown = look_up(sheet, url)
    rest = {key: value for key, value in kept.items() if key != "href"}
    return rest if shown is None else {**rest, "href": url_of(shown)}


def raw_image(kept: dict[str, str], sheet: Galley) -> str:
    """Return what stands for a raw image whose address is one of the library."""
    shown = look_up(sheet, kept["src"])
    alt, title = " ".join(kept.get("alt", "").split()), kept.get("title", "")
    # It may stand in a raw link, which can hold a picture and nothing that is pressed.
    return set_shown(sheet, shown, alt, title, TEXT, in_link=True)


def caption_of(shown: Shown | None) -> str:
    return " ".join(shown.caption.split()) if shown else ""


def credit_of(shown: Shown | None) -> list[Token]:
    """Return who is to be named below a picture or a file, as tokens; none if nobody is."""
    credit = " ".join(shown.credit.split()) if shown else ""
    return [Token("credit", "small", 0, content=credit)] if credit else []


def is_figure(image: Token) -> bool:
    """Say whether an image that stands alone is looked at or played, and no link in a line."""
    if "shown" not in image.meta:
        return True
    shown = image.meta["shown"]
    if shown is None:
        # What is said below it is read all the same.
        return bool(image.attrs.get("title"))
    return isinstance(shown, Picture) or shown.kind != "document"


def _credit(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    space = "" if tokens[i - 1].type == "figcaption_open" else " "
    return f"{space}<small{attribute('class', 'credit')}>{marked(tokens[i].content)}</small>"


def _link_close(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    return "" if tokens[i].meta.get("dropped") else "</a>"
