"""How much memory does a passage need, and how much of that do two workers share?

What Linux says of two processes that opened the same saved generation and answered from it, beside two that opened a
tiny one: the difference is the passages'. On disk, what there is besides the text is what could be mapped at most.
"""

import subprocess
import sys
from pathlib import Path

from faq_bot.live.generations import Generations
from tests.benchmarks.asking import opened, questions_of, saved
from tests.benchmarks.corpora import SMALL, Recipe
from tests.benchmarks.results import Check, Section, Table

WORKERS, QUESTIONS = 2, 200
BAR = 250
_KINDS = ("Pss", "Private_Clean", "Private_Dirty", "Shared_Clean", "Shared_Dirty")


def remember(recipe: Recipe, work: Path) -> Section:
    """What a generation needs in memory, and on disk."""
    _, state = saved(recipe, work)
    text = sum(len(row[key].encode()) for row in recipe.rows() for key in ("question", "section", "answer", "source"))
    generation = state / (Generations(state).current() or "")
    disk = sum(path.stat().st_size for path in generation.iterdir())
    small = SMALL if recipe.size > SMALL.size else Recipe(20, 60, 20)
    saved(small, work)
    few, many = _workers(small, work), _workers(recipe, work)
    passages = recipe.size - small.size
    private, shared, proportional = ((many[kind] - few[kind]) / passages for kind in ("private", "shared", "pss"))
    columns = ("passages", "text", "private, of each worker", "shared by two", "proportional share of one", "on disk")
    row = (f"{recipe.size:,}", text / recipe.size, private, shared, proportional, disk / recipe.size)
    how = (
        f"Bytes a passage. {WORKERS} processes opened the same saved generation and answered {QUESTIONS} questions; "
        f"what two that opened one of {small.size} passages need is taken off. “Private” is what each worker needs "
        "again; “shared” is mapped from the same files, and can be let go of by the system. “Text” is all that the "
        "rows say, in UTF-8."
    )
    checks: tuple[Check, ...] = ()
    if recipe.size >= 1_000_000:
        start = f"memory, {recipe.size:,} passages:"
        checks = (
            Check(f"{start} private to each worker, a passage", private, BAR, "bytes"),
            Check(f"{start} on disk beyond the text, a passage", (disk - text) / recipe.size, BAR, "bytes"),
        )
    return Section("Memory", how, (Table("", columns, (row,)),), checks)


def _workers(recipe: Recipe, work: Path) -> dict[str, float]:
    """What each of the workers needs, on average, once all have answered."""
    source = (
        "import sys; from pathlib import Path; from tests.benchmarks.corpora import Recipe\n"
        "from tests.benchmarks.memory import answer\n"
        f"answer(Recipe({recipe.size}, {recipe.words}, {recipe.rows_a_document}), Path(sys.argv[1]))"
    )
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", source, work],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path.cwd(),
            text=True,
        )
        for _ in range(WORKERS)
    ]
    try:
        for worker in workers:
            assert worker.stdout and worker.stdout.readline() == "answered\n"
        found = [of_process(worker.pid) for worker in workers]
    finally:
        for worker in workers:
            worker.communicate("\n")
    return {kind: sum(one[kind] for one in found) / WORKERS for kind in found[0]}


def answer(recipe: Recipe, work: Path) -> None:
    """Be a worker: answer questions, say so, and wait to be looked at."""
    bot = opened(recipe, work)
    for question in questions_of(recipe, QUESTIONS):
        bot.ask(question)
    print("answered", flush=True)
    sys.stdin.readline()


def of_process(process: int) -> dict[str, int]:
    """Bytes that a process has to itself, that it shares, and its share of all."""
    rows = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    kilobytes = {row.split(":")[0]: int(row.split()[1]) for row in rows if row.startswith(_KINDS)}
    of = {kind: kilobytes[kind] * 1024 for kind in _KINDS}
    return {
        "pss": of["Pss"],
        "private": of["Private_Clean"] + of["Private_Dirty"],
        "shared": of["Shared_Clean"] + of["Shared_Dirty"],
    }


def tree_bytes(process: int) -> int:
    """Bytes that a process and all that it started need; 0 once it has ended."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        return of_process(process)["pss"] + sum(tree_bytes(int(child)) for child in children)
    except (OSError, KeyError):
        return 0
