"""What do the figures look like?

Charts as SVG, their text as text; what is black or white takes the colour that the reader's screen has for text.
"""

import re
from collections.abc import Iterable, Mapping
from io import StringIO
from math import log10
from typing import Any

from tests.benchmarks.results import Section

COLOURS = "#0072b2 #d55e00 #009e73 #cc79a7 #b8860b #56b4e9 #888888".split()
"""Told apart by the colour-blind too (Okabe and Ito), on white as on black."""
_INK = "#010203"  # stands for the colour of text until the chart is drawn
_STYLE = "<style>svg{color:#24292f}@media(prefers-color-scheme:dark){svg{color:#d0d7de}}</style>"


def merged(sections: Iterable[Section]) -> dict[str, dict[str, tuple[tuple[float, float], ...]]]:
    """The points of each line of each chart, in order; the same line may go on in several sections."""
    charts: dict[str, dict[str, tuple[tuple[float, float], ...]]] = {}
    for series in (one for section in sections for one in section.series):
        lines = charts.setdefault(series.chart, {})
        lines[series.line] = tuple(sorted({*lines.get(series.line, ()), *series.points}))
    return charts


def draw(title: str, panels: Mapping[str, Mapping[str, tuple[tuple[float, float], ...]]]) -> str:
    """Panels side by side, each with its lines, named where they end; both axes logarithmic."""
    import matplotlib

    settings: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": title,
        "font.family": "sans-serif",
        "font.size": 11,
    }
    inks: tuple[Any, ...] = ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color")
    with matplotlib.rc_context({**settings, **dict.fromkeys(inks, _INK)}):
        from matplotlib.figure import Figure

        figure = Figure(figsize=(6.4 * len(panels), 4.6), layout="constrained")
        for axes, (name, lines) in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels.items(), strict=True):
            _panel(axes, name, lines)
        file = StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Title": title})
    image = file.getvalue().replace(_INK, "currentColor")
    return re.sub(r"(<svg [^>]*?)>", rf'\1 role="img">{_STYLE}', image, count=1, flags=re.DOTALL)


def _panel(axes: Any, name: str, lines: Mapping[str, tuple[tuple[float, float], ...]]) -> None:
    for number, (line, points) in enumerate(lines.items()):
        colour, width = COLOURS[number % len(COLOURS)], 3 if number == 0 else 1.6
        axes.plot(*zip(*points, strict=True), "o-", color=colour, linewidth=width, markersize=4, label=line)
    axes.set(title=name, xlabel="passages", xscale="log", yscale="log")
    low, high = map(log10, axes.get_ylim())
    heights = _apart([log10(points[-1][1]) for points in lines.values()], (high - low) * 0.06)
    for drawn, height in zip(axes.get_lines(), heights, strict=True):
        place = axes.get_yaxis_transform()  # beside the panel, at its line's last point
        axes.text(1.02, 10**height, drawn.get_label(), color=drawn.get_color(), transform=place, va="center")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:,.0f}" if value >= 1 else f"{value:g}")
        axis.set_minor_formatter("")
    axes.grid(color="#888888", alpha=0.25, linewidth=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _apart(heights: list[float], least: float) -> list[float]:
    """The heights of labels, moved up where they would lie on one another."""
    moved, before = list(heights), float("-inf")
    for place in sorted(range(len(heights)), key=heights.__getitem__):
        before = moved[place] = max(heights[place], before + least)
    return moved
