"""Who acts. Features below `auth` know people only by this protocol."""

from typing import Protocol


class Actor(Protocol):
    """Anybody on whose behalf a change is made."""

    @property
    def id(self) -> int: ...

    @property
    def name(self) -> str: ...

    @property
    def role(self) -> str: ...
