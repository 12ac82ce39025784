"""Which way a language is written."""

# Languages that are mostly written from right to left (CLDR), and scripts that are.
RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}
)
RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})


def is_right_to_left(language: str) -> bool:
    """Say whether a language is written from right to left: its tag may name another script."""
    primary, *others = language.lower().split("-")
    scripts = {part for part in others if len(part) == 4}
    return bool(scripts & RIGHT_TO_LEFT_SCRIPTS) or (not scripts and primary in RIGHT_TO_LEFT)
