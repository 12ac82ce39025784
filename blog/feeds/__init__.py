"""Feeds: what machines read."""

from flask import Flask

from blog.feeds import views


def init_app(app: Flask) -> None:
    app.register_blueprint(views.bp)
