"""An application with an address that fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from blog.core.database import db
from tests.conftest import make_app
from tests.factories import World


@contextmanager
def failing_in(folder: Path) -> Iterator[Flask]:
    app = make_app(f"sqlite:///{folder / 'quire.sqlite3'}", folder)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.get("/fail/now")
    def fail_now() -> str:
        raise RuntimeError("a secret that is in the message")

    World(app).set_up()
    yield app
    with app.app_context():
        db.engine.dispose()
