"""Front matter in its three forms, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.transfer.front_matter import MOST_VALUES, Unreadable, part


class TestForms:
    def test_yaml_between_lines_of_dashes(self) -> None:
        parted = part("---\ntitle: Tides\ntags: [a, b]\n---\nBody\n")
        assert parted.values == {"title": "Tides", "tags": ["a", "b"]}
        assert parted.body == "Body\n"
        assert (parted.body_line, parted.lines["tags"]) == (5, 3)

    def test_toml_between_lines_of_plus_signs(self) -> None:
        parted = part(
            '+++\ntitle = "Tides"\ndate = 2024-03-01T10:00:00Z\n[extra]\na = 1\n+++\nBody'
        )
        assert parted.values == {
            "title": "Tides",
            "date": "2024-03-01T10:00:00+00:00",
            "extra": {"a": 1},
        }
        assert parted.body == "Body"

    def test_lines_of_names_and_values(self) -> None:
        parted = part("Title: Tides\nTags: a,\n  b\n\nBody: of the text\n")
        assert parted.values == {"title": "Tides", "tags": "a, b"}
        assert parted.body == "Body: of the text\n"

    @pytest.mark.parametrize("text", ["", "# Tides\n\nBody", "Just words", "----\na\n----\n"])
    def test_none_at_all(self, text: str) -> None:
        assert (part(text).values, part(text).body) == ({}, text)

    def test_it_may_be_empty(self) -> None:
        assert part("---\n---\nBody").body == "Body"

    def test_scalars_are_there_as_they_were_typed(self) -> None:
        parted = part("---\ntitle: 007\nanswer: No\nday: 2024-03-01\n---\n")
        assert parted.typed == {"title": "007", "answer": "No", "day": "2024-03-01"}
        assert parted.values == {"title": 7, "answer": False, "day": "2024-03-01"}


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("---\ntitle: a\nBody", "no end", 1),
        ("---\na: b\ntitle: [a\n---\n", "YAML cannot be read", 3),
        ("---\ntitle: a: b\n---\n", "mapping values", 2),
        ("---\n- a\n---\n", "no list of names", 2),
        ("---\na: &x [*x]\n---\n", "more than can be kept", 2),
        ("---\na: !!python/name:os.system\n---\n", "YAML cannot be read", 2),
        ("+++\ntitle = a\n+++\n", "TOML cannot be read", 2),
    ],
)
def test_what_cannot_be_read_says_where(text: str, reason: str, line: int) -> None:
    with pytest.raises(Unreadable, match=reason) as raised:
        part(text)
    assert raised.value.line == line


def test_aliases_of_aliases_are_not_followed_without_end() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert MOST_VALUES < 10**12
    with pytest.raises(Unreadable, match="more than can be kept"):
        part("---\n" + "\n".join(lines) + "\n---\n")


@given(st.sampled_from(["---\n{}\n---\nBody", "+++\n{}\n+++\nBody", "{}"]), st.text())
def test_any_text_is_read_or_refused(form: str, text: str) -> None:
    try:
        parted = part(form.replace("{}", text))
    except Unreadable as error:
        parted = part("---\n---\n" + error.reason)
    assert all(isinstance(name, str) for name in parted.values)
