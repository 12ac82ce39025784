"""Quire: a blog and CMS that renders on the server."""

from pathlib import Path

from flask import Flask

from blog.features import install
from config import Config

ROOT = Path(__file__).resolve().parent.parent


def create_app(config: Config) -> Flask:
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
