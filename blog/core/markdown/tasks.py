"""Lists of tasks: checkboxes that show what is done."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from blog.core.markdown.galley import english, galley

CLASSES = {"contains-task-list": "tasks", "task-list-item": "task"}


def tasks(markdown: MarkdownIt) -> None:
    """Set the items of lists that begin with ``[ ]`` or ``[x]`` as tasks."""
    markdown.core.ruler.push("name_tasks", _name_tasks)
    markdown.add_render_rule("list_item_open", _list_item_open)


def _name_tasks(state: StateCore) -> None:
    for token in state.tokens:
        name = CLASSES.get(str(token.attrs.get("class")))
        if name:
            token.attrSet("class", name)


def _list_item_open(
    self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any
) -> str:
    opening = self.renderToken(tokens, i, options, env)
    if "checked" not in tokens[i].meta:
        return opening
    sheet = galley(env)
    # A reader cannot tick it, so its label says what it shows.
    label, checked = ("Done", " checked") if tokens[i].meta["checked"] else ("To do", "")
    box = f'<input type="checkbox" disabled{checked}{english(sheet.style)} aria-label="{label}">'
    return f"{opening}{sheet.hold(box)} "
