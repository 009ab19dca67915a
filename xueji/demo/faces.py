"""Drawn faces of nobody: a light blue ground, a head, hair, shoulders; which of each is told by a number."""

from random import Random

from PIL import Image, ImageDraw

_GROUND = "#cfe0f3"
_SKIN = ("#f3d7bf", "#ecc9a8", "#f6dfcb", "#e3bb95")
_HAIR = ("#22252b", "#2f2a26", "#3b3029", "#191b20")
_COAT = ("#3d5675", "#1f4a8a", "#58636e", "#6b3f4b", "#3f6b57")


def face(seed: int, width: int = 358, height: int = 441) -> Image.Image:
    """The picture for a number, always the same."""
    random = Random(seed)
    skin, hair, coat = random.choice(_SKIN), random.choice(_HAIR), random.choice(_COAT)
    long_hair, narrow = random.random() < 0.5, random.uniform(0.9, 1.05)
    image = Image.new("RGB", (width, height), _GROUND)
    draw = ImageDraw.Draw(image)

    def box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        return (left * width, top * height, right * width, bottom * height)

    half = 0.19 * narrow
    if long_hair:
        draw.rounded_rectangle(box(0.5 - half - 0.05, 0.2, 0.5 + half + 0.05, 0.66), radius=width * 0.12, fill=hair)
    draw.ellipse(box(0.08, 0.7, 0.92, 1.5), fill=coat)
    draw.polygon(
        [(0.42 * width, 0.72 * height), (0.58 * width, 0.72 * height), (0.5 * width, 0.84 * height)], fill="white"
    )
    draw.rectangle(box(0.44, 0.58, 0.56, 0.73), fill=skin)
    draw.ellipse(box(0.5 - half, 0.22, 0.5 + half, 0.64), fill=skin)
    draw.pieslice(box(0.5 - half - 0.02, 0.16, 0.5 + half + 0.02, 0.52), 180, 360, fill=hair)
    for side in (-1, 1):
        centre = 0.5 + side * 0.08 * narrow
        draw.ellipse(box(centre - 0.018, 0.42, centre + 0.018, 0.445), fill="#2b2b2b")
    draw.arc(box(0.44, 0.5, 0.56, 0.57), 20, 160, fill="#a8584e", width=max(2, width // 120))
    return image
