"""Which different words say the same?

`_synonyms.txt`, in Solr's format, a group a line: `a, b, c` say the same; whoever asks for x or y in `x, y => z` may be
looking for z, but z does not mean x. `#` begins a comment.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from faq_bot.content.documents import plain
from faq_bot.content.readers import Source
from faq_bot.errors import CorpusError, Fault


@dataclass(frozen=True, slots=True)
class Group:
    """A line: phrases that say the same, and phrases that only a question may use for them."""

    same: tuple[str, ...]
    asked: tuple[str, ...] = ()


def read_synonyms(source: Source) -> tuple[Group, ...]:
    """The groups of the file. Raises CorpusError with every fault in it."""
    groups: list[Group] = []
    faults: list[Fault] = []
    for number, group in parse_synonyms(source.text):
        if any("=>" in phrase for phrase in group.asked):
            faults.append(source.fault("has more than one =>", "write a line for each", number))
        elif group.same and (group.asked or len(set(group.same)) > 1):
            groups.append(group)
        else:
            faults.append(source.fault("says of nothing that it is the same", "write a, b or a => b", number))
    if faults:
        raise CorpusError(faults)
    return tuple(groups)


def parse_synonyms(text: str) -> Iterator[tuple[int, Group]]:
    """The number of each line that is not empty or a comment, and its group, which may be wanting."""
    for number, line in enumerate(text.split("\n"), start=1):
        if said := line.partition("#")[0].strip():
            asked, arrow, same = said.rpartition("=>")
            yield number, Group(_members(same), _members(asked)) if arrow else Group(_members(said))


def _members(text: str) -> tuple[str, ...]:
    return tuple(words for member in text.split(",") if (words := plain(member)))
