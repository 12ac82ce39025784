"""Forms of the doors: set-up, sign-in, change of password."""

from collections.abc import Iterable
from zoneinfo import available_timezones

from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, Email, InputRequired, Length, ValidationError

from blog.auth.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD
from blog.core.forms import Form, one_line, options
from blog.site.actions import SiteChange

# Tags of BCP 47 with the name that speakers use. The public pages speak the language of
# the posts in `lang`; their own few words are English so far.
LANGUAGES = (
    ("ar", "العربية"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("en-GB", "English (United Kingdom)"),
    ("en-US", "English (United States)"),
    ("es", "Español"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hu", "Magyar"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("nb", "Norsk bokmål"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("pt-BR", "Português (Brasil)"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sv", "Svenska"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh-Hans", "简体中文"),
    ("zh-Hant", "繁體中文"),
)


def time_zones() -> list[str]:
    """Return the zones that people live in, by region; not the historical aliases."""
    regions = (
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    )
    places = (zone for zone in available_timezones() if zone.partition("/")[0] in regions)
    return ["UTC", *sorted(places)]


def guess_language(accepted: Iterable[str]) -> str:
    """Return the first language a browser asks for that we offer; English otherwise."""
    offered = {tag.lower(): tag for tag, _ in LANGUAGES}
    for tag in accepted:
        for candidate in (tag.lower(), tag.lower().partition("-")[0]):
            if candidate in offered:
                return offered[candidate]
    return "en"


def _long_enough(form: Form, field: PasswordField) -> None:
    length = len(field.data or "")
    if length < SHORTEST_PASSWORD:
        raise ValidationError(
            f"{length} character{'' if length == 1 else 's'} so far. "
            f"At least {SHORTEST_PASSWORD}; a short sentence is good."
        )
    if length > LONGEST_PASSWORD:
        raise ValidationError(f"At most {LONGEST_PASSWORD} characters.")


class SignInForm(Form):
    email = StringField(
        "Email address", [InputRequired("Your email address is missing.")], filters=[one_line]
    )
    password = PasswordField("Password", [InputRequired("Your password is missing.")])
    keep = BooleanField("Keep me signed in on this device")
    next = HiddenField()


class SetupForm(Form):
    token = HiddenField()
    title = StringField(
        "Name of the paper",
        [DataRequired("Give your paper a name."), Length(max=200, message="At most 200 letters.")],
        filters=[one_line],
    )
    language = SelectField("Language", choices=options(LANGUAGES))
    time_zone = SelectField("Time zone")
    name = StringField(
        "Your name",
        [DataRequired("Your name is missing."), Length(max=200, message="At most 200 letters.")],
        filters=[one_line],
    )
    email = EmailField(
        "Email address",
        [
            InputRequired("Your email address is missing."),
            Email("That is not a complete email address."),
        ],
        filters=[one_line],
    )
    password = PasswordField("Password", [InputRequired("Choose a password."), _long_enough])

    def as_change(self) -> SiteChange:
        return SiteChange(
            title=str(self.title.data),
            language=str(self.language.data),
            time_zone=str(self.time_zone.data),
        )


class PasswordForm(Form):
    current_password = PasswordField(
        "Current password", [InputRequired("Type the password you have now.")]
    )
    new_password = PasswordField(
        "New password", [InputRequired("Choose a password."), _long_enough]
    )
