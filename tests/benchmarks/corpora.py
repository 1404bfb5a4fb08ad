"""What is searched, and what is asked of it?

Invented corpora of any size, each row a question, its answer, the topic it belongs to, and where it is from; three rows
a topic. And questions that visitors might ask of them, worded otherwise than the rows. The bundled corpus is the small
one. All are the same whenever and wherever they are made.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from faq_bot.content.corpus import load_corpus
from tests.benchmarks.words import SENTENCES, endless_words, misspelt, name_of

BUNDLED = Path(__file__).parents[2] / "corpus"

ASPECTS = (
    ("What are the symptoms of {}?", "how do I know if I have {}"),
    ("How is {} treated?", "what helps against {}"),
    ("What causes {}?", "why do people get {}"),
    ("Who is at risk of {}?", "can my children get {} from me"),
    ("How is {} diagnosed?", "is there a test for {}"),
    ("What is the outlook for {}?", "does {} go away on its own"),
)
"""What there is to know of a topic: as a row asks for it, and as a visitor does."""
_ROWS_A_TOPIC = 3
_OWN_WORDS = 24


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to invent a corpus: how many passages, of about how many words, how many of them in a document."""

    size: int
    words: int
    rows_a_document: int

    def rows(self) -> Iterator[dict[str, str]]:
        """The corpus, row by row."""
        chance = random.Random(f"rows of {self.words} words")
        general = endless_words(chance)
        for number in range(self.size):
            if number % _ROWS_A_TOPIC == 0:
                own = list(islice(general, _OWN_WORDS))
            topic, asked = _asked(number)
            name = name_of(topic)
            yield {
                "id": f"p{number}",
                "question": ASPECTS[asked][0].format(name),
                "answer": _answer(name, own, general, chance, self.words),
                "section": name,
                "source": f"https://example.com/topics/{topic}",
            }

    def write(self, folder: Path) -> Path:
        """Write the corpus into a folder, unless it is there."""
        folder.mkdir(parents=True, exist_ok=True)
        rows = self.rows()
        for start in range(0, self.size, self.rows_a_document):
            path = folder / f"rows-{start // self.rows_a_document:04}.jsonl"
            some = list(islice(rows, self.rows_a_document)) if not path.exists() else []
            if some:
                path.write_text("".join(f"{json.dumps(row)}\n" for row in some), "utf-8")
        return folder

    def questions(self, count: int) -> list[str]:
        """Questions that visitors might ask, no two the same; with a tenth that no row answers."""
        chance = random.Random(f"questions of {self.size}")
        general, found = endless_words(chance), dict[str, None]()
        while len(found) < count:
            found[_question(chance, general, self.size)] = None
        return list(found)


SMALL = Recipe(600, 120, 20)
MEDQUAD = Recipe(17_908, 200, 18)
"""As many passages as MedQuAD has, a set of questions and answers about health, and as long."""
LARGE = Recipe(200_000, 60, 2_000)
HUGE = Recipe(1_000_000, 60, 10_000)


def bundled_texts() -> list[str]:
    """All that the passages of the bundled corpus say."""
    passages = load_corpus(BUNDLED).passages
    return [" ".join((p.title, p.section, *p.questions, p.text)) for p in passages]


def bundled_questions() -> Iterator[str]:
    """Questions to the bundled corpus, no two the same: as it words them itself, then with further words, and on."""
    passages = load_corpus(BUNDLED).passages
    asked = list(dict.fromkeys(question for passage in passages for question in passage.questions))
    yield from asked
    words = sorted({word for passage in passages for word in passage.text.split() if word.isalpha() and len(word) > 3})
    chance, seen = random.Random("questions"), set(asked)
    while True:
        question = chance.choice(asked).rstrip("?")
        longer = f"{question}, and {' or '.join(chance.choices(words, k=chance.randint(1, 3)))}?"
        if longer not in seen:
            seen.add(longer)
            yield longer


def _asked(number: int) -> tuple[int, int]:
    """The topic of a row, and the number of what it asks of it."""
    topic, nth = divmod(number, _ROWS_A_TOPIC)
    return topic, (topic + 2 * nth) % len(ASPECTS)


def _answer(name: str, own: list[str], general: Iterator[str], chance: random.Random, words: int) -> str:
    """A few sentences, of about so many words; most answers are shorter, and some much longer."""
    wanted = max(12, words * chance.lognormvariate(-0.3, 0.77))
    said, there_are = [], 0
    while there_are < wanted:
        sentence, gaps = SENTENCES[int(chance.random() * len(SENTENCES))]
        fill = [
            next(general) if gap == "g" else name if gap == "t" else own[int(chance.random() ** 2 * _OWN_WORDS)]
            for gap in gaps
        ]
        text = sentence.format(*fill)
        said.append(text[0].upper() + text[1:])
        there_are += text.count(" ") + 1
    return " ".join(said)


def _question(chance: random.Random, general: Iterator[str], size: int) -> str:
    topic, asked = _asked(chance.randrange(size))
    name = name_of(topic)
    plain = ASPECTS[asked][1].format(name)
    kind = chance.random()
    if kind < 0.1:
        return f"do you {next(general)} a {next(general)} {next(general)} on {next(general)}"
    if kind < 0.2:
        words = plain.split()
        at = max(range(len(words)), key=lambda place: len(words[place]))
        words[at] = misspelt(words[at], chance)
        return " ".join(words)
    if kind < 0.3:
        return f"My {next(general)} has been {next(general)} for weeks and I am worried. {plain.capitalize()}?"
    if kind < 0.5:
        return f"can {next(general)} {next(general)} be a sign of {name}"
    return plain if kind < 0.8 else f"{plain} and {next(general)}"
