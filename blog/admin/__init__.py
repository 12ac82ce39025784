"""The desk: screens only, no rules."""

from flask import Flask

from blog.admin import views
from blog.admin.desk import bp

# Importing the screens puts their addresses on the blueprint.
SCREENS = views.SCREENS


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
