"""SVG documents and texts that refer to nothing outside their file."""

from collections.abc import Iterable
from html import escape


def svg_document(width: float, height: float, font_size: float, elements: Iterable[str]) -> str:
    """Return an SVG document.

    Args:
        width: Pixels.
        height: Pixels.
        font_size: Pixels, for texts that have no size of their own.
        elements: SVG elements, drawn in order on white.
    """
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="sans-serif" font-size="{font_size:g}">',
        f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>',
        *elements,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def svg_text(x: float, y: float, text: str, style: str) -> str:
    """Return a line of text at a point; `style` holds further SVG attributes."""
    return f'<text x="{x:.1f}" y="{y:.1f}" xml:space="preserve" {style}>{escape(text)}</text>'
