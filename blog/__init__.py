"""Quire: a blog and CMS that renders on the server."""

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from blog.features import install

if TYPE_CHECKING:
    # It stands on the core, so that nothing here imports it for real.
    from config import Config

ROOT = Path(__file__).resolve().parent.parent


def create_app(config: "Config") -> Flask:
    """Return the application for one configuration, with every feature installed."""
    app = Flask(
        "blog",
        root_path=str(ROOT),
        instance_path=str(config.INSTANCE_PATH),
        template_folder="templates",
        static_folder="static",
    )
    app.config.from_object(config)
    install(app)
    return app
