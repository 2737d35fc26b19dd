"""An SVG document around what is drawn, and text in it: one file, nothing outside it."""

from collections.abc import Iterable
from html import escape


def svg_document(width: float, height: float, font_size: float, elements: Iterable[str]) -> str:
    """Return a white sheet of so many pixels, with elements on it; `letters` high unless said."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="sans-serif" font-size="{font_size:g}">',
        f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>',
        *elements,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def svg_text(x: float, y: float, text: str, style: str) -> str:
    """Return a line of text that begins at a point, unless its look says otherwise."""
    return f'<text x="{x:.1f}" y="{y:.1f}" xml:space="preserve" {style}>{escape(text)}</text>'
