"""The corpus itself: enough cases, each of its own, and none that means nothing."""

from tests.attacks.cases import BETWEEN, CODE_POINT, CORPUS, KINDS, cases_of, every_case

EXPECTED = {
    "clobbering",
    "data_urls",
    "encodings",
    "handlers",
    "imitation",
    "javascript_urls",
    "markdown",
    "mathml",
    "media",
    "mutation",
    "script",
    "style",
    "svg",
    "templates",
}
FEWEST = 500
FEWEST_OF_A_KIND = 50


def test_every_kind_of_attack_has_many_cases() -> None:
    assert set(KINDS) == EXPECTED
    counts = {kind: len(cases_of(kind)) for kind in KINDS}
    assert min(counts.values()) >= FEWEST_OF_A_KIND, counts
    assert sum(counts.values()) >= FEWEST, counts


def test_no_case_is_there_twice() -> None:
    first: dict[str, str] = {}
    again = [
        f"{case.name} is {first[case.text]}"
        for case in every_case()
        if first.setdefault(case.text, case.name) != case.name
    ]
    assert again == []


def test_no_case_is_empty_and_most_call_what_is_listened_for() -> None:
    cases = every_case()
    assert [case.name for case in cases if not case.text] == []
    assert sum("attack" in case.text for case in cases) >= FEWEST


def test_what_a_reader_of_the_files_would_not_see_is_spelled_out() -> None:
    unseen = [
        f"{path.name}:{number} {character!a}"
        for path in CORPUS.glob("*.txt")
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1)
        for character in line
        if not character.isprintable() and character != "\t"
    ]
    assert unseen == []


def test_every_code_point_that_is_spelled_is_read() -> None:
    cases = every_case()
    assert not [case.name for case in cases if "‹U+" in case.text or BETWEEN in case.text]
    spelled = [
        spelled
        for kind in KINDS
        for spelled in CODE_POINT.findall((CORPUS / f"{kind}.txt").read_text(encoding="utf-8"))
    ]
    assert ("202E", "500") in spelled
    texts = "".join(case.text for case in cases)
    assert "\u202e" * 500 in texts
    assert "\ud800" in texts
    assert "\x00" in texts
