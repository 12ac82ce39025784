"""Media: pictures and files, the storage of their bytes, and where they are used."""

from flask import Flask

from blog.media import views


def init_app(app: Flask) -> None:
    app.register_blueprint(views.bp)
