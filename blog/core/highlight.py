"""Colours of code as four classes: keyword, string, number, comment."""

import re
from itertools import groupby
from operator import itemgetter

from markupsafe import escape
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Number, Operator, String, _TokenType
from pygments.util import ClassNotFound

CLASSES: tuple[tuple[_TokenType, str], ...] = (
    (Comment, "c"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (Number, "m"),
    (String, "s"),
)


# Tried with hostile code, these take less than a tenth of a second for a block of 5,000
# characters; of the others, some take minutes. By the first alias of each lexer.
LANGUAGES = frozenset(
    "apacheconf bash c clojure cmake common-lisp console cpp css dart diff django docker ebnf "
    "elixir erlang fsharp go graphql haskell html html+django http ini javascript json jsx julia "
    "kotlin liquid lua make matlab nasm nginx nixos objective-c ocaml perl php powershell "
    "properties protobuf pycon python rust ruby scala scss splus sql swift tex text toml tsx "
    "typescript vim vue wast xml yaml zig".split()
)
# Languages whose own lexer is not among them, and one that knows nearly all of their words.
NEAREST = {"java": "typescript", "csharp": "typescript", "c#": "typescript", "groovy": "typescript"}
LONGEST_LINE = 300
BLANK_LINES = re.compile(r"(?:^[ \t]*\n){20}", re.MULTILINE)


def highlight(code: str, language: str) -> str:
    """Return code as escaped HTML with spans; plain when that is not known how to do."""
    lexer = _lexer(language.lower())
    if lexer is None or _is_data(code):
        return str(escape(code))
    tokens = list(lexer.get_tokens(code))
    # Some lexers add or forget a line; nothing that was typed may change.
    if "".join(text for _, text in tokens) != code:
        return str(escape(code))
    named = ((_class_of(kind), text) for kind, text in tokens)
    return "".join(
        _span(name, "".join(text for _, text in run)) for name, run in groupby(named, itemgetter(0))
    )


def _lexer(language: str) -> Lexer | None:
    try:
        lexer = get_lexer_by_name(NEAREST.get(language, language), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    return lexer if lexer.aliases[0] in LANGUAGES else None


def _is_data(code: str) -> bool:
    """Say whether code is none that somebody wrote: lexers take long over it."""
    longest = max(map(len, code.split("\n")))
    return longest > LONGEST_LINE or bool(BLANK_LINES.search(code))


def _class_of(kind: _TokenType) -> str:
    return next((name for parent, name in CLASSES if kind[: len(parent)] == parent), "")


def _span(name: str, text: str) -> str:
    return f'<span class="{name}">{escape(text)}</span>' if name else str(escape(text))
