"""How much work it may be to bring two texts together, or to compare them."""


class Steps:
    """How many steps may still be taken. All parts of a comparison draw upon the same."""

    def __init__(self, most: int) -> None:
        self.left = most

    def take(self, number: int) -> bool:
        """Say whether so many steps are left, and count them if they are."""
        if number > self.left:
            return False
        self.left -= number
        return True
