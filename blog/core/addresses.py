"""Numbers in addresses."""

from flask import Flask
from werkzeug.routing import IntegerConverter


class NumberConverter(IntegerConverter):
    """A number as we write it, of at most nine digits: more than an identity in either
    database can have is not found, without asking them."""

    regex = "[1-9][0-9]{0,8}"


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = NumberConverter
