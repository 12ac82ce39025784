"""Random tokens and signed ones."""

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from blog.core.tokens import digest, is_signature, new_token, signature
from tests.conftest import bare_app


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application without a database."""
    return bare_app("sqlite://", tmp_path_factory.getbasetemp())


def test_a_token_is_long_random_and_safe_in_an_address() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    # 32 bytes are 43 characters of base 64.
    assert all(re.fullmatch(r"[\w-]{43}", token) for token in tokens)


def test_a_digest_is_always_the_same_and_does_not_hold_the_token() -> None:
    token = new_token()
    assert digest(token) == digest(token)
    assert token not in digest(token)
    assert len(digest(token)) == 64


def test_a_signature_is_known_again_and_safe_in_an_address(bare: Flask) -> None:
    with bare.app_context():
        for value in ("", "nonce", "Ünïcode", "a.b.c"):
            made = signature("purpose", value)
            assert re.fullmatch(r"[\w-]{40,}", made)
            assert made == signature("purpose", value)
            assert is_signature("purpose", value, made)


def test_a_signature_opens_nothing_but_what_it_was_made_for(bare: Flask) -> None:
    with bare.app_context():
        made = signature("purpose", "value")
        assert not is_signature("another", "value", made)
        assert not is_signature("purpose", "another", made)


def test_a_signature_of_another_key_is_worthless(bare: Flask) -> None:
    with bare.app_context():
        made = signature("purpose", "value")
    other = bare_app("sqlite://", bare.config["INSTANCE_PATH"])
    with other.app_context():
        assert not is_signature("purpose", "value", made)


def test_any_text_that_is_no_signature_is_refused(bare: Flask) -> None:
    @given(st.text())
    def check(text: str) -> None:
        assert not is_signature("purpose", "value", text)

    with bare.app_context():
        check()


def test_a_changed_or_shortened_signature_is_refused(bare: Flask) -> None:
    with bare.app_context():
        made = signature("purpose", "value")
        # The last letter of base 64 has bits that mean nothing, so it may be another one.
        for place in range(len(made) - 1):
            letter = "A" if made[place] != "A" else "B"
            assert not is_signature("purpose", "value", made[:place] + letter + made[place + 1 :])
            assert not is_signature("purpose", "value", made[:place])
