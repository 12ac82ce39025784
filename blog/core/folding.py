"""How lists sort and search: without regard to case and accents, alike on every database.

SQLite compares bytes, and PostgreSQL by the rules of some language or other. A folded text that
both compare by its bytes stands in the same place on both.
"""

from unicodedata import normalize

# An entry of an index has a largest size. Whoever looks for something knows how it begins.
LONGEST_KEY = 250
# The accents of Latin, Greek and Cyrillic letters. The marks of other scripts are letters.
ACCENTS = dict.fromkeys(range(0x300, 0x370))


def fold(text: str) -> str:
    return normalize("NFC", normalize("NFKD", text).translate(ACCENTS)).casefold()
