"""The form that makes a preview link."""

from datetime import timedelta

from wtforms import HiddenField, RadioField, SelectField

from blog.core.forms import Form, options
from blog.posts.forms import number_of
from blog.posts.preview_links import LinkChange

NEWEST, PINNED = "newest", "pinned"
LIFETIMES = (("1", "1 day"), ("7", "7 days"), ("30", "30 days"), ("90", "90 days"))
USUAL_DAYS = "7"


class PreviewLinkForm(Form):
    """What a link shows, and for how long. The page says which version is meant by this one."""

    number = HiddenField()
    shows = RadioField("What it shows", choices=options([(NEWEST, ""), (PINNED, "")]))
    days = SelectField("It can be opened for", choices=options(LIFETIMES))

    @classmethod
    def of(cls, number: int) -> "PreviewLinkForm":
        """Return the form of a page that speaks of a version, with the usual answers."""
        data = {"number": str(number), "shows": NEWEST, "days": USUAL_DAYS}
        return cls(formdata=None, data=data)

    def name_choices(self, number: int, *, is_head: bool) -> None:
        """Say in the choices which version there is to share."""
        this = f"Version {number} only, as it is now"
        self.shows.choices = options(
            [
                (NEWEST, "Always the newest version"),
                (PINNED, this if is_head else f"Version {number} only"),
            ]
        )

    def as_change(self) -> LinkChange:
        pinned = number_of(self.number.data) if self.shows.data == PINNED else None
        return LinkChange(timedelta(days=int(self.days.data)), pinned)
