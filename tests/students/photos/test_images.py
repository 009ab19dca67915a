"""What a photo may look like, and that nothing but its pixels is kept."""

from io import BytesIO

import pytest
from PIL import Image

from students.photos.images import WrongPhoto, prepare
from students.photos.rules import Rules
from tests.students.photos.support import dotted, picture, plain

RULES = Rules()


def wrong(data: bytes, rules: Rules = RULES) -> str:
    with pytest.raises(WrongPhoto) as caught:
        prepare(data, rules)
    assert caught.value.wrong.message and caught.value.wrong.remedy
    return caught.value.wrong.code


def encoded(image: Image.Image, form: str = "JPEG", **options) -> bytes:
    buffer = BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("size", [(358, 441), (260, 320), (307, 378), (200, 246), (240, 282), (240, 310)])
def test_the_usual_measures_are_accepted(size):
    kept = prepare(picture(*size), RULES)

    assert (kept.width, kept.height) == size


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "photo_empty"),
        (b"GIF89a" + b"\0" * 100, "photo_format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_format"),
        (picture()[:400], "photo_damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "photo_damaged"),
        (plain(), "photo_blank"),
        (picture(199, 246), "photo_too_small"),
        (picture(200, 239), "photo_too_small"),
        (picture(240, 280), "photo_ratio"),
        (picture(240, 311), "photo_ratio"),
        (picture(441, 358), "photo_ratio"),
        (picture() + b"\0" * 110_000, "photo_too_large"),
    ],
)
def test_a_wrong_picture_is_refused_with_what_to_do(data, code):
    assert wrong(data) == code


def test_a_school_may_ask_for_other_measures():
    rules = Rules(ratio_width=3, ratio_height=4, min_width=480, min_height=640, max_kilobytes=40)

    assert prepare(picture(480, 640), rules).width == 480
    assert wrong(picture(358, 441), rules) == "photo_too_small"


def test_a_picture_of_very_many_pixels_is_not_unpacked():
    bomb = encoded(Image.new("1", (12_000, 12_000)), "PNG")

    assert wrong(bomb, Rules(max_kilobytes=5_000)) in {"photo_too_many_pixels", "photo_damaged"}


def in_layers(count: int) -> bytes:
    """A progressive JPEG whose last layer stands in it so many times more."""
    whole = encoded(Image.linear_gradient("L").resize((364, 448)), "JPEG", progressive=True)
    layer = whole[whole.rfind(b"\xff\xda") : whole.rfind(b"\xff\xd9")]
    return whole[:-2] + layer * count + whole[-2:]


def test_a_picture_in_hundreds_of_layers_is_not_unpacked():
    assert wrong(in_layers(200), Rules(max_kilobytes=5_000)) == "photo_scans"
    assert prepare(in_layers(0), RULES).width == 364


@pytest.mark.parametrize(("mode", "form", "more"), [
    ("CMYK", "JPEG", {}),
    ("I;16", "PNG", {}),
    ("LA", "PNG", {}),
    ("L", "PNG", {"save_all": True, "append_images": [Image.new("L", (364, 448))] * 3}),
    ("RGB", "MPO", {"save_all": True, "append_images": [Image.new("RGB", (364, 448))]}),
])  # fmt: skip
def test_print_colours_and_moving_pictures_become_one_plain_picture(mode, form, more):
    data = encoded(Image.linear_gradient("L").resize((364, 448)).convert(mode), form, **more)

    kept = Image.open(BytesIO(prepare(data, RULES).data))

    assert (kept.format, kept.mode, kept.size, getattr(kept, "n_frames", 1)) == ("JPEG", "RGB", (364, 448), 1)
    assert kept.getpixel((180, 0)) < kept.getpixel((180, 447))


def test_what_hangs_behind_a_picture_is_not_kept():
    assert b"script" not in prepare(picture() + b"<script>alert(1)</script>", RULES).data


def test_nothing_but_the_pixels_is_kept():
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    sent = encoded(dotted(358, 441), exif=exif, comment=b"secret word")
    kept = prepare(sent, RULES)

    assert b"secret" in sent
    assert b"secret" not in kept.data
    assert not Image.open(BytesIO(kept.data)).getexif()


def test_a_picture_that_lies_on_its_side_is_put_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = prepare(encoded(dotted(441, 358), exif=exif), RULES)

    assert (kept.width, kept.height) == (358, 441)


def test_a_transparent_picture_is_laid_on_white():
    image = dotted(358, 441).convert("RGBA")
    image.putalpha(Image.new("L", image.size, 0))
    image.paste((0, 0, 0, 255), (100, 100, 200, 200))
    kept = Image.open(BytesIO(prepare(encoded(image, "PNG"), RULES).data))

    assert kept.format == "JPEG"
    assert min(kept.getpixel((0, 0))) > 240
