"""What is said of a file that cannot be taken in: its problem, and what to do about it."""

from blog.core.errors import DomainError

CUT_OFF = "This file is cut off: its end is missing. Upload it again."
DAMAGED = "This image is damaged and cannot be opened. Save it anew, and upload it again."
ODD = (
    "This file is built in a way that no camera or program does. Export it again, and upload that."
)
EMPTY = "This file is empty. Choose it again, and upload it anew."


class Refused(DomainError):  # noqa: N818 - says what happened
    """A file was refused; the sentence names its problem and says what to do."""
