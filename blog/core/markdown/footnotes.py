"""Notes at the end of a text, linked there and back."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from blog.core.markdown.galley import ID_PREFIX, english, galley
from blog.core.markdown.tokens import line_of


def footnotes(markdown: MarkdownIt) -> None:
    """Set footnotes; a note that is referred to twice has two links back."""
    markdown.core.ruler.before("footnote_tail", "forgotten_notes", _tell_of_forgotten)
    for name, rule in RULES.items():
        markdown.add_render_rule(name, rule)


def _tell_of_forgotten(state: StateCore) -> None:
    """Tell of notes that readers do not see: nothing refers to them, or another has their name."""
    referred = {
        note.get("label") for note in state.env.get("footnotes", {}).get("list", {}).values()
    }
    seen: set[str] = set()
    for token in state.tokens:
        if token.type == "footnote_reference_open":
            label = str(token.meta["label"])
            if label not in referred or label in seen:
                why = "nothing refers to it" if label not in referred else "another has that name"
                galley(state.env).problems.append(
                    f"Line {line_of(token)}: the note “{label}” is not shown, because {why}."
                )
            seen.add(label)


def _reference(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    number = tokens[i].meta["id"] + 1
    lang = english(galley(env).style)
    return (
        f'<sup id="{_back(tokens[i])}"><a href="#{ID_PREFIX}n{number}"{lang} '
        f'aria-label="Note {number}">{number}</a></sup>'
    )


def _block_open(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    return f'<section class="footnotes" aria-label="{galley(env).name_region("Notes")}"><ol>\n'


def _block_close(
    self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any
) -> str:
    return "</ol></section>\n"


def _note_open(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    return f'<li id="{ID_PREFIX}n{tokens[i].meta["id"] + 1}">'


def _note_back(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    lang = english(galley(env).style)
    return f' <a href="#{_back(tokens[i])}"{lang} aria-label="Back to the text">↑</a>'


def _back(token: Token) -> str:
    number, again = token.meta["id"] + 1, token.meta.get("subId", 0)
    return f"{ID_PREFIX}r{number}" + (f"-{again + 1}" if again else "")


RULES = {
    "footnote_ref": _reference,
    "footnote_block_open": _block_open,
    "footnote_block_close": _block_close,
    "footnote_open": _note_open,
    "footnote_anchor": _note_back,
}
