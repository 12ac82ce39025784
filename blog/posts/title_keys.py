"""How lists of posts sort and search titles."""

from blog.core.folding import LONGEST_KEY, fold


def title_key(title: str) -> str:
    return fold(title)[:LONGEST_KEY]
