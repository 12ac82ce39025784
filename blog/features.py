"""The order of the features: each imports only from those above it."""

from importlib import import_module

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
    """Hand the application to each feature that has something to install."""
    for name in FEATURES:
        feature = import_module(f"blog.{name}")
        if hasattr(feature, "init_app"):
            feature.init_app(app)
