"""Freshness as a value, and what a worker keeps."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, Response

from blog.core.caching import Freshness, add_validators, kept, not_modified
from tests.conftest import bare_app
from tests.factories import moment

NOW = moment(2026, 11, 21)
HOUR = timedelta(hours=1)


@pytest.fixture
def bare(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application without a database."""
    return bare_app("sqlite://", tmp_path_factory.getbasetemp())


class TestFreshness:
    def test_an_appearance_changes_the_key_as_a_change_of_the_content_does(self) -> None:
        first = Freshness(1, NOW, None, NOW + HOUR)
        appeared = Freshness(1, NOW, NOW + HOUR, None)
        changed = Freshness(2, NOW, None, NOW + HOUR)
        assert len({first.key, appeared.key, changed.key}) == 3
        assert len({f.etag("/", "r") for f in (first, appeared, changed)}) == 3

    def test_what_will_appear_later_changes_nothing_yet(self) -> None:
        one, two = Freshness(1, NOW, None, NOW + HOUR), Freshness(1, NOW, None, NOW + 2 * HOUR)
        assert one.key == two.key
        assert one.etag("/", "r") == two.etag("/", "r")

    def test_each_address_and_each_release_has_an_etag_of_its_own(self) -> None:
        freshness = Freshness(1, NOW, None, None)
        etags = {freshness.etag(path, rel) for path in ("/", "/a") for rel in ("1", "2")}
        assert len(etags) == 4

    def test_the_same_content_has_the_same_etag(self) -> None:
        etags = {Freshness(1, NOW, NOW, None).etag("/", "r") for _ in range(3)}
        assert len(etags) == 1

    def test_it_changed_when_the_later_of_the_two_happened(self) -> None:
        assert Freshness(1, NOW, None, None).changed_at == NOW
        assert Freshness(1, NOW, NOW - HOUR, None).changed_at == NOW
        assert Freshness(1, NOW, NOW + HOUR, None).changed_at == NOW + HOUR

    def test_a_shared_cache_is_never_told_a_negative_age(self) -> None:
        assert Freshness(1, NOW, None, NOW - HOUR).shared_seconds(NOW) == 0


class TestValidators:
    def test_no_page_claims_to_have_changed_in_the_future(self, bare: Flask) -> None:
        with bare.test_request_context("/") as context:
            for later, claimed in (
                (timedelta(0), None),
                (timedelta(seconds=0.9), None),
                (timedelta(seconds=1), NOW + timedelta(seconds=1)),
            ):
                response = Response()
                freshness = Freshness(1, NOW, None, None)
                add_validators(response, context.request, freshness, NOW + later)
                assert response.last_modified == claimed

    def test_the_query_is_part_of_the_address(self, bare: Flask) -> None:
        etags = set()
        for path in ("/", "/?before=1.1", "/?before=2.2"):
            with bare.test_request_context(path) as context:
                response = Response()
                add_validators(response, context.request, Freshness(1, NOW, None, None), NOW)
                etags.add(response.headers["ETag"])
        assert len(etags) == 3

    @pytest.mark.parametrize("header", ["*", '"x"', 'W/"x"', "nonsense", ""])
    def test_a_validator_that_is_not_ours_brings_the_page(self, bare: Flask, header: str) -> None:
        with bare.test_request_context("/", headers={"If-None-Match": header}) as context:
            # A star matches whatever is there, and nobody knows yet whether anything is.
            assert not_modified(context.request, Freshness(1, NOW, None, None), NOW) is None

    @pytest.mark.parametrize("header", ["nonsense", "", "Thu, 99 Foo 2026 00:00:00 GMT"])
    def test_a_date_that_is_none_brings_the_page(self, bare: Flask, header: str) -> None:
        with bare.test_request_context("/", headers={"If-Modified-Since": header}) as context:
            assert not_modified(context.request, Freshness(1, NOW, None, None), NOW) is None


class TestKept:
    def test_a_value_is_kept_while_its_key_stands(self, bare: Flask) -> None:
        with bare.app_context():
            values = [kept("name", key, object) for key in (1, 1, 2, 2, 1)]
        assert values[0] is values[1]
        assert values[1] is not values[2]
        assert values[2] is values[3]
        assert values[4] is not values[0]

    def test_each_name_keeps_its_own(self, bare: Flask) -> None:
        with bare.app_context():
            assert kept("one", 1, lambda: "one") == "one"
            assert kept("two", 1, lambda: "two") == "two"
            assert kept("one", 1, lambda: "other") == "one"

    def test_nothing_is_kept_when_it_could_not_be_read(self, bare: Flask) -> None:
        def fail() -> str:
            raise LookupError

        with bare.app_context():
            with pytest.raises(LookupError):
                kept("name", 1, fail)
            assert kept("name", 1, lambda: "read") == "read"

    def test_two_applications_share_nothing(self, bare: Flask, tmp_path: Path) -> None:
        other = bare_app("sqlite://", tmp_path)
        with bare.app_context():
            kept("name", 1, lambda: "one")
        with other.app_context():
            assert kept("name", 1, lambda: "two") == "two"
