"""Numbers in addresses."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

# As far as the identities in both databases count.
LARGEST = 2**31 - 1


class NumberConverter(IntegerConverter):
    """A number that may exist. One beyond is not found, without asking the database."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = NumberConverter
