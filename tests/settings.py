"""The settings that the environment may hold, and values of them."""

from pathlib import Path

import pytest

STRONG = "kT4vP0xw-2mQ9zL7rB1nC6yD8hF3jG5sA_eUiOqW"
SETTINGS = """
    ALLOWED_HOSTS AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN DATABASE_URL HOST
    LARGEST_FILE LARGEST_IMAGE LARGEST_IMPORT MEDIA_ACCEL MEDIA_URL MOST_FRAMES MOST_PIXELS PORT
    SECRET_KEY SITE_URL
""".split()


def clear(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Take every setting out of the environment but where the instance is."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INSTANCE_PATH", str(folder / "instance"))
    monkeypatch.setenv("QUIRE_ENV", "production")
