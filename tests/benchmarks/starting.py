"""How long does a person wait who starts it anew?

Whole processes of the command line, from start to end, in turn; what they read is in the system's cache.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree

from tests.benchmarks.asking import saved
from tests.benchmarks.corpora import BUNDLED, MEDQUAD, Recipe
from tests.benchmarks.results import Check, Section, Table
from tests.benchmarks.timing import Spread, alternating

ROUNDS = 11
FAQ_BOT = Path(sys.executable).with_name("faq-bot")


def start(work: Path, recipe: Recipe = MEDQUAD, rounds: int = ROUNDS) -> Section:
    """`--help`, and one answer from the bundled corpus and from a large one."""
    folder, state = saved(recipe, work)
    _, bundled = saved(None, work)
    question, large = "what does Swedish massage do for the lower back", f"faq-bot ask, {recipe.size:,} passages, saved"
    unsaved: list[str | Path] = ["ask", question, "--corpus", BUNDLED]
    commands: dict[str, tuple[list[str | Path], Path | None]] = {
        "python -c pass": ([], state),
        "faq-bot --help": (["--help"], state),
        "faq-bot ask, the bundled corpus, nothing saved": (unsaved, None),
        "faq-bot ask, the bundled corpus, saved": (unsaved, bundled),
        large: (["ask", recipe.questions(1)[0], "--corpus", folder], state),
    }
    bars = {"faq-bot --help": 0.12, large: 0.6} | {name: 0.35 for name in commands if "bundled" in name}
    ways = {name: _command(arguments, where, work) for name, (arguments, where) in commands.items()}
    for way in ways.values():
        way()
    spreads = {name: Spread.of(times) for name, times in alternating(ways, rounds).items()}
    rows = tuple((name, s.median, s.lower, s.upper) for name, s in spreads.items())
    how = (
        f"From the start of a process to its end, in seconds; the median of {rounds} runs in turn, after one that is "
        "not counted. “Nothing saved” reads and builds the corpus; “saved” opens what was built before."
    )
    checks = tuple(Check(f"start: {name}", spreads[name].median, bar, "s") for name, bar in bars.items())
    return Section("Starting", how, (Table("", ("", "median s", "lower quartile", "upper quartile"), rows),), checks)


def _command(arguments: list[str | Path], state: Path | None, folder: Path) -> Callable[[], None]:
    """What runs a command to its end; without a state, one that finds nothing saved."""
    command = [FAQ_BOT, *arguments] if arguments else [sys.executable, "-c", "pass"]
    nothing = folder / "nothing"
    environment = {**os.environ, "FAQ_BOT_STATE": str(state or nothing)}

    def run() -> None:
        rmtree(nothing, ignore_errors=True)
        ended = subprocess.run(command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if ended.returncode > 1:  # 1 is an answer too: the articles do not say
            raise RuntimeError(ended.stderr.decode())

    return run
