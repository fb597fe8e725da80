"""The chart and table of the output under damage: ``python -m benchmarks.noise curves.json``.

``curves.json`` is what ``plancli eval samples --noise all --format json`` printed. Writes docs/pictures/noise.svg, and
prints the table for docs/evaluation.md.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
MEASURES = ("header", "outline", "references", "deadlines")
COLOURS = {"header": "#0b6e4f", "outline": "#1f4e9c", "references": "#b3541e", "deadlines": "#7a3e9d"}
Curves = dict[str, dict[str, dict[str, float]]]

_WIDTH, _HEIGHT, _LEFT, _TOP, _COLUMNS = 250, 150, 34, 40, 3


def chart(curves: Curves) -> str:
    """Small charts, one a model: F1 from 0 to 1 against the share of damaged characters."""
    rows = -(-len(curves) // _COLUMNS)
    width, height = _COLUMNS * (_WIDTH + 20) + 20, rows * (_HEIGHT + 50) + _TOP + 20
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        'font-size="11">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for place, (name, colour) in enumerate(COLOURS.items()):
        x = 20 + place * 120
        out.append(
            f'<rect x="{x}" y="12" width="14" height="4" fill="{colour}"/><text x="{x + 20}" y="18">{name}</text>'
        )
    for place, (model, points) in enumerate(curves.items()):
        out += _panel(model, points, 20 + place % _COLUMNS * (_WIDTH + 20), _TOP + place // _COLUMNS * (_HEIGHT + 50))
    return "\n".join([*out, "</svg>"]) + "\n"


def _panel(model: str, points: dict[str, dict[str, float]], left: int, top: int) -> list[str]:
    rates = list(points)
    inner = _WIDTH - _LEFT

    def x(place: int) -> float:
        return left + _LEFT + inner * place / max(len(rates) - 1, 1)

    def y(value: float) -> float:
        return top + 10 + _HEIGHT * (1 - value)

    out = [f'<text x="{left + _LEFT}" y="{top + 2}" font-weight="bold">{escape(model)}</text>']
    for value in (0.0, 0.5, 0.8, 1.0):
        line = f'y1="{y(value):.1f}" x2="{left + _WIDTH}" y2="{y(value):.1f}" stroke="#ddd"'
        out.append(f'<line x1="{left + _LEFT}" {line}/><text x="{left}" y="{y(value) + 4:.1f}">{value:.1f}</text>')
    for place, rate in enumerate(rates):
        shown = f"{float(rate.rstrip('%')):g} %"
        out.append(f'<text x="{x(place):.1f}" y="{top + _HEIGHT + 26}" text-anchor="middle">{shown}</text>')
    for measure in MEASURES:
        line = " ".join(f"{x(place):.1f},{y(points[rate].get(measure, 0)):.1f}" for place, rate in enumerate(rates))
        out.append(f'<polyline points="{line}" fill="none" stroke="{COLOURS[measure]}" stroke-width="2"/>')
    return out


def table(curves: Curves) -> str:
    """Header, outline, references, deadlines of each model at each share."""
    rates = list(next(iter(curves.values())))
    lines = [
        "| model | measure | " + " | ".join(f"{float(rate.rstrip('%')):g} %" for rate in rates) + " |",
        "| --- | --- |" + " --- |" * len(rates),
    ]
    for model, points in curves.items():
        for measure in MEASURES:
            cells = " | ".join(f"{points[rate].get(measure, 0):.2f}" for rate in rates)
            lines.append(f"| {model} | {measure} | {cells} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    found: Curves = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    (ROOT / "docs" / "pictures" / "noise.svg").write_text(chart(found), encoding="utf-8")
    sys.stdout.write(table(found))
