"""What do rows of questions and answers say, written as JSON?

`.jsonl`: one JSON object a line, `{"id", "question", "answer", "also_asked": [], "section", "source"}`; what a row may
say is the same for every file of rows.
"""

import json
from collections.abc import Iterator
from typing import Any

from faq_bot.content.documents import Document
from faq_bot.content.readers import Source
from faq_bot.content.readers.rows import RowError, document_of_rows


def read(source: Source) -> Document:
    """The rows of a `.jsonl` file. Raises CorpusError with the faults of its lines."""
    return document_of_rows(source, json_rows(source))


def json_rows(source: Source) -> Iterator[tuple[int, Any]]:
    """What each line says, with its number, blank ones left out; a RowError in place of one that cannot be read."""
    for number, line in enumerate(source.text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except json.JSONDecodeError as error:
            what = f"is not JSON at column {error.colno} ({error.msg})"
            yield number, RowError(what, "write one JSON object a line")
        except RecursionError:
            yield number, RowError("is nested too deep", "write one flat JSON object a line")
        except ValueError as error:  # of json: a number too long
            yield number, RowError(f"cannot be read ({error})", "write the number as text")
