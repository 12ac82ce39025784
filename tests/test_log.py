"""The log: one line of JSON a request, with its id and without its secrets."""

import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask

from blog.core.observability import _configure
from tests.factories import post_form
from tests.failing import failing_in


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with failing_in(tmp_path_factory.mktemp("log")) as app:
        yield app


class TestTheLog:
    @pytest.fixture
    def logging_app(self, failing: Flask) -> Iterator[Flask]:
        yield failing
        _configure(json=True, level="ERROR")

    def lines(self, capture: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
        return [json.loads(line) for line in capture.readouterr().err.splitlines()]

    def test_has_one_line_a_request_with_its_id_and_without_its_query(
        self, logging_app: Flask, capsys: pytest.CaptureFixture[str]
    ) -> None:
        _configure(json=True, level="INFO")
        client = logging_app.test_client()
        client.get("/setup?token=hush", headers={"X-Request-ID": "from-the-proxy.1"})
        client.get("/archive?before=1.1")
        first, second = self.lines(capsys)
        assert first["request_id"] == "from-the-proxy.1"
        assert {"event", "method", "path", "status", "ms", "level", "timestamp"} <= set(first)
        assert (first["method"], first["path"], first["status"]) == ("GET", "/setup", 404)
        assert second["request_id"] != first["request_id"]
        assert "hush" not in json.dumps(first)

    def test_has_no_address_that_opens_a_draft(
        self, logging_app: Flask, capsys: pytest.CaptureFixture[str]
    ) -> None:
        _configure(json=True, level="INFO")
        logging_app.test_client().get("/preview/hush.hush")
        (line,) = self.lines(capsys)
        assert line["path"] == "/preview/…"

    def test_tells_a_failure_with_its_traceback_on_one_line(
        self, logging_app: Flask, capsys: pytest.CaptureFixture[str]
    ) -> None:
        _configure(json=True, level="INFO")
        response = logging_app.test_client().get("/fail/now")
        lines = self.lines(capsys)
        failure = next(line for line in lines if line["event"] == "error")
        assert "a secret that is in the message" in str(failure["exception"])
        assert str(failure["request_id"]) in response.text
        assert {line["request_id"] for line in lines} == {failure["request_id"]}

    @pytest.mark.parametrize("level", [logging.INFO])
    def test_what_libraries_say_is_json_too(
        self, logging_app: Flask, capsys: pytest.CaptureFixture[str], level: int
    ) -> None:
        _configure(json=True, level="INFO")
        logging.getLogger("somewhere").log(level, "said %s\non two lines", "so")
        (line,) = self.lines(capsys)
        assert line["event"] == "said so\non two lines"

    @pytest.mark.parametrize(
        "given",
        ["", "short", "x" * 65, "a b c d e f g", "läßt-sich-nicht", "<script>alert(1)", "a\tb" * 4],
    )  # fmt: skip
    def test_an_id_that_is_not_sane_is_not_taken_over(self, failing: Flask, given: str) -> None:
        response = failing.test_client().get("/nowhere", headers={"X-Request-ID": given})
        taken = response.headers["X-Request-ID"]
        assert taken != given
        assert len(taken) == 32

    def test_no_cookie_or_form_is_in_it(
        self, logging_app: Flask, capsys: pytest.CaptureFixture[str]
    ) -> None:
        _configure(json=True, level="INFO")
        client = logging_app.test_client()
        data = {"email": "odile@example.org", "password": "hush hush hush"}
        post_form(client, "/auth/sign-in", data)
        assert "hush" not in json.dumps(self.lines(capsys))
