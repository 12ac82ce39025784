"""TeX to MathML by math-core, within the bounds that it needs.

Measured with math-core 0.9: it calls itself for each level, and a stack of 8 MiB overflows,
which ends the process, from 2,800 characters on (`^{^{^{…`); each bracket that is never
closed doubles its time, so that thirty hang a worker; a macro within a macro grows until
memory ends. Hence a formula is short and not deep, all but a few of its brackets are
closed, and it defines nothing. Of what comes back, only elements and attributes that are
listed here are let through.
"""

import re
import unicodedata
from functools import cache

from math_core import LatexError, LatexToMathML

# In characters: of one formula, and of all in a text.
LONGEST = 2_000
LONGEST_IN_ALL = 60_000
DEEPEST = 40
MOST_UNCLOSED = 6

COMMAND = r"\\(?:[A-Za-z]+|.)"
SIGN = re.compile(rf"{COMMAND}|[^\w\s]", re.DOTALL)
# Every command with such a name counts as a bracket that opens, but for the well-known.
OPENING_COMMAND = re.compile(r"\\(?:[lL][A-Za-z]*|[bB]igg?l?|ulcorner|\{)")
NO_BRACKETS = frozenset(
    r"\lambda \Lambda \land \label \ldots \ldotp \le \leq \leqq \leqslant \leftarrow \Leftarrow "
    r"\leftrightarrow \Leftrightarrow \lesssim \lg \lim \liminf \limits \limsup \ll \ln \lnot "
    r"\log \longleftarrow \Longleftarrow \longleftrightarrow \Longleftrightarrow \longmapsto "
    r"\longrightarrow \Longrightarrow \lor \lt \ltimes".split()
)
CLOSING_COMMAND = re.compile(
    r"\\(?:\}|r(?:ang|angle|brace|brack|bracket|ceil|floor|group|moustache|paren|vert|Vert))"
)
PARTING = frozenset(["&", r"\\", r"\begin", r"\end", r"\left", r"\right", r"\middle"])
ELEMENTS = frozenset(
    "b code em i math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts "
    "mroot mrow mspace msqrt msub msubsup msup mtable mtd mtext mtr munder munderover s u".split()
)
# An author may ask for any length; what is wider than a hand would leave the page.
LENGTH = r"-?\d?(?:\.\d+)?(?:em|ex)?"
ATTRIBUTES = {
    "accent": "true|false",
    "accentunder": "true|false",
    "columnalign": "[a-z ]+",
    "columnspan": r"\d+",
    "depth": LENGTH,
    "display": "block",
    "displaystyle": "true|false",
    "fence": "true|false",
    "form": "prefix|infix|postfix",
    "height": LENGTH,
    "largeop": "true|false",
    "linethickness": LENGTH,
    "lspace": LENGTH,
    "mathvariant": "normal",
    "maxsize": LENGTH,
    "minsize": LENGTH,
    "movablelimits": "true|false",
    "notation": "[a-z ]+",
    "rspace": LENGTH,
    "scriptlevel": r"[+-]?\d",
    "separator": "true|false",
    "stretchy": "true|false",
    "symmetric": "true|false",
    "voffset": LENGTH,
    "width": LENGTH,
}
# The policy for content forbids style attributes; what they say of cells are classes.
CELL_CLASSES = (
    ("text-align: left", "left"),
    ("text-align: right", "right"),
    ("border-right", "ruled-end"),
    ("border-top", "ruled-top"),
)
TAG = re.compile(r"<(/?)([a-z]+)((?:\s+[\w:-]+(?:=\"[^\"<>]*\")?)*)\s*(/?)>")
ATTRIBUTE = re.compile(r"([\w:-]+)=\"([^\"<>]*)\"")


# Named as HTML does, which feeds do not know.
ENTITIES = {
    "&ApplyFunction;": "\N{FUNCTION APPLICATION}",
    "&InvisibleTimes;": "\N{INVISIBLE TIMES}",
}
DEFINITIONS = frozenset(
    r"\def \edef \gdef \xdef \let \futurelet \global \newcommand \renewcommand \providecommand "
    r"\DeclareMathOperator \newenvironment \renewenvironment".split()
)
# What these mark, the element within them says as well.
DROPPED = {"a", "span"}


