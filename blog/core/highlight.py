"""Colours of code as four classes: keyword, string, number, comment."""

from itertools import groupby
from operator import itemgetter

from markupsafe import escape
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


def highlight(code: str, language: str) -> str:
    """Return code as escaped HTML with spans; plain when the language is not known."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return str(escape(code))
    named = ((_class_of(kind), text) for kind, text in lexer.get_tokens(code))
    return "".join(
        _span(name, "".join(text for _, text in run)) for name, run in groupby(named, itemgetter(0))
    )


def _class_of(kind: _TokenType) -> str:
    return next((name for parent, name in CLASSES if kind[: len(parent)] == parent), "")


def _span(name: str, text: str) -> str:
    return f'<span class="{name}">{escape(text)}</span>' if name else str(escape(text))
