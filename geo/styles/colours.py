"""Colours by number: how well one reads on another."""

from __future__ import annotations

WHITE, INK = "#FFFFFF", "#1F1B16"


def luminance(colour: str) -> float:
    """The relative luminance of ``#RRGGBB`` (WCAG 2.1): 0 for black, 1 for white."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.1), from 1 to 21; small text needs 4.5."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(colour: str) -> str:
    """White or ink, whichever reads better on that colour."""
    return max((WHITE, INK), key=lambda text: contrast(text, colour))


def darkened(colour: str, share: float) -> str:
    """The colour with that share of its light taken away: 0 leaves it, 1 is black."""
    return "#" + "".join(f"{round(int(colour[place : place + 2], 16) * (1 - share)):02X}" for place in (1, 3, 5))


def text_colour(colour: str, ground: str, least: float = 5.0) -> str:
    """The colour, darkened only as far as text in it needs to be read on that ground."""
    share = 0.0
    while contrast(darkened(colour, share), ground) < least and share < 1:
        share += 0.05
    return darkened(colour, min(share, 1.0))
