"""The forms of an item: what is said of it, and its alternative text alone."""

from typing import Any

from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import NumberRange

from blog.core.forms import Form, many_lines, one_line
from blog.media.details import Details
from blog.media.models import MediaItem, MediaKind

PERCENT = "Write a whole number from 0 to 100."


class PercentField(IntegerField):
    """A whole number of percent."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, [NumberRange(0, 100, PERCENT)], **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(PERCENT) from None


class DetailsForm(Form):
    """What is said of an item. A file that is no image has no alternative text, and no focal
    point: what is not sent stays as it is."""

    alt = TextAreaField("Alt text", filters=[many_lines])
    is_decorative = BooleanField("Decoration only, leave unread")
    caption = TextAreaField("Caption", filters=[many_lines])
    credit = StringField("Credit", filters=[one_line])
    focal_x = PercentField("From the left, in percent")
    focal_y = PercentField("From the top, in percent")

    @classmethod
    def of(cls, item: MediaItem) -> "DetailsForm":
        """Return the form as it is shown for an item, with nothing sent yet."""
        return cls._for(item, formdata=None)

    @classmethod
    def sent_for(cls, item: MediaItem) -> "DetailsForm":
        return cls._for(item)

    @classmethod
    def _for(cls, item: MediaItem, **more: None) -> "DetailsForm":
        form = cls(obj=item, **more)
        if item.kind is not MediaKind.IMAGE:
            del form.alt, form.is_decorative, form.focal_x, form.focal_y
        return form

    def as_details(self) -> Details:
        """Return what was sent; of an image all of it, of another file caption and credit."""
        said = Details(caption=self.caption.data or "", credit=self.credit.data or "")
        if "alt" not in self:
            return said
        return Details(
            alt=(self.alt.data or "").strip(),
            caption=said.caption,
            credit=said.credit,
            is_decorative=self.is_decorative.data,
            focal_x=self.focal_x.data or 0,
            focal_y=self.focal_y.data or 0,
        )


class AltForm(Form):
    """The alternative text of an image, or that it needs none."""

    alt = TextAreaField("Alt text", filters=[many_lines])
