"""What an import is made of at the desk."""

from flask import current_app
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, StringField, ValidationError
from wtforms.validators import Length

from blog.core.errors import DomainError
from blog.core.forms import Form, one_line
from blog.transfer.permalinks import checked_pattern
from blog.transfer.uploads import Upload

LONGEST_PATTERN = 200
LONGEST_FILENAME = 255


class ImportForm(Form):
    """A zip, and how it is to be brought in."""

    archive = FileField("Zip of the folder", [FileRequired("Choose a zip file first.")])
    permalinks = StringField(
        "How old addresses were made",
        [Length(max=LONGEST_PATTERN, message="That is too long for a pattern.")],
        filters=[one_line],
    )
    overwrite = BooleanField("Overwrite what was edited here")

    def validate_permalinks(self, field: StringField) -> None:
        try:
            checked_pattern(field.data or "")
        except DomainError as error:
            raise ValidationError(str(error)) from error

    def as_upload(self) -> Upload:
        """Raises DomainError for a pattern that was never validated."""
        return Upload(
            file=self.archive.data.stream,
            filename=one_line(self.archive.data.filename)[-LONGEST_FILENAME:],
            permalinks=checked_pattern(self.permalinks.data or ""),
            overwrite=bool(self.overwrite.data),
        )


def largest_import() -> int:
    """Return how many bytes an archive may have."""
    size: int = current_app.config["LARGEST_IMPORT"]
    return size
