"""The colours of what is served of an image: a wide gamut stays wide, and all else is sRGB."""

from pathlib import Path

import pytest
from PIL import Image

from blog.media.imaging.profiles import ADOBE_RGB, DISPLAY_P3, profile_of
from tests.media.pictures import (
    PROPHOTO,
    adobe_without_profile,
    in_space,
    painted,
    photograph,
    saved,
    see_through,
)
from tests.media.rendering import as_lab, colour_at, decoded, is_near, rendered

RED, LIME, BLUE, WHITE = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255), (255,) * 4


class TestColours:
    def test_a_wide_gamut_stays_wide(self, tmp_path: Path) -> None:
        seen = as_lab((255, 0, 0), profile_of(DISPLAY_P3))
        assert not is_near(seen, as_lab((255, 0, 0), None), 4)
        for content in rendered(in_space(DISPLAY_P3, (255, 0, 0)), tmp_path).values():
            image = decoded(content)
            red, green, blue, _ = colour_at(image, 30, 20)
            shown = as_lab((red, green, blue), image.info["icc_profile"])
            assert is_near(shown, seen, 3)

    @pytest.mark.parametrize("space", [ADOBE_RGB, PROPHOTO], ids=lambda space: space.name)
    @pytest.mark.parametrize("colour", [(120, 140, 90), (200, 190, 180), (128, 128, 128)])
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
    def test_another_space_becomes_srgb(
        self, kind: str, colour: tuple[int, int, int], space: object, tmp_path: Path
    ) -> None:
        assert space in {ADOBE_RGB, PROPHOTO}
        chosen = ADOBE_RGB if space == ADOBE_RGB else PROPHOTO
        seen = as_lab(colour, profile_of(chosen))
        for content in rendered(in_space(chosen, colour, kind), tmp_path).values():
            image = decoded(content)
            assert "icc_profile" not in image.info
            red, green, blue, _ = colour_at(image, 30, 20)
            assert is_near(as_lab((red, green, blue), None), seen, 4)

    def test_a_camera_that_only_says_adobe_rgb_is_understood(self, tmp_path: Path) -> None:
        seen = as_lab((120, 140, 90), profile_of(ADOBE_RGB))
        made = rendered(adobe_without_profile((120, 140, 90)), tmp_path)
        red, green, blue, _ = colour_at(decoded(made["64.jpg"]), 30, 20)
        assert is_near(as_lab((red, green, blue), None), seen, 3)

    def test_an_avif_may_name_a_wide_gamut_by_number(self, tmp_path: Path) -> None:
        content = saved(photograph(64, 48), "AVIF")
        assert content.count(b"colrnclx\0\x01\0\x0d") == 1
        wide = content.replace(b"colrnclx\0\x01\0\x0d", b"colrnclx\0\x0c\0\x0d")
        for each in rendered(wide, tmp_path).values():
            assert decoded(each).info["icc_profile"] == profile_of(DISPLAY_P3)

    def test_srgb_needs_no_profile(self, tmp_path: Path) -> None:
        srgb = DISPLAY_P3._replace(
            red=(0.43607, 0.22249, 0.01392),
            green=(0.38515, 0.71687, 0.09708),
            blue=(0.14307, 0.06061, 0.71410),
        )
        for content in rendered(in_space(srgb, (200, 30, 60)), tmp_path).values():
            image = decoded(content)
            assert "icc_profile" not in image.info
            assert is_near(colour_at(image, 30, 20), (200, 30, 60, 255), 4)

    @pytest.mark.parametrize(
        "profile", [b"nonsense", profile_of(DISPLAY_P3)[:200], bytes(3000)], ids=len
    )
    @pytest.mark.parametrize("mode", ["RGB", "L", "RGBA"])
    def test_a_profile_that_makes_no_sense_is_ignored(
        self, mode: str, profile: bytes, tmp_path: Path
    ) -> None:
        content = saved(painted(mode=mode), "PNG", icc_profile=profile)
        for each in rendered(content, tmp_path).values():
            assert "icc_profile" not in decoded(each).info

    def test_a_profile_for_other_channels_is_ignored(self, tmp_path: Path) -> None:
        content = saved(painted(mode="CMYK"), "JPEG", icc_profile=profile_of(ADOBE_RGB))
        assert is_near(colour_at(decoded(rendered(content, tmp_path)["64.jpg"]), 6, 6), RED, 20)

    def test_grey_with_a_profile_for_colours_stays_grey(self, tmp_path: Path) -> None:
        grey = Image.new("L", (64, 48), 128)
        content = saved(grey, "PNG", icc_profile=profile_of(ADOBE_RGB))
        red, green, blue, _ = colour_at(decoded(rendered(content, tmp_path)["64.webp"]), 6, 6)
        assert max(red, green, blue) - min(red, green, blue) <= 2

    def test_transparency_survives_the_change_of_colours(self, tmp_path: Path) -> None:
        content = saved(see_through(), "PNG", icc_profile=profile_of(ADOBE_RGB))
        image = decoded(rendered(content, tmp_path)["64.png"])
        assert colour_at(image, 6, 6)[3] == 0
        assert colour_at(image, 60, 6)[3] == 255
