"""Posts: the heart. Writing (revisions) and reading (all public pages of posts)."""

from flask import Flask

from blog.posts import preview_views, views


def init_app(app: Flask) -> None:
    app.register_blueprint(views.bp)
    app.register_blueprint(preview_views.bp)
