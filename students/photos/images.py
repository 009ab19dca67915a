"""Reading one picture whose sender is not trusted, and writing it anew: nothing but its pixels is kept."""

from dataclasses import dataclass
from io import BytesIO
from warnings import catch_warnings, simplefilter

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageStat

from students.photos.rules import MOST_PIXELS, Rules, Wrong, wrong_measure, wrong_size

MEDIA_TYPE = "image/jpeg"
_FORMATS = ("JPEG", "PNG")
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
# Every layer of a progressive JPEG goes over all pixels again: thousands of them in a small file take minutes.
_SCAN, _MOST_SCANS = b"\xff\xda", 100
_QUALITIES = (92, 85, 75, 60)
_FLAT = 3.0  # the spread of grey below which nothing is to be seen


class WrongPhoto(Exception):
    """The picture cannot be used; `wrong` says why."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.code)
        self.wrong = wrong


@dataclass(frozen=True)
class Prepared:
    """A photo as it is kept: a JPEG without anything that was written into the file beside the picture."""

    data: bytes
    width: int
    height: int


def prepare(data: bytes, rules: Rules) -> Prepared:
    """The picture upright, in RGB, as JPEG no larger than the rules allow. Raises WrongPhoto."""
    if wrong := wrong_size(rules, len(data)):
        raise WrongPhoto(wrong)
    if not data.startswith(_BEGINNINGS):
        raise WrongPhoto(Wrong("photo_format", _("不是 JPG 或 PNG"), _("存成 JPG 再传（只改后缀没有用）")))
    if data.count(_SCAN) > _MOST_SCANS:
        raise WrongPhoto(Wrong("photo_scans", _("图片分成了几百层，不像正常存的"), _("用看图软件另存为 JPG 再传")))
    image = _opened(data)
    if wrong := wrong_measure(rules, image.width, image.height):
        raise WrongPhoto(wrong)
    if max(ImageStat.Stat(image.convert("L")).stddev) < _FLAT:
        raise WrongPhoto(Wrong("photo_blank", _("照片是空白的"), _("换一张照片")))
    return Prepared(_written(image, rules), image.width, image.height)


def _opened(data: bytes) -> Image.Image:
    try:
        with catch_warnings():
            simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=_FORMATS) as file:
                if file.width * file.height > MOST_PIXELS:
                    raise WrongPhoto(Wrong("photo_too_many_pixels", _("像素过多"), _("缩小后再传")))
                file.load()
                return _on_white(ImageOps.exif_transpose(file) or file)
    except WrongPhoto:
        raise
    except Exception as error:  # whatever a damaged picture makes the library raise, to the sender it is damaged
        raise WrongPhoto(Wrong("photo_damaged", _("图片已损坏，打不开"), _("重新导出照片"))) from error


def _on_white(image: Image.Image) -> Image.Image:
    """The pixels alone, on a new picture: a converted one would carry comments along."""
    ground = Image.new("RGB", image.size, "white")
    if image.mode == "P" or "A" in image.mode:
        layered = image.convert("RGBA")
        ground.paste(layered, mask=layered.getchannel("A"))
    else:
        ground.paste(image.convert("RGB"))
    return ground


def _written(image: Image.Image, rules: Rules) -> bytes:
    data = b""
    for quality in _QUALITIES:
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=quality, optimize=True)
        data = buffer.getvalue()
        if len(data) <= rules.size_limit:
            break
    return data
