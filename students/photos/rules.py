"""What a photo may look like. Pure; the usual measures are those of the register of schoolchildren, as no rule of its own
is published for vocational schools: 26 × 32 mm, which is 358 × 441 pixels at 350 dpi, under 100 KB. A school may set others."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

HARD_LIMIT = 5 * 1024 * 1024
"""So large a picture is not even opened, whatever a school allows."""
MOST_PIXELS = 12_500_000  # a telephone's picture; unpacked and laid on white it takes 200 MB


@dataclass(frozen=True)
class Rules:
    """The measures: width to height with a tolerance in per cent, the fewest pixels, the most kilobytes."""

    ratio_width: int = 26
    ratio_height: int = 32
    tolerance: int = 5
    min_width: int = 200
    min_height: int = 240
    max_kilobytes: int = 100

    @property
    def size_limit(self) -> int:
        """Bytes."""
        return self.max_kilobytes * 1024

    def ratio_fits(self, width: int, height: int) -> bool:
        """Whether a picture of that size has the proportions, within the tolerance."""
        wanted = self.ratio_width / self.ratio_height
        return abs(width / height - wanted) <= wanted * self.tolerance / 100

    @property
    def words(self) -> str:
        """The rules in one line, for the forms."""
        return _(
            "JPG 或 PNG；宽高比 %(width)s:%(height)s（容差 %(tolerance)s%%）；"
            "不小于 %(min_width)s × %(min_height)s 像素；不超过 %(limit)s KB"
        ) % {
            "width": self.ratio_width, "height": self.ratio_height, "tolerance": self.tolerance,
            "min_width": self.min_width, "min_height": self.min_height, "limit": self.max_kilobytes,
        }  # fmt: skip


@dataclass(frozen=True)
class Wrong:
    """Why a picture cannot be used, and what to do about it."""

    code: str
    message: str
    remedy: str


def wrong_size(rules: Rules, size: int) -> Wrong | None:
    """What is wrong with so many bytes."""
    if size == 0:
        return Wrong("photo_empty", _("文件是空的"), _("重新导出照片"))
    if size > min(rules.size_limit, HARD_LIMIT):
        message = _("%(given)s KB，超过 %(limit)s KB") % {"given": -(-size // 1024), "limit": rules.max_kilobytes}
        return Wrong("photo_too_large", message, _("缩小或压缩后再传"))
    return None


def wrong_measure(rules: Rules, width: int, height: int) -> Wrong | None:
    """What is wrong with a picture of so many pixels."""
    if width < rules.min_width or height < rules.min_height:
        values = {"width": width, "height": height, "min_width": rules.min_width, "min_height": rules.min_height}
        message = _("%(width)s × %(height)s 像素，小于 %(min_width)s × %(min_height)s") % values
        return Wrong("photo_too_small", message, _("换清晰度高的原片，不要拉大"))
    if not rules.ratio_fits(width, height):
        proportions = {"given": f"{width}:{height}", "width": rules.ratio_width, "height": rules.ratio_height}
        message = _("宽高 %(given)s，不是约 %(width)s:%(height)s") % proportions
        return Wrong("photo_ratio", message, _("裁成证件照的比例（如 358 × 441 像素）"))
    return None
