"""The order of the features: each imports only from those above it."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

FEATURES = (
    "core",
    "outbox",
    "site",
    "auth",
    "media",
    "tags",
    "posts",
    "feeds",
    "transfer",
    "admin",
    "cli",
)


def install(app: Flask) -> None:
    """Hand the application to each feature that has something to install.

    What a feature has done in the background is in its file ``chores``, which registers it.
    """
    for name in FEATURES:
        feature = import_module(f"blog.{name}")
        if hasattr(feature, "init_app"):
            feature.init_app(app)
        if find_spec(f"blog.{name}.chores"):
            import_module(f"blog.{name}.chores")
