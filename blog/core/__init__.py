"""Core: what every feature stands on. It knows none of them."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from blog.core import (
    addresses,
    assets,
    database,
    observability,
    security,
    templating,
    uploads,
)

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    observability.init_app(app)
    security.init_app(app)
    addresses.init_app(app)
    database.init_app(app)
    assets.init_app(app)
    templating.init_app(app)
    uploads.init_app(app)
    csrf.init_app(app)
