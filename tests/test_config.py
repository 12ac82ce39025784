"""Configuration: what is refused, what is made, what is derived."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from blog.core.settings import ConfigurationError
from config import MEBIBYTE, ROOT, DevelopmentConfig, ProductionConfig, from_environment
from config import TestingConfig as ConfigOfTests
from tests.settings import SETTINGS, STRONG, clear

MAKE = "secrets.token_urlsafe"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clear(monkeypatch, tmp_path)


def start(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Load wsgi.py as a server does, with no more in the environment than this."""
    return subprocess.run(
        [sys.executable, str(ROOT / "wsgi.py")],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "INSTANCE_PATH": str(folder), **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class TestProduction:
    @pytest.mark.parametrize(
        ("settings", "told"),
        [
            ({"SECRET_KEY": STRONG}, "SITE_URL is not set"),
            ({"SECRET_KEY": STRONG, "SITE_URL": ""}, "SITE_URL is not"),
            (
                {"SECRET_KEY": STRONG, "SITE_URL": "example.org"},
                "SITE_URL is not an address",
            ),
            (
                {"SECRET_KEY": STRONG, "SITE_URL": "ftp://example.org"},
                "SITE_URL is not an address",
            ),
            (
                {"SECRET_KEY": STRONG, "SITE_URL": "https://"},
                "SITE_URL is not an address",
            ),
            ({"SITE_URL": "https://example.org"}, MAKE),
            ({"SITE_URL": "https://example.org", "SECRET_KEY": "secret"}, MAKE),
            ({"SITE_URL": "https://example.org", "SECRET_KEY": "x" * 64}, MAKE),
            ({"SITE_URL": "https://example.org", "SECRET_KEY": STRONG[:31]}, MAKE),
            ({"QUIRE_ENV": "debug"}, "QUIRE_ENV is 'debug', which is none of"),
            (
                {
                    "SITE_URL": "https://example.org",
                    "SECRET_KEY": STRONG,
                    "DATABASE_URL": "mysql://x",
                },
                "DATABASE_URL must begin with",
            ),
            (
                {"SECRET_KEY": STRONG, "SITE_URL": "https://example.org", "MEDIA_URL": "media"},
                "MEDIA_URL is 'media'",
            ),
        ],
    )
    def test_does_not_start_on_what_is_missing_or_weak_and_says_what_to_do(
        self, tmp_path: Path, settings: dict[str, str], told: str
    ) -> None:
        result = start(tmp_path, **settings)
        assert result.returncode == 1
        assert result.stdout == ""
        assert result.stderr.startswith("Quire cannot start. ")
        assert told in result.stderr
        assert "Traceback" not in result.stderr
        assert len(result.stderr.splitlines()) == 1
        assert list(tmp_path.iterdir()) == [], "nothing was made"

    def test_starts_with_an_address_and_a_secret(self, tmp_path: Path) -> None:
        result = start(tmp_path, SITE_URL="https://example.org", SECRET_KEY=STRONG)
        assert (result.returncode, result.stderr) == (0, "")

    def test_takes_the_secret_from_the_instance_folder(self, tmp_path: Path) -> None:
        (tmp_path / "secret-key").write_text(STRONG + "\n")
        assert start(tmp_path, SITE_URL="https://example.org").returncode == 0

    def test_a_weak_secret_in_the_instance_folder_is_refused_too(self, tmp_path: Path) -> None:
        (tmp_path / "secret-key").write_text("\n")
        result = start(tmp_path, SITE_URL="https://example.org")
        assert result.returncode == 1
        assert MAKE in result.stderr

    def test_is_what_runs_when_nothing_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("QUIRE_ENV")
        monkeypatch.setenv("SITE_URL", "https://example.org")
        monkeypatch.setenv("SECRET_KEY", STRONG)
        assert isinstance(from_environment(), ProductionConfig)

    def test_has_no_debug_and_no_default_secret(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SITE_URL", "https://example.org/")
        monkeypatch.setenv("SECRET_KEY", STRONG)
        monkeypatch.setenv("FLASK_DEBUG", "1")
        config = ProductionConfig()
        assert (config.DEBUG, config.TESTING, config.LOG_JSON) == (False, False, True)
        assert not hasattr(ProductionConfig, "SECRET_KEY")

    def test_answers_to_the_name_in_its_address_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SITE_URL", "https://example.org:8443/")
        monkeypatch.setenv("SECRET_KEY", STRONG)
        config = ProductionConfig()
        assert config.ALLOWED_HOSTS == ["example.org"]
        assert config.SITE_URL == "https://example.org:8443"
        monkeypatch.setenv("ALLOWED_HOSTS", "www.example.org,example.net")
        assert ProductionConfig().ALLOWED_HOSTS == [
            "example.org",
            "www.example.org",
            "example.net",
        ]

    @pytest.mark.parametrize(
        ("url", "host"),
        [
            ("https://Example.ORG", "example.org"),
            ("https://bücher.example", "xn--bcher-kva.example"),
            ("http://[::1]:8000", "[::1]"),
        ],
    )
    def test_knows_its_name_as_browsers_send_it(self, tmp_path: Path, url: str, host: str) -> None:
        assert [host] == ConfigOfTests("sqlite://", tmp_path, url).ALLOWED_HOSTS

    def test_refuses_a_name_that_is_none(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError, match="is not the name of a host"):
            ConfigOfTests("sqlite://", tmp_path, f"https://{'x' * 70}.example")


class TestDevelopment:
    def test_makes_a_secret_that_its_owner_alone_may_read(self, tmp_path: Path) -> None:
        first = DevelopmentConfig()
        path = tmp_path / "instance" / "secret-key"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert DevelopmentConfig().SECRET_KEY == first.SECRET_KEY == path.read_text().strip()
        assert len(first.SECRET_KEY) >= 64

    def test_a_folder_that_cannot_be_made_is_told(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "file").touch()
        monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "file" / "instance"))
        with pytest.raises(ConfigurationError, match="cannot be written"):
            DevelopmentConfig()

    @pytest.mark.parametrize(
        ("host", "port", "url"),
        [
            ("127.0.0.1", "8000", "http://127.0.0.1:8000"),
            ("0.0.0.0", "8123", "http://localhost:8123"),
            ("::1", "8000", "http://[::1]:8000"),
            ("::", "8000", "http://localhost:8000"),
        ],
    )
    def test_guesses_its_address(
        self, monkeypatch: pytest.MonkeyPatch, host: str, port: str, url: str
    ) -> None:
        monkeypatch.setenv("HOST", host)
        monkeypatch.setenv("PORT", port)
        assert url == DevelopmentConfig().SITE_URL

    def test_has_no_debugger_either(self) -> None:
        assert DevelopmentConfig.DEBUG is False


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("sqlite:////var/quire.sqlite3", "sqlite:////var/quire.sqlite3"),
    ],
)
def test_a_database_is_reached_with_the_driver_that_is_installed(
    tmp_path: Path, url: str, uri: str
) -> None:
    assert uri == ConfigOfTests(url, tmp_path).SQLALCHEMY_DATABASE_URI


