"""Colours of code as four classes: keyword, string, number, comment."""

from markupsafe import escape
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Number, String, _TokenType
from pygments.util import ClassNotFound

CLASSES: tuple[tuple[_TokenType, str], ...] = (
    (Comment, "c"),
    (Keyword, "k"),
    (Number, "m"),
    (String, "s"),
)
# Colouring takes longer than parsing; a listing of this size is data, not code to read.
LONGEST_LISTING = 100_000


def highlight(code: str, language: str) -> str:
    """Return code as escaped HTML with spans; plain when the language is not known."""
    if not language or len(code) > LONGEST_LISTING:
        return str(escape(code))
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return str(escape(code))
    return "".join(_span(kind, text) for kind, text in lexer.get_tokens(code))


def _span(kind: _TokenType, text: str) -> str:
    for parent, name in CLASSES:
        if kind[: len(parent)] == parent:
            return f'<span class="{name}">{escape(text)}</span>'
    return str(escape(text))
