"""Which fact is told with different numbers in two places?

A sentence that names one amount of a kind states a fact. Two state the same fact when the telling words of one
are all among the other's, what that one says more stands in the title or heading of the first (but for a word or two of
many), and their headings are not about two different things. Below one heading that a document has twice, sentences
without telling words state the same fact too.
"""

import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice

from faq_bot.checking.amounts import AMOUNT_WORDS, Amount, amounts
from faq_bot.checking.findings import Kind, Problem
from faq_bot.checking.places import Places
from faq_bot.content.corpus import Corpus
from faq_bot.content.passages import Passage, sentence_spans
from faq_bot.search.analysis import QUESTION_WORDS, Analyzer
from faq_bot.search.coverage import frame_terms as frame_terms  # the list is that room's

# Words with which an amount is told; they do not say of what.
_MEASURING = (
    "about approximately around average between roughly cost charge charged fee price pay paid duration length last "
    "lasting long takes run appointment consultation session treatment visit minute hour day week month year "
    "before come currently normally generally typically patient client please per each"
)
_WIDTH = 70
_MOST_HELD_AGAINST = 300  # statements that share a word; a word of so many tells nothing

Terms = frozenset[str]


@dataclass(frozen=True)
class Statement:
    """A sentence that names one amount of a kind. `said` are its telling terms, with the amounts of other kinds;
    `about` those of its title and heading."""

    passage: Passage
    sentence: str
    amount: Amount
    said: Terms
    about: Terms

    @cached_property
    def heading(self) -> str:
        """What it stands below, in which document; no term is like it."""
        passage = self.passage
        return "#".join([passage.document, passage.section, *passage.questions[:1]]).casefold()

    @cached_property
    def all(self) -> Terms:
        return self.said | self.about

    def clashes(self, other: "Statement") -> bool:
        """Whether both state the same fact, and differ."""
        if not self.amount.differs(other.amount):
            return False
        fewer, more = sorted((self, other), key=lambda statement: len(statement.said))
        if self.passage.place == other.passage.place and self.said != other.said:
            return False  # a writer who goes on knows what stands above
        further = more.said - fewer.said - fewer.about
        if not fewer.said <= more.said or len(further) > len(fewer.said) // 2:
            return False
        # What else their headings are about: of one it may be general ("Prices"), of both it is two things.
        apart, other_apart = self.about - other.all, other.about - self.all
        if not fewer.said:
            return bool(self.about & other.about or self.heading == other.heading) and not apart and not other_apart
        return not (apart and other_apart)


def clashing_numbers(corpus: Corpus, places: Places) -> Iterator[Problem]:
    """A problem for each statement that an earlier one clashes with; only the first of those told alike, once
    within each document and once across them."""
    statements = list(_statements(corpus))
    often = Counter((one.amount.kind, term) for one in statements for term in one.all)
    having: dict[tuple[str, str], list[Statement]] = defaultdict(list)  # by each term that is said
    known_by: dict[tuple[str, str], list[Statement]] = defaultdict(list)  # by the rarest, or each of the heading
    told: set[tuple[str, str, str]] = set()
    for statement in statements:
        said = [(statement.amount.kind, term) for term in sorted(statement.said)]
        about = [(statement.amount.kind, term) for term in (*sorted(statement.about), statement.heading)]
        wider = min((having[key] for key in said), key=lambda found: len(found), default=[])
        near = chain(wider, *(known_by[key] for key in said + about))
        earlier = next((one for one in islice(near, _MOST_HELD_AGAINST) if statement.clashes(one)), None)
        within = (
            statement.passage.document if earlier and earlier.passage.document == statement.passage.document else ""
        )
        if earlier and (alike := (earlier.sentence, statement.sentence, within)) not in told:
            told.add(alike)
            where = places.passage(earlier.passage, earlier.sentence)
            what = f"says “{_short(statement)}”, but {where} says “{_short(earlier)}”"
            place = places.passage(statement.passage, statement.sentence)
            yield Problem(Kind.CLASHING_NUMBERS, place, what, "find out which is right, and say it in both")
        for key in said:
            having[key].append(statement)
        for key in [min(said, key=often.__getitem__)] if said else about:
            known_by[key].append(statement)


def _statements(corpus: Corpus) -> Iterator[Statement]:
    """What the corpus states, in order; a sentence that stands below several headings of a document, each time."""
    analyzer = Analyzer()
    passed_over = (
        frame_terms()
        | set(analyzer.terms(_MEASURING))
        | {*map(analyzer.term, AMOUNT_WORDS)}
        | {analyzer.term(word) for word in QUESTION_WORDS}
    )

    def telling(text: str) -> Terms:
        return frozenset(analyzer.telling_terms(text)) - passed_over

    for passage in corpus.passages:
        about: Terms | None = None
        for start, end in sentence_spans(passage.text):
            sentence = passage.text[start:end]
            if not (named := amounts(sentence)):
                continue
            if about is None:
                about = telling(" ".join([passage.title, passage.section, *passage.questions[:1]]))
            kinds = [amount.kind for amount in named]
            is_priced = any(kind.startswith("price") for kind in kinds)
            for amount in named:
                if kinds.count(amount.kind) == 1 and (not is_priced or amount.kind.startswith("price")):
                    others = {str(other) for other in named if is_priced and other is not amount}
                    yield Statement(
                        passage, sentence, amount, frozenset(filter(str.isalpha, telling(sentence))) | others, about
                    )


def _short(statement: Statement) -> str:
    """The sentence, or as much of it around the amount as fits in a line."""
    sentence, amount = statement.sentence, statement.amount
    if len(sentence) <= _WIDTH:
        return sentence
    room = max(0, _WIDTH - (amount.end - amount.start)) // 2
    start = sentence.rfind(" ", 0, amount.start - room) + 1 if amount.start > room else 0
    shown = textwrap.shorten(sentence[start:], _WIDTH + 10, placeholder=" …")
    return f"… {shown}" if start else shown
