"""Formulas: what is written in TeX as MathML, which needs no script to be read or spoken."""

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import escape
from mdit_py_plugins.dollarmath import dollarmath_plugin

from blog.core.markdown.galley import galley
from blog.core.markdown.mathml import FormulaError, to_mathml
from blog.core.markdown.tokens import line_of

INLINE = ("math_inline", "math_inline_double")
LONGEST_UNSCROLLED = 30
WORD = re.compile(r"\w")


def formulas(markdown: MarkdownIt) -> None:
    """Set ``$…$`` within a line and ``$$…$$`` as a block."""
    dollarmath_plugin(
        markdown,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        allow_blank_lines=False,
        double_inline=True,
    )
    markdown.core.ruler.after("inline", "prices", _unmake_prices)
    for name in INLINE:
        markdown.add_render_rule(name, _inline)
    markdown.add_render_rule("math_block", _block)


def _unmake_prices(state: StateCore) -> None:
    """Make formulas within words text again: ``$HOME/$USER`` is none."""
    for token in state.tokens:
        children = token.children or []
        for i, child in enumerate(children):
            if child.type in INLINE:
                child.meta["line"] = line_of(token)
                after = children[i + 1] if i + 1 < len(children) else None
                if after and after.type == "text" and WORD.match(after.content):
                    child.type, child.content = "text", _typed(child)


def _inline(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    token = tokens[i]
    line = token.meta.get("line", 1)
    return _formula(token.content, _typed(token), env, line, display=token.markup == "$$")


def _typed(token: Token) -> str:
    return f"{token.markup}{token.content}{token.markup}"


def _block(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    source = tokens[i].content.strip()
    set_formula = _formula(source, f"$${source}$$", env, line_of(tokens[i]), display=True)
    # A long formula scrolls sideways, so the keyboard must be able to reach it.
    return f'<div class="math" tabindex="0"{self.renderAttrs(tokens[i])}>{set_formula}</div>\n'


def _formula(source: str, typed: str, env: Any, line: int, *, display: bool) -> str:
    sheet = galley(env)
    try:
        sheet.formulas += len(source)
        html = to_mathml(source, display=display, before=sheet.formulas - len(source))
        if len(source) > LONGEST_UNSCROLLED and not display:
            # It may be longer than a line of a phone, and then scrolls by itself.
            html = html.replace("<math", '<math tabindex="0"', 1)
    except FormulaError as error:
        sheet.problems.append(f"Line {line}: this formula is shown as typed: {error}.")
        html = f"<code>{escape(typed)}</code>"
    return sheet.hold(html, typed)
