"""Can this colour be read on that one?

Relative luminance and contrast ratio as WCAG 2.2 defines them (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance,
https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio), and colours moved until they can be. A colour is `#` and six
hexadecimal digits.
"""

ENOUGH = 4.5
"""The contrast of text with what is behind it at the least: success criterion 1.4.3, level AA."""

WHITE, NEAR_BLACK = "#ffffff", "#020606"  # any lighter, and some colour could be written on with neither
_BLACK = "#000000"


def luminance(colour: str) -> float:
    """How bright a colour is, from 0, black, to 1, white."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21, whichever comes first."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """The colour with a share of another in it, from 0 to 1."""
    parts = (round(a + (b - a) * share) for a, b in zip(_parts(colour), _parts(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def readable(colour: str, *grounds: str, ratio: float = ENOUGH) -> str:
    """The nearest shade of a colour, darker or lighter, that has the contrast with every ground.

    With one ground there always is one, up to a ratio of 4.5; with several, where they are alike. Where there is none,
    it is black or white, whichever is better.
    """
    levels = [luminance(ground) for ground in grounds]

    def apart(shade: str) -> float:
        level = luminance(shade) + 0.05
        return min(max(level, ground + 0.05) / min(level, ground + 0.05) for ground in levels)

    for step in range(256):
        for end in (_BLACK, WHITE):
            if apart(shade := mixed(colour, end, step / 255)) >= ratio:
                return shade
    return max(_BLACK, WHITE, key=apart)


def ink_on(colour: str) -> str:
    """White or nearly black, whichever reads better on the colour; it always has ENOUGH contrast."""
    return max(WHITE, NEAR_BLACK, key=lambda ink: contrast(ink, colour))


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