class FormulaError(Exception):
    """A formula cannot be set; the message says why, as the second half of a sentence."""


def to_mathml(source: str, *, display: bool, before: int = 0) -> str:
    """Return a formula as MathML.

    ``before`` is how many characters of formulas the text had so far.

    Raises:
        FormulaError: it is not TeX that can be read, or more of it than may be.
    """
    if len(source) > LONGEST or before + len(source) > LONGEST_IN_ALL:
        raise FormulaError("it is too long")
    _check_brackets(source)
    try:
        mathml = _converter().convert_with_local_state(source, displaystyle=display)
    except (LatexError, ValueError) as error:
        reason = re.sub(r"^\d+: ", "", str(error)).rstrip(".")
        raise FormulaError(reason[:1].lower() + reason[1:]) from error
    return _plain(mathml)


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False, max_expansions=100)


def _check_brackets(source: str) -> None:
    """Refuse what the converter would take too long for, or too many levels.

    A bracket counts as closed only within the same group and cell.
    """
    waiting, unclosed = [0], 0
    for sign in SIGN.findall(source):
        if sign in DEFINITIONS:
            raise FormulaError("it defines commands of its own")
        if sign == "{":
            waiting.append(0)
        elif sign == "}":
            unclosed += waiting.pop()
            waiting = waiting or [0]
        elif sign in PARTING:
            unclosed, waiting[-1] = unclosed + waiting[-1], 0
        else:
            waiting[-1] = max(0, waiting[-1] + _opens(sign))
        if len(waiting) + sum(waiting) > DEEPEST:
            raise FormulaError("it has too many levels")
    if unclosed + sum(waiting) > MOST_UNCLOSED:
        raise FormulaError("it has brackets that are not closed")


def _opens(sign: str) -> int:
    """Return 1 for a bracket that opens, -1 for one that closes, 0 for any other sign."""
    if sign.startswith("\\"):
        if CLOSING_COMMAND.fullmatch(sign):
            return -1
        return int(sign not in NO_BRACKETS and bool(OPENING_COMMAND.fullmatch(sign)))
    return {"Ps": 1, "Pi": 1, "Pe": -1, "Pf": -1}.get(unicodedata.category(sign), 0)


def _plain(mathml: str) -> str:
    """Return MathML with only what is listed in it.

    Raises:
        FormulaError: there is an element that is not listed, or one that is not closed.
    """
    written: list[str] = []
    open_ones: list[str] = []
    at = 0
    for tag in TAG.finditer(mathml):
        written.append(_text(mathml[at : tag.start()]))
        at = tag.end()
        closing, name, attributes, empty = tag.groups()
        if name in DROPPED:
            continue
        if name not in ELEMENTS or (closing and (not open_ones or open_ones.pop() != name)):
            raise FormulaError("it needs more than can be shown")
        if closing:
            written.append(f"</{name}>")
        else:
            written.append(f"<{name}{_attributes(attributes)}>" + (f"</{name}>" if empty else ""))
            open_ones += [] if empty else [name]
    if open_ones:
        raise FormulaError("it needs more than can be shown")
    return "".join([*written, _text(mathml[at:])])


def _text(text: str) -> str:
    if "<" in text:
        raise FormulaError("it needs more than can be shown")
    for name, character in ENTITIES.items():
        text = text.replace(name, character)
    return text.replace(">", "&gt;")


def _attributes(source: str) -> str:
    kept = []
    for name, value in ATTRIBUTE.findall(source):
        if name in ATTRIBUTES and re.fullmatch(ATTRIBUTES[name], value):
            kept.append(f' {name}="{value}"')
        elif name == "style":
            classes = [word for style, word in CELL_CLASSES if style in value]
            kept += [f' class="{" ".join(classes)}"'] if classes else []
    return "".join(kept)
