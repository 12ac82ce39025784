"""What the owner decides about how every text is set."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HouseStyle:
    """How a site sets its texts; the same text in another style is other HTML.

    ``language`` is the site's, as in ``lang`` (BCP 47): it decides the quotation marks.
    ``host`` is the site's own, as in an address: links to any other are marked as external.
    """

    language: str = "en"
    smart_punctuation: bool = True
    host: str = ""
