"""How is a corpus kept, so that opening it reads nothing of it?

Documents and sections are kept one by one, and each is read when it is asked for, by its number or its name: an answer
reads the sections whose passages it looks at, a page one document, and how many there are needs none. Of a passage only
its place is kept, for it is a slice of its section.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, cast, overload

import numpy as np
from numpy.typing import NDArray

from faq_bot.content.corpus import Corpus
from faq_bot.content.documents import Catalogue, Document, Member, Section
from faq_bot.content.judged import Judged
from faq_bot.content.passages import Passage, passage_of
from faq_bot.content.synonyms import Group
from faq_bot.search.stored import Numbers, Shelf, Values, hashes

REMEMBERED, FEW = 4096, 64
"""Of the passages, and of the documents and the sections of one, that were read: how many are remembered."""
_AT_A_TIME = 1000  # sections made ready to be written


class _Rest(NamedTuple):
    """What the clinic's own files say that no answer needs."""

    synonyms: tuple[Group, ...]
    judged: tuple[Judged, ...]
    skipped: tuple[str, ...]


class _Piece(NamedTuple):
    """A document as it is kept, without its heading: its sections, so many, in parts; of each passage the number of its
    section, which part of that it is, and where it starts and ends; the hashes of the passages' ids."""

    size: int
    sections: Iterable[Values[Section]]
    places: NDArray[np.int32]
    ids: NDArray[np.uint64]


def save_corpus(corpus: Corpus, shelf: Shelf, last: "tuple[Corpus, StoredCorpus] | None" = None) -> None:
    """Keep what the documents and the clinic's own files say. Documents that are those of an earlier corpus, `last`,
    are copied from where it is kept, their passages too."""
    shelf.put_value("rest", _Rest(corpus.synonyms, corpus.judged, corpus.skipped))
    passages, documents, sections = _parts(shelf)
    places, ids, numbers = [np.empty((0, 5), np.int32)], [np.empty(0, np.uint64)], [0]

    def pieces() -> Iterator[Values[Section]]:
        for number, piece in enumerate(_pieces(corpus, last)):
            of_document = np.full(len(piece.places), number, np.int32)
            places.append(np.column_stack((of_document, piece.places + np.array([numbers[-1], 0, 0, 0], np.int32))))
            ids.append(piece.ids)
            numbers.append(numbers[-1] + piece.size)
            yield from piece.sections

    Values.save(sections, pieces())
    sections.put(starts=np.array(numbers))
    is_public = np.array([not document.staff_only for document in corpus.documents], bool)
    found = np.concatenate(places)
    passages.put(places=found, public=np.flatnonzero(is_public[found[:, 0]]))
    Numbers.of_hashes(np.concatenate(ids)).save(passages)
    Values.save(documents, [Values.of(Document, (replace(document, sections=()) for document in corpus.documents))])
    Numbers.of([document.name for document in corpus.documents]).save(documents)


def _pieces(corpus: Corpus, last: "tuple[Corpus, StoredCorpus] | None") -> Iterator[_Piece]:
    """Each document as it is kept. Raises ValueError where passages are no slices of their sections, in order."""
    kept = {id(document): number for number, document in enumerate(last[0].documents)} if last else {}
    at = 0
    for document in corpus.documents:
        if last and (number := kept.get(id(document))) is not None:
            piece = last[1].piece(number)
        else:
            piece = _piece(document, corpus.passages, at)
        at += len(piece.ids)
        yield piece
    if at < len(corpus.passages):
        raise ValueError(f"{corpus.passages[at].id} is no slice of its section")


def _piece(document: Document, passages: Sequence[Passage], at: int) -> _Piece:
    """A document as it is kept, whose passages begin at a number."""
    places, ids = [], []
    for number, section in enumerate(document.sections):
        place, part = (document.name, section.anchor), 0
        while at < len(passages) and (passage := passages[at]).place == place:
            if not section.text.startswith(passage.text, passage.start):
                break
            part, at = part + 1, at + 1
            places.append((number, part, passage.start, passage.start + len(passage.text)))
            ids.append(passage.id)
    sections = document.sections
    parts = (Values.of(Section, sections[n : n + _AT_A_TIME]) for n in range(0, len(sections), _AT_A_TIME))
    return _Piece(len(sections), parts, np.array(places, np.int32).reshape(-1, 4), hashes(ids))


