"""The forms of a tag."""

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from blog.core.forms import Form, one_line
from blog.tags.actions import TagChange

LONGEST_NAME = 100
LONGEST_DESCRIPTION = 1000
CHOOSE_TARGET = "Choose the tag to merge into first."


class TagForm(Form):
    """What a tag is called, and what its page says of it."""

    name = StringField(
        "Name",
        [
            InputRequired("A tag needs a name."),
            Length(max=LONGEST_NAME, message=f"A name has at most {LONGEST_NAME} characters."),
        ],
        filters=[one_line],
    )
    description = TextAreaField(
        "Description",
        [
            Length(
                max=LONGEST_DESCRIPTION,
                message=f"A description has at most {LONGEST_DESCRIPTION:,} characters.",
            )
        ],
        filters=[one_line],
    )

    def as_change(self) -> TagChange:
        return TagChange(self.name.data or "", self.description.data or "")


class MergeForm(Form):
    """Into which tag another one goes."""

    target = SelectField("Merge into", coerce=str)
