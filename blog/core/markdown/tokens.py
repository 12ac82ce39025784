"""Looking at tokens, and putting some in the place of others."""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

# What reads as a word of the text; formulas read as what was typed.
SAYS = {"text", "code_inline", "math_inline", "math_inline_double"}


def plain_text(tokens: Sequence[Token]) -> str:
    """Return what inline tokens say, without their markup, on one line."""
    parts = []
    for token in tokens:
        if token.type in SAYS:
            parts.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif token.children:
            parts.append(plain_text(token.children))
    return "".join(parts).strip()


def paragraphs(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Yield where each paragraph begins, and what is in it, skipping those of tight lists."""
    for i, token in enumerate(tokens):
        if token.type == "paragraph_open" and not token.hidden:
            yield i, tokens[i + 1]


def only_child(inline: Token) -> Token | None:
    """Return the token that is all there is in a paragraph, spaces aside."""
    children = [child for child in inline.children or () if child.type != "text" or child.content]
    return children[0] if len(children) == 1 else None


def line_of(token: Token) -> int:
    """Return the line of the text, from 1, that a block token begins at."""
    return (token.map or [0])[0] + 1
