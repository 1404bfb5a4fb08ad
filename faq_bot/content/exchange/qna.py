"""Which questions and answers stand in a file of the Bot Framework?

`.qna`: `# ? Question`, `- another way to ask`, then the answer, fenced as Markdown. Filters, prompts and comments are
left out.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from faq_bot.content.exchange.answers import lines_of_markdown
from faq_bot.content.readers import Source
from faq_bot.content.readers.decoding import decoded
from faq_bot.content.readers.rows import RowError

_QUESTION = re.compile(r"#+\s*\?\s*(?:\[[^\]]*\]\s*)?(.+)")
_VARIATION = re.compile(r"[-*+]\s+(.+)")
_BOLD = re.compile(r"\*\*(\w+):?\*\*:?")
_ID = re.compile(r"""<a\s+id\s*=\s*["']?([^"'>\s]+)""")
_FENCE = re.compile(r"(`{3,}|~{3,})")


def read_qna(source: Source, left_out: Counter[str]) -> Iterator[tuple[int, Any]]:
    """The rows with their lines, a RowError where one has no answer; counts what it leaves out."""
    row: dict[str, Any] | None = None
    begins, fence, within, name = 0, "", "", ""
    said: list[str] = []
    for number, line in enumerate([*decoded(source).split("\n"), "# ? end"], start=1):
        words = line.strip()
        if fence:
            if words == fence:
                fence = ""
            else:
                said.append(line)
        elif found := _QUESTION.fullmatch(words):
            if row is not None:
                row["answer"] = "\n".join(map(str, lines_of_markdown("\n".join(said))))
                yield begins, row if row["answer"] else RowError("has no answer", "write one, fenced by ``` lines")
            row = {"id": name, "question": found[1], "also_asked": []}
            begins, within, said, name = number, "", [], ""
        elif found := _FENCE.match(words):
            fence, within = found[1], "said"
        elif found := _ID.match(words):
            name = found[1]
        elif found := _BOLD.match(words):
            within = found[1].casefold()
            left_out[f"“{within}”"] += 1
        elif (found := _VARIATION.fullmatch(words)) and row is not None and not within:
            row["also_asked"].append(found[1])
        elif words.startswith(("[", "$")):
            left_out["links to other files" if words.startswith("[") else "alterations"] += 1
