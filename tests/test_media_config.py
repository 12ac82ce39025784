"""Configuration of the library: where its files are, what opens that, and who serves them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from blog.core.places import Bucket, Credentials, media_place
from blog.core.settings import ConfigurationError
from config import ROOT, DevelopmentConfig
from config import TestingConfig as ConfigOfTests
from tests.settings import STRONG, clear


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clear(monkeypatch, tmp_path)


class TestMedia:
    @pytest.fixture(autouse=True)
    def _key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    def test_are_in_the_instance_folder_unless_something_else_is_said(self, tmp_path: Path) -> None:
        assert media_place(DevelopmentConfig().MEDIA_URL) == tmp_path / "instance" / "media"
        odd = tmp_path / "100 % äöü #?"
        assert media_place(ConfigOfTests("sqlite://", odd).MEDIA_URL) == odd / "media"

    @pytest.mark.parametrize(
        ("url", "place"),
        [
            ("file:/srv/media", Path("/srv/media")),
            ("file:///srv/our%20media/", Path("/srv/our media")),
            ("file://localhost/srv/media", Path("/srv/media")),
            (
                "s3://bucket",
                Bucket("bucket", "", "https://s3.us-east-1.amazonaws.com", "us-east-1"),
            ),
            (
                "s3://bucket/blog/site/?region=eu-north-1",
                Bucket("bucket", "blog/site", "https://s3.eu-north-1.amazonaws.com", "eu-north-1"),
            ),
            (
                "s3://bucket/site?endpoint=http%3A%2F%2F127.0.0.1%3A9000%2Fs3%2F&region=home",
                Bucket("bucket", "site", "http://127.0.0.1:9000/s3", "home"),
            ),
        ],
    )
    def test_are_in_a_folder_or_in_a_bucket(
        self, monkeypatch: pytest.MonkeyPatch, url: str, place: Path | Bucket
    ) -> None:
        monkeypatch.setenv("MEDIA_URL", url)
        assert media_place(DevelopmentConfig().MEDIA_URL) == place

    @pytest.mark.parametrize(
        "url",
        [
            "/srv/media",
            "media",
            "file:media",
            "file://host/srv/media",
            "file:/srv/media?x",
            "file:/srv/media#x",
            "ftp://host/media",
            "s3:",
            "s3://",
            "s3://key:secret@bucket",
            "s3://bucket:9000/site",
            "s3://bucket/../site",
            "s3://bucket/my site",
            "s3://bucket?color=red",
            "s3://bucket?endpoint=127.0.0.1:9000",
            "s3://bucket?endpoint=",
            "s3://bucket?region=",
            "s3://[",
        ],
    )
    def test_an_address_that_names_neither_is_refused(
        self, monkeypatch: pytest.MonkeyPatch, url: str
    ) -> None:
        monkeypatch.setenv("MEDIA_URL", url)
        with pytest.raises(ConfigurationError, match=r"MEDIA_URL is .* Write file: and"):
            DevelopmentConfig()

    def test_a_bucket_needs_a_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MEDIA_URL", "s3://bucket")
        monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
        assert Credentials("key", "secret", "token") == DevelopmentConfig().MEDIA_CREDENTIALS
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        with pytest.raises(ConfigurationError, match="AWS_SECRET_ACCESS_KEY"):
            DevelopmentConfig()
        monkeypatch.delenv("MEDIA_URL")
        assert DevelopmentConfig().MEDIA_CREDENTIALS is None

    def test_a_bucket_needs_the_package_for_it(self, tmp_path: Path) -> None:
        settings = {
            "SITE_URL": "https://example.org",
            "SECRET_KEY": STRONG,
            "MEDIA_URL": "s3://bucket",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
        }
        script = (
            "import runpy, sys\n"
            "from importlib import machinery\n"
            "sys.path.insert(0, sys.argv[1])\n"
            # Python finds nothing by this name, as where it was never installed.
            "find = machinery.PathFinder.find_spec\n"
            "machinery.PathFinder.find_spec = staticmethod(\n"
            "    lambda name, *more: None if name == 'obstore' else find(name, *more))\n"
            "runpy.run_path(sys.argv[1] + '/wsgi.py', run_name='wsgi')\n"
        )
        result = subprocess.run(
            [sys.executable, "-c", script, str(ROOT)],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "INSTANCE_PATH": str(tmp_path), **settings},
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 1
        assert result.stderr == (
            "Quire cannot start. MEDIA_URL names object storage, and the package for that is "
            "not installed. Install it with: deploy/prepare requirements-s3.txt\n"
        )

    @pytest.mark.parametrize("path", ["", "/protected-media/", "/a/b_c/"])
    def test_nginx_may_serve_them(self, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
        monkeypatch.setenv("MEDIA_ACCEL", path)
        assert path == DevelopmentConfig().MEDIA_ACCEL

    @pytest.mark.parametrize("path", ["media", "/media", "media/", "/", "//", "/a b/", "/a/\n"])
    def test_a_path_that_nginx_could_not_have_is_refused(
        self, monkeypatch: pytest.MonkeyPatch, path: str
    ) -> None:
        monkeypatch.setenv("MEDIA_ACCEL", path)
        with pytest.raises(ConfigurationError, match=r"MEDIA_ACCEL is .* from slash to slash"):
            DevelopmentConfig()

    def test_nginx_serves_no_bucket(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MEDIA_ACCEL", "/protected-media/")
        monkeypatch.setenv("MEDIA_URL", "s3://bucket")
        with pytest.raises(ConfigurationError, match="one of the two"):
            DevelopmentConfig()
