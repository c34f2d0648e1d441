"""Whether a colour can stand behind white letters (WCAG 2.2, success criterion 1.4.3)."""

from __future__ import annotations

import re
from typing import Final

FORM: Final = re.compile(r"#[0-9A-Fa-f]{6}")
CONTRAST_NEEDED: Final = 4.5  # to 1, level AA for text of any size


def contrast_with_white(colour: str) -> float:
    """From 1 (white itself) to 21 (black); `colour` is `#rrggbb`."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 1.05 / (luminance + 0.05)


def _linear(share: float) -> float:
    """Relative luminance of one channel, by the definition of WCAG 2.2."""
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