class StoredCorpus:
    """A corpus that was kept; it stays whole when the folder is deleted. `public` are the passages for visitors."""

    def __init__(self, shelf: Shelf) -> None:
        passages, documents, sections = _parts(shelf)
        self._rest = shelf.later("rest", _Rest)
        self._documents, self._sections = Values.open(documents, Document), Values.open(sections, Section)
        self._starts = sections.get("starts")
        self._section, self._heading = lru_cache(FEW)(self._sections.read), lru_cache(FEW)(self._documents.read)
        self._places, public = passages.get("places"), passages.get("public")
        self._numbers = Numbers.open(passages)
        everything, self._number_of = range(len(self._places)), self._numbers.find
        self.passages = _Catalogue(self._passage, everything, REMEMBERED, self._number_of, lambda passage: passage.id)
        self.public = self.passages if len(public) == len(everything) else _Kept(self._passage, public, REMEMBERED)
        self.documents = _Catalogue(
            self._document,
            range(len(self._documents)),
            FEW,
            Numbers.open(documents).find,
            lambda document: document.name,
        )

    def corpus(self, **facts: Any) -> Corpus:
        """The corpus, with the facts that are kept apart."""
        rest = self._rest()._asdict()
        return Corpus(self.documents, self.passages, **rest, **facts)

    def piece(self, number: int) -> _Piece:
        """The document of a number as it is kept."""
        first, last = self._starts[number : number + 2].tolist()
        begin, end = np.searchsorted(self._places[:, 0], [number, number + 1]).tolist()
        places = self._places[begin:end, 1:] - np.array([first, 0, 0, 0], np.int32)
        return _Piece(last - first, [self._sections.part(first, last)], places, self._hashes[begin:end])

    @cached_property
    def _hashes(self) -> NDArray[np.uint64]:
        return self._numbers.hashes()

    def _passage(self, number: int) -> Passage:
        document, section, *place = self._places[number].tolist()
        return passage_of(self._heading(document), self._section(section), *place)

    def _document(self, number: int) -> Document:
        document = self._documents.read(number)
        sections = _Catalogue(
            self._sections.read,
            range(*self._starts[number : number + 2].tolist()),
            FEW,
            lambda anchor: self._section_number(f"{document.name}#{anchor}"),
            lambda section: section.anchor,
        )
        return replace(document, sections=cast("tuple[Section, ...]", sections))

    def _section_number(self, passage: str) -> int:
        """The number of the section whose first passage has this id, below 0 for none: one without text has none."""
        number = self._number_of(passage)
        return int(self._places[number, 1]) if number >= 0 else number


class _Kept(Sequence[Member]):
    """Some of the members that were kept, by their numbers among all; immutable, and safe to use from many threads."""

    def __init__(self, read: Callable[[int], Member], numbers: range | NDArray[np.int64], remembered: int) -> None:
        self._read, self._numbers = read, numbers
        self._remembered = lru_cache(remembered)(read)

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> Member: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Member]: ...
    def __getitem__(self, at: int | slice) -> Member | Sequence[Member]:
        if isinstance(at, slice):
            return tuple(map(self._read, map(int, self._numbers[at])))
        return self._remembered(int(self._numbers[at]))

    def __iter__(self) -> Iterator[Member]:
        """All of them, of which none is remembered."""
        return map(self._read, map(int, self._numbers))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


class _Catalogue(_Kept[Member], Catalogue[Member]):
    """All that were kept, which are also found by name: `number_of` gives the number of a name, below 0 for none."""

    def __init__(
        self,
        read: Callable[[int], Member],
        numbers: range,
        remembered: int,
        number_of: Callable[[str], int],
        name_of: Callable[[Member], str],
    ) -> None:
        super().__init__(read, numbers, remembered)
        self.by_name = _ByName(self, self._remembered, number_of, name_of)


class _ByName(Mapping[str, Member]):
    def __init__(
        self,
        members: Sequence[Member],
        read: Callable[[int], Member],
        number_of: Callable[[str], int],
        name_of: Callable[[Member], str],
    ) -> None:
        self._members, self._read, self._number_of, self._name_of = members, read, number_of, name_of

    def __getitem__(self, name: str) -> Member:
        number = self._number_of(name)
        if number < 0 or self._name_of(member := self._read(number)) != name:
            raise KeyError(name)
        return member

    def __iter__(self) -> Iterator[str]:
        return map(self._name_of, self._members)

    def __len__(self) -> int:
        return len(self._members)


def _parts(shelf: Shelf) -> tuple[Shelf, Shelf, Shelf]:
    return shelf.part("passages"), shelf.part("documents"), shelf.part("sections")
