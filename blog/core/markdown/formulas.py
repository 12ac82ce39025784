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

from blog.core.markdown.galley import Galley, Held, WaitingFormula, galley
from blog.core.markdown.mathml import Formula, FormulaError, to_mathml
from blog.core.markdown.tokens import line_of

INLINE = ("math_inline", "math_inline_double")
# In elements: letters, numbers and signs.
LONGEST_UNSCROLLED = 20
# What follows where a sign for money ended nothing, and what begins where it began nothing.
NO_END = re.compile(r"\w|[{(\[]|\.\d")
NO_FORMULA = re.compile(r"[.\s]|.*\s$|\d[^\\^_{}=]*[A-Za-z]{2}", re.DOTALL)


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
                next_to = after.content if after and after.type == "text" else ""
                if NO_END.match(next_to) or NO_FORMULA.match(child.content):
                    child.type, child.content = "text", _typed(child)


def _inline(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    token = tokens[i]
    formula = Formula(token.content, display=token.markup == "$$")
    return _wait(galley(env), formula, _typed(token), token.meta.get("line", 1), within_a_line=True)


def _typed(token: Token) -> str:
    return f"{token.markup}{token.content}{token.markup}"


def _block(self: RendererHTML, tokens: Sequence[Token], i: int, options: Any, env: Any) -> str:
    source = tokens[i].content.strip()
    formula, line = Formula(source, display=True), line_of(tokens[i])
    mark = _wait(galley(env), formula, f"$${source}$$", line, within_a_line=False)
    # A long formula scrolls sideways, so the keyboard must be able to reach it.
    return f'<div class="math" tabindex="0"{self.renderAttrs(tokens[i])}>{mark}</div>\n'


def _wait(sheet: Galley, formula: Formula, typed: str, line: int, *, within_a_line: bool) -> str:
    mark = sheet.hold("", typed)
    place = len(sheet.held) - 1
    sheet.formulas.append(WaitingFormula(formula, place, typed, line, within_a_line))
    return mark


def set_formulas(sheet: Galley) -> None:
    """Set all formulas of a text at once; one that cannot be is shown as typed, and told."""
    outcomes = to_mathml([waiting.formula for waiting in sheet.formulas])
    for waiting, outcome in zip(sheet.formulas, outcomes, strict=True):
        if isinstance(outcome, FormulaError):
            sheet.problems.append(
                f"Line {waiting.line}: this formula is shown as typed: {outcome}."
            )
            html = f"<code>{escape(waiting.typed)}</code>"
        else:
            html = _within_a_line(outcome) if waiting.within_a_line else outcome
        sheet.held[waiting.place] = Held(html, waiting.typed)


def _within_a_line(mathml: str) -> str:
    mathml = mathml.replace(' display="block"', ' displaystyle="true"', 1)
    if mathml.count("<m") > LONGEST_UNSCROLLED:
        # It may be longer than a line of a phone, and then scrolls by itself.
        mathml = mathml.replace("<math", '<math tabindex="0"', 1)
    return mathml
