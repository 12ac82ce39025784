"""What a rule of the domain says when it refuses: a sentence, and the field it is about."""


class DomainError(Exception):
    """A rule refused. ``str(error)`` is a sentence for the person who asked."""


class FieldError(DomainError):
    """A value was refused; ``field`` names the form field that it came from."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Forbidden(DomainError):  # noqa: N818 - the name of the HTTP status it becomes
    """The actor may not do this to this thing."""


class HeadMoved(DomainError):  # noqa: N818 - says what happened
    """Somebody saved a newer revision between reading and writing."""
