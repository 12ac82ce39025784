"""How much work the structure of a file may make before it is refused."""

from blog.media.inspection.refusals import ODD, Refused

# Long films in fragments have tens of thousands of boxes; nothing has more pieces but a GIF.
USUAL = 50_000


class Steps:
    """What is left of the pieces that are looked at while something walks through a file."""

    def __init__(self, most: int = USUAL) -> None:
        self.left = most

    def take(self, count: int = 1) -> None:
        """Count so many pieces; raise ``Refused`` when there were too many."""
        self.left -= count
        if self.left < 0:
            raise Refused(ODD)
