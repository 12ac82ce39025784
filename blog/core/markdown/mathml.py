"""TeX to MathML by math-core, in a process that may die.

Measured with math-core 0.9: it calls itself for each level, and a formula of a few thousand
characters overflows the stack, which ends its process; brackets that are never closed take
twice as long each, so that thirty hang it; a macro within a macro grows until memory ends.
No check of ours could tell all such formulas from the others. So it runs in a child with
bounds on time and memory, once for all formulas of a text, and what it has set is kept. Of
what comes back, only elements and attributes that are listed here are let through.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import math_core

# In characters: of one formula, and of all in a text.
LONGEST = 2_000
LONGEST_IN_ALL = 60_000
# Of the child: seconds of work, seconds on a machine that is busy, and bytes of memory.
MOST_WORK = 1
MOST_WAITING = 20
MOST_MEMORY = 512 * 1024 * 1024
# Formulas that were set before; a preview sets the same ones again and again.
MOST_KEPT = 2_000

LIBRARY = str(Path(math_core.__file__).parents[1])
CHILD = """
import json, resource, sys
work, memory, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
resource.setrlimit(resource.RLIMIT_CPU, (work, work + 1))
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
sys.path.insert(0, path)
from math_core import LatexError, LatexToMathML
converter = LatexToMathML(fancy_error=False, max_expansions=100)
for source, display in json.load(sys.stdin):
    try:
        mathml = converter.convert_with_local_state(source, displaystyle=display)
        result = [mathml, None] if len(mathml) < 100_000 else [None, "it is too long"]
    except (LatexError, ValueError) as error:
        result = [None, str(error)]
    print(json.dumps(result), flush=True)
"""

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
    "tabindex": "0",
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
# What these mark, the element within them says as well.
DROPPED = {"a", "span"}


class FormulaError(Exception):
    """A formula cannot be set; the message says why, as the second half of a sentence."""


@dataclass(frozen=True)
class Formula:
    """A formula in TeX; ``display`` for one that stands by itself."""

    source: str
    display: bool = False


Outcome = str | FormulaError
_kept: dict[Formula, Outcome] = {}


def to_mathml(formulas: Sequence[Formula]) -> list[Outcome]:
    """Return each formula as MathML, or as the error that says why it is not."""
    outcomes = dict(_bounded(formulas))
    waiting = [formula for formula in dict.fromkeys(formulas) if formula not in outcomes]
    # Another thread may clear what is kept at any time.
    found = {formula: _kept.get(formula) for formula in waiting}
    outcomes |= {formula: outcome for formula, outcome in found.items() if outcome is not None}
    waiting = [formula for formula in waiting if formula not in outcomes]
    if waiting:
        outcomes |= _converted(waiting)
    return [outcomes[formula] for formula in formulas]


def _bounded(formulas: Sequence[Formula]) -> Iterator[tuple[Formula, Outcome]]:
    """Yield the formulas that are not even tried."""
    length = 0
    for formula in dict.fromkeys(formulas):
        length += len(formula.source)
        if len(formula.source) > LONGEST or length > LONGEST_IN_ALL:
            yield formula, FormulaError("it is too long")


def _converted(formulas: Sequence[Formula]) -> dict[Formula, Outcome]:
    outcomes: dict[Formula, Outcome] = {}
    for formula, line in zip(formulas, _answers(formulas), strict=False):
        mathml, error = json.loads(line)
        outcomes[formula] = _reason(error) if mathml is None else _checked(mathml)
    if len(_kept) + len(outcomes) > MOST_KEPT:
        _kept.clear()
    _kept.update(outcomes)
    # The child died over the first of these; what follows it was never tried.
    given_up = FormulaError("it, or one before it, is more than can be set")
    return dict.fromkeys(formulas, given_up) | outcomes


def _answers(formulas: Sequence[Formula]) -> list[str]:
    """Return what the child said, a line for each formula that it came to."""
    questions = json.dumps([[formula.source, formula.display] for formula in formulas])
    arguments = [str(MOST_WORK), str(MOST_MEMORY), LIBRARY]
    command = [_python(), "-I", "-S", "-c", CHILD, *arguments]
    try:
        said = subprocess.run(
            command,
            input=questions.encode("ascii"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MOST_WAITING,
            check=False,
        ).stdout
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
    except OSError:
        # No process could be started: the formulas are shown as typed this time.
        said = b""
    # The last line may be cut where the child died.
    return said.decode("ascii").split("\n")[:-1]


@cache
def _python() -> str:
    """Return the interpreter; within uWSGI, `sys.executable` is uWSGI itself."""
    if Path(sys.executable).name.startswith("python"):
        return sys.executable
    return str(Path(sys.prefix) / "bin" / "python3")


def _reason(error: str) -> FormulaError:
    reason = re.sub(r"^\d+: ", "", error).rstrip(".")
    return FormulaError(reason[:1].lower() + reason[1:])


def _checked(mathml: str) -> Outcome:
    try:
        return _plain(mathml)
    except FormulaError as error:
        return error


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
