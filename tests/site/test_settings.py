"""Changing what the owner decides."""

import pytest

from blog.core import clock
from blog.core.errors import FieldError
from blog.core.markdown.style import HouseStyle
from blog.site.actions import Changed, NotSetUp, SettingsChange, change_settings
from blog.site.context import house_style
from blog.site.queries import SiteSettings, read_site
from tests.factories import World


def change(world: World, settings: SettingsChange) -> Changed:
    with world.writing() as session:
        return change_settings(session, settings, clock.now())


def test_what_is_left_out_stays(world: World) -> None:
    world.set_up(title="Low Water", time_zone="Asia/Kathmandu")
    changed = change(world, SettingsChange(tagline="Mud", smart_punctuation=False))
    assert changed == Changed(frozenset({"tagline", "smart_punctuation"}))
    with world.reading() as session:
        site = read_site(session)
    assert site == SiteSettings("Low Water", "Mud", "en", "Asia/Kathmandu", site.set_up_at, False)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        (SettingsChange(title=""), "title"),
        (SettingsChange(tagline="x" * 201), "tagline"),
        (SettingsChange(language="xx_XX"), "language"),
        (SettingsChange(language="de\n"), "language"),
        (SettingsChange(time_zone="Atlantis/Capital"), "time_zone"),
    ],
)
def test_what_will_not_do_is_told_at_its_field(
    world: World, settings: SettingsChange, field: str
) -> None:
    world.set_up()
    with pytest.raises(FieldError) as error:
        change(world, settings)
    assert error.value.field == field


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("EN", "en"),
        ("de-at", "de-AT"),
        ("zh-HANT-tw", "zh-Hant-TW"),
        ("ckb", "ckb"),
        ("es-419", "es-419"),
        ("sl-ROZAJ", "sl-rozaj"),
    ],
)
def test_a_language_is_kept_as_it_is_usually_written(world: World, written: str, kept: str) -> None:
    world.set_up()
    change(world, SettingsChange(title="Other", language=written))
    with world.reading() as session:
        assert read_site(session).language == kept


def test_before_the_set_up_there_is_nothing_to_change(world: World) -> None:
    with pytest.raises(NotSetUp):
        change(world, SettingsChange(title="Mine"))


def test_the_style_of_its_texts_is_the_current_one(world: World) -> None:
    world.set_up()
    with world.app.test_request_context():
        assert house_style() == HouseStyle("en", True, "localhost")
    change(world, SettingsChange(language="de", smart_punctuation=False))
    with world.app.test_request_context():
        assert house_style() == HouseStyle("de", False, "localhost")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://Example.org", "example.org"),
        ("http://localhost:8000", "localhost"),
        ("http://[::1]:8000", "::1"),
    ],
)
def test_its_host_is_that_of_its_address(
    world: World, monkeypatch: pytest.MonkeyPatch, address: str, host: str
) -> None:
    world.set_up()
    monkeypatch.setitem(world.app.config, "SITE_URL", address)
    with world.app.test_request_context():
        assert house_style().host == host
