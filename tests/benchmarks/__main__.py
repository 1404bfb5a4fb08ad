"""How fast is it at every size, beside every peer?

    make bench                    what takes minutes: up to 200,000 passages
    make bench BENCH=--xl         a million passages too
    make bench BENCH="--only ranking,serving"
    make bench BENCH=--quick      small sizes, to see that all of it works; writes nothing into docs

Each measurement runs in a process of its own, and is written as soon as it is made: docs/benchmarks.md, its charts, and
the README's table. Measurements that a run leaves out stay as they were, and say when that was.
"""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from tests.benchmarks.corpora import HUGE, LARGE, MEDQUAD, SMALL, Recipe
from tests.benchmarks.report import FOLDER, KEPT, checks_table, markdown, put_between_marks, write
from tests.benchmarks.results import Measured, Results, Section

ROOT = Path(__file__).parents[2]
PARTS = ("ranking", "building", "asking", "starting", "memory", "serving", "growth")
_PACKAGES = ("numpy", "rank-bm25", "bm25s", "numba", "tantivy", "PyStemmer", "waitress")

Job = tuple[str, Callable[..., Section], tuple[object, ...]]


def jobs(work: Path, *, xl: bool, quick: bool) -> list[Job]:
    """All there is to measure, in the order in which it is told: a name, what measures it, and what it is given."""
    from tests.benchmarks import asking, building, growth, memory, ranking, serving, starting

    medquad = Recipe(1_200, 200, 18) if quick else MEDQUAD
    large = [] if quick else [LARGE, HUGE][: 1 + xl]
    count = 40 if quick else ranking.QUESTIONS
    sizes = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000]
    found: list[Job] = []
    for recipe in (None, SMALL, medquad, *large):
        found.append((f"ranking {_size(recipe)}", ranking.rank, (recipe, work, count)))
    found.append((f"building {_size(medquad)}", building.build, (medquad, work, 1 if quick else building.ROUNDS)))
    found += [(f"building files {_size(recipe)}", building.build_apart, (recipe, work)) for recipe in (medquad, *large)]
    found += [(f"asking {_size(recipe)}", asking.ask, (recipe, work)) for recipe in (None, SMALL, medquad, *large)]
    found.append(("starting", starting.start, (work, medquad, 3 if quick else starting.ROUNDS)))
    found += [(f"memory {_size(recipe)}", memory.remember, (recipe, work)) for recipe in (medquad, *large)]
    found.append(("serving", serving.serve, (work, *((100, 1) if quick else ()))))
    found.append(("growth", growth.grow, (sizes[:2] if quick else sizes[: 7 if xl else 5], work)))
    return found


def _size(recipe: Recipe | None) -> str:
    return f"{recipe.size}" if recipe else "bundled"


def machine() -> str:
    """What it was measured on."""
    cpu = Path("/proc/cpuinfo")
    models = [row.split(":")[1].strip() for row in cpu.read_text().splitlines() if row.startswith("model name")]
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    processor = f"{models[0] if models else platform.machine()}, {os.cpu_count()} cores"
    return f"{processor}, Python {platform.python_version()}, {packages}"


def measure(job: Job) -> Measured:
    """The result of one measurement, made in a process of its own, with one thread for whoever would take several."""
    started = perf_counter()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        section = pool.submit(job[1], *job[2]).result()
    return Measured(section, date.today().isoformat(), machine(), perf_counter() - started)


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.split("\n")[0])
    options.add_argument("--xl", action="store_true", help="a million passages too")
    options.add_argument("--quick", action="store_true", help="small sizes; written to a temporary folder")
    options.add_argument(
        "--only", metavar="NAMES", default="", help=f"of {', '.join(PARTS)}, or one as “ranking 17908”"
    )
    options.add_argument("--output", type=Path, metavar="DIR", help="where to write; by default docs")
    options.add_argument("--work", type=Path, metavar="DIR", help="where to keep what is invented and built")
    given = options.parse_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ[name] = "1"
    output = given.output or (Path(tempfile.mkdtemp(prefix="benchmarks-")) if given.quick else ROOT / "docs")
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as temporary:
        work = (given.work or Path(temporary)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        every = jobs(work, xl=given.xl, quick=given.quick)
        wanted = [one.strip() for one in given.only.split(",") if one.strip()]
        chosen = [job for job in every if not wanted or job[0] in wanted or job[0].split()[0] in wanted]
        if not chosen:
            options.error(f"there is nothing of the name {given.only}; there are: {', '.join(job[0] for job in every)}")
        order = [job[0] for job in jobs(work, xl=True, quick=given.quick)]
        results, failed = Results.read(output / FOLDER / KEPT), []
        for job in chosen:
            print(f"\n== {job[0]}", flush=True)
            try:
                measured = measure(job)
            except (Exception, BrokenProcessPool) as error:  # the others are worth measuring all the same
                failed.append(f"{job[0]}: {type(error).__name__}: {error}")
                print(failed[-1], flush=True)
                continue
            section = measured.section
            print(*(f"{table.caption}\n{markdown(table)}" for table in section.tables), *section.notes, sep="\n")
            print(checks_table(section.checks), flush=True)
            results = Results({**results.sections, job[0]: measured}).in_order(order)
            write(results, output)
    if output == ROOT / "docs":
        put_between_marks(ROOT / "README.md", results)
    print(f"\nWritten to {output}")
    sys.exit("\n".join(failed) or None)


if __name__ == "__main__":
    main()
