"""How is what was measured told?

One page of Markdown, all of it made from the results, and charts beside it; and a short table for the README, put
where the README has its marks.
"""

from collections.abc import Iterable
from math import floor, log10
from pathlib import Path

from tests.benchmarks.charts import draw, merged
from tests.benchmarks.results import Cell, Check, Measured, Results, Table

PAGE, FOLDER, KEPT = "benchmarks.md", "benchmarks", "results.json"
BEGIN, END = "<!-- `make bench` writes from here -->", "<!-- to here -->"
CHARTS = {"ranking": "BM25: ", "growth": "Growth: "}
"""The file of a chart, and how its panels' names begin."""


def write(results: Results, folder: Path) -> None:
    """The page, its charts and the results, in a folder; those of earlier runs are replaced."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    charts = merged(measured.section for measured in results.sections.values())
    images = {}
    for name, begins in CHARTS.items():
        panels = {chart: lines for chart, lines in charts.items() if chart.startswith(begins)}
        if panels:
            (folder / FOLDER / f"{name}.svg").write_text(draw(name, panels), "utf-8")
            images[name] = _described(panels)
    results.write(folder / FOLDER / KEPT)
    (folder / PAGE).write_text(page(results, images), "utf-8")


def page(results: Results, images: dict[str, str]) -> str:
    """The whole page; `images` are the charts that there are, and what each shows."""
    checks = [check for measured in results.sections.values() for check in measured.section.checks]
    parts = [
        "# Benchmarks",
        "Written by `make bench`, which measures all of it anew on the machine at hand; nothing here is written by "
        "hand. What counts are ratios, for both sides of one were measured in one run, in turn; times are those of "
        "one machine.",
        *(f"![{said}]({FOLDER}/{name}.svg)" for name, said in images.items()),
        "## What was promised",
        checks_table(checks),
    ]
    told = set[str]()
    for measured in results.sections.values():
        section = measured.section
        if section.title not in told:
            parts += [f"## {section.title}", section.how]
            told.add(section.title)
        for table in section.tables:
            parts += [f"**{table.caption}**" * bool(table.caption), markdown(table)]
        parts += [*section.notes, _when(measured)]
    return "\n\n".join(filter(None, parts)) + "\n"


def checks_table(checks: Iterable[Check]) -> str:
    """What was promised, and what was found."""
    rows = tuple(
        (
            check.what,
            f"{shown(check.measured)} {check.unit}".strip(),
            f"{'at least' if check.at_least else 'at most'} {shown(check.bar)} {check.unit}".strip(),
            "met" if check.met else "**missed**",
        )
        for check in checks
    )
    return markdown(Table("", ("", "measured", "bar", ""), rows)) if rows else "Nothing of it was measured."


def markdown(table: Table) -> str:
    """A table, its numbers to the right."""
    right = [all(not isinstance(row[n], str) for row in table.rows) for n in range(len(table.columns))]
    lines = [table.columns, ["---:" if is_right else "---" for is_right in right]]
    lines += [[shown(cell) for cell in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def shown(cell: Cell) -> str:
    """A number to three digits, and no more than it has."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.replace("|", "\\|")
    if isinstance(cell, int) or cell == 0 or abs(cell) >= 100:
        return f"{cell:,.0f}"
    text = f"{cell:.{max(0, 2 - floor(log10(abs(cell))))}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def summary(results: Results) -> str:
    """What the README shows: each engine's median for the ten best at each size, and where there is more."""
    charts = merged(measured.section for measured in results.sections.values())
    lines = next((lines for chart, lines in charts.items() if chart.startswith(CHARTS["ranking"])), {})
    of = {line: dict(points) for line, points in lines.items()}
    sizes = sorted({size for points in of.values() for size in points})
    rows = tuple((line, *(points.get(size) for size in sizes)) for line, points in of.items())
    image = f"![Time for the ten best by BM25, {_described({'in µs': lines})}](docs/{FOLDER}/ranking.svg)"
    checks = [check for measured in results.sections.values() for check in measured.section.checks]
    said = (
        f"{sum(check.met for check in checks)} of {len(checks)} promises are met: [all that was measured](docs/{PAGE})."
    )
    table = Table("", ("median µs, by passages", *(f"{size:,.0f}" for size in sizes)), rows)
    return f"{image}\n\n{markdown(table)}\n\n{said}"


def put_between_marks(file: Path, results: Results) -> None:
    """Bring the summary in a file up to date, where it has the marks."""
    text = file.read_text("utf-8") if file.is_file() else ""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if begin and end:
        file.write_text(f"{before}{begin}\n\n{summary(results)}\n\n{end}{after}", "utf-8")


def _described(panels: dict[str, dict[str, tuple[tuple[float, float], ...]]]) -> str:
    """A chart in words, for who does not see it."""
    said = []
    for name, lines in panels.items():
        ends = ", ".join(f"{line} {shown(points[-1][1])}" for line, points in lines.items() if points)
        last = max((x for points in lines.values() for x, _ in points), default=0)
        said.append(f"{name}, by the number of passages; at {last:,.0f}: {ends}")
    return ". ".join(said).replace("[", "(").replace("]", ")") + "."


def _when(measured: Measured) -> str:
    return f"<sub>Measured {measured.when} in {shown(measured.seconds)} s: {measured.machine}.</sub>"
