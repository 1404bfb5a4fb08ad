"""What does a table of QnA Maker say beside questions and answers?

Its Metadata, where an export of ours keeps what has no column; synonyms; and columns that have no place here.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

from faq_bot.content.exchange.origins import ORIGIN
from faq_bot.content.readers import Source
from faq_bot.content.readers.decoding import decoded

_READ = {"question", "answer", "alsoasked", "id", "qnaid", "section", "source", "sourcedisplayname"}
_NOTHING = {"", "[]", "false", "{}", "null", "0"}
_NOT_A_NAME = re.compile(r"[\W_]+")
_SYNONYMS = re.compile(r'"[^"\t]*"(?:\s*,\s*"[^"\t]*")+')
_SETTINGS = re.compile(r"key\s*\t\s*value\s*(?:\n|$)", re.IGNORECASE)


def synonyms(source: Source) -> list[tuple[str, ...]]:
    """The groups of a file of synonyms, `"sdk","software development kit"` a line; nothing where it is none."""
    lines = [line.strip() for line in decoded(source).split("\n") if line.strip()]
    if not source.path.lower().endswith(".tsv") or not lines or not all(map(_SYNONYMS.fullmatch, lines)):
        return []
    return [tuple(row) for row in csv.reader(lines, skipinitialspace=True)]


def is_settings(source: Source) -> bool:
    """Whether it is the table of settings that QnA Maker puts into its zip."""
    return bool(_SETTINGS.match(decoded(source)))


def origins(source: Source, left_out: Counter[str]) -> dict[str, dict[str, str]]:
    """What the metadata of our own exports says, by QnaId; counts what is left out of others."""
    text = decoded(source)
    delimiter = max("\t,;", key=text.partition("\n")[0].count)
    found: dict[str, dict[str, str]] = {}
    rows = _rows(text, delimiter)
    header = [_NOT_A_NAME.sub("", name.casefold()) for name in next(rows, [])]
    if not {"question", "answer"} & set(header):
        return found
    for cells in rows:
        row = dict(zip(header, cells, strict=False))
        said = _metadata(row.get("metadata", ""))
        named = row.get("qnaid", "").strip()
        if "document" in said and named:
            answer = row.get("answer", "").replace("\\n", "\n")
            found.setdefault(named, {**said, "answer": answer})
        elif named not in found:
            left_out.update(
                f"the column “{name}”"
                for name, cell in row.items()
                if name not in _READ and cell.strip().casefold() not in _NOTHING
            )
    return found


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(text.split("\n") if delimiter == "\t" else text.splitlines(True), delimiter=delimiter)
    except csv.Error:  # which the reader of tables tells
        return


def _metadata(cell: str) -> dict[str, str]:
    known = {*ORIGIN, "id", "section", "source"}
    pairs = (part.partition(":") for part in cell.split("|"))
    return {key: unquote(value) for key, _, value in pairs if key in known}
