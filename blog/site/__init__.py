"""Site: what the owner decides, and the pages that belong to no feature."""

from flask import Flask

from blog.site import context, errors, formats, gate


def init_app(app: Flask) -> None:
    context.init_app(app)
    formats.init_app(app)
    errors.init_app(app)
    gate.init_app(app)