@pytest.mark.parametrize(
    ("url", "secure", "name"),
    [("https://example.org", True, "__Host-quire"), ("http://example.org", False, "quire")],
)
def test_the_cookie_follows_the_scheme_of_the_address(
    tmp_path: Path, url: str, secure: bool, name: str
) -> None:
    config = ConfigOfTests("sqlite://", tmp_path, url)
    assert (secure, name) == (config.SESSION_COOKIE_SECURE, config.SESSION_COOKIE_NAME)


class TestLimits:
    @pytest.mark.parametrize(
        ("name", "usual", "unit"),
        [
            ("LARGEST_IMPORT", 256, MEBIBYTE),
            ("LARGEST_IMAGE", 20, MEBIBYTE),
            ("LARGEST_FILE", 200, MEBIBYTE),
            ("MOST_PIXELS", 60, 1_000_000),
            ("MOST_FRAMES", 500, 1),
        ],
    )
    def test_can_be_chosen_and_are_at_least_one(
        self, monkeypatch: pytest.MonkeyPatch, name: str, usual: int, unit: int
    ) -> None:
        assert getattr(DevelopmentConfig(), name) == usual * unit
        monkeypatch.setenv(name, "7")
        assert getattr(DevelopmentConfig(), name) == 7 * unit
        for wrong in ("0", "-1"):
            monkeypatch.setenv(name, wrong)
            with pytest.raises(ConfigurationError, match=f"{name} is {wrong}. .* such as {usual}"):
                DevelopmentConfig()

    def test_what_is_no_number_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("QUIRE_ENV", "development")
        monkeypatch.setenv("LARGEST_IMAGE", "20 MB")
        with pytest.raises(ConfigurationError, match="LARGEST_IMAGE"):
            from_environment()


def test_every_setting_is_documented() -> None:
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    code = (ROOT / "config.py").read_text(encoding="utf-8")
    read = set(re.findall(r"(?:env\.\w+\(|environ\.get\(|\benv,)\s*\"([A-Z_]+)\"", code))
    rows = [row.split("|")[1] for row in guide.splitlines() if row.startswith("| `")]
    told = set(re.findall(r"`([A-Z_]+)`", " ".join(rows)))
    assert {*SETTINGS, "INSTANCE_PATH", "QUIRE_ENV"} == read == told
