"""Does the bot hold a conversation, and does it stay true while its content changes?"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq_bot import FaqBot, Outcome
from faq_bot.content.question import clean_question
from faq_bot.errors import CorpusError, QuestionError

ROOT = Path(__file__).parents[1]
FILES = {
    "massage.md": "# Massage\n\n## What is Swedish massage?\n\n"
    "Swedish massage is a gentle treatment with long strokes. It treats the shoulders, the calves and the thighs.\n\n"
    "## What is hot stone massage?\n\nSmooth stones are heated in water and laid along the spine.\n",
    "heat.md": "# Heat and ice\n\n## When should I use ice?\n\n"
    "Ice helps in the first two days after an injury. It brings the swelling down.\n\n"
    "## What does a heat pack do?\n\nA heat pack widens the vessels. The tired muscle lets go slowly.\n",
    "faq.jsonl": '{"id": "parking", "question": "Where can I park?", "answer": "Park behind the chapel."}\n',
    "_clinic.toml": 'name = "Chapel Clinic"\nphone = "01632 960999"\n',
    "_small_talk.toml": '[greeting]\naround = true\nsaid = ["hi", "hello", "good morning"]\n'
    'reply = "Hello from {name}."\n[thanks]\naround = true\nsaid = ["thanks"]\nreply = "You are welcome."\n'
    '[robot]\nsaid = ["are you a robot"]\nreply = "I am a program. Ring {phone}."\n',
}
SWEDISH, ICE, PARKING = "massage#what-is-swedish-massage", "heat#when-should-i-use-ice", "faq#parking"


@pytest.fixture
def folder(write_corpus):
    return write_corpus(FILES)


@pytest.fixture
def bot(folder):
    return FaqBot.open(folder)


def quoted(answer):
    return answer.citation and answer.citation.passage


@pytest.mark.parametrize(
    ("history", "question", "passage"),
    [
        pytest.param(["What is Swedish massage?"], "and the calves?", SWEDISH, id="follow-up"),
        pytest.param(["What is Swedish massage?"], "And does it treat the thighs?", SWEDISH, id="with-a-verb"),
        pytest.param(["When should I use ice?"], "and swelling?", ICE, id="one-word"),
        pytest.param(["What is Swedish massage?", "and the thighs?"], "and the calves?", SWEDISH, id="second-one"),
        pytest.param(["What is Swedish massage?", "thanks"], "and the calves?", SWEDISH, id="after-thanks"),
        pytest.param(["What is Swedish massage?", "are you a robot"], "and the calves?", SWEDISH, id="small-talk"),
        pytest.param(["hello, what is Swedish massage?"], "hi, and the calves?", SWEDISH, id="after-greetings"),
        pytest.param(["", "What is Swedish massage?", "x" * 600], "and the calves?", SWEDISH, id="with-rubbish"),
        pytest.param(["What is Swedish massage?"], "Where can I park?", PARKING, id="a-new-question"),
        pytest.param(["What is Swedish massage?"] * 12, "When should I use ice?", ICE, id="a-long-history"),
        pytest.param(["What is Swedish massage?"], "What time do you open?", None, id="a-new-one-that-none-answers"),
        pytest.param(["What is Swedish massage?"], "Do you sell vouchers?", None, id="another"),
    ],
)
def test_a_question_after_others(bot, history, question, passage):
    answer = bot.ask(question, history)
    assert quoted(answer) == passage
    assert (answer.outcome is Outcome.ANSWERED) == bool(passage)


@pytest.mark.parametrize("question", ["Where can I park?", "What time do you open?", "When should I use ice?", "hello"])
def test_a_question_that_stands_on_its_own_is_answered_as_if_it_were_the_first(bot, question):
    assert bot.ask(question, ["What is Swedish massage?", "and the calves?"]) == bot.ask(question)


@pytest.mark.parametrize("between", ["thanks", "hello", "are you a robot"])
def test_small_talk_between_is_passed_over(bot, between):
    follow_up = "and why does it?"
    before = bot.ask(follow_up, ["What is hot stone massage?"])
    assert bot.ask(follow_up, ["What is hot stone massage?", between]) == before != bot.ask(follow_up)


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("hello", "Hello from Chapel Clinic."),
        ("  HI!! ", "Hello from Chapel Clinic."),
        ("Hello 👋", "Hello from Chapel Clinic."),
        ("hi, are you a robot", "I am a program. Ring 01632 960999."),
        ("Are you a robot?", "I am a program. Ring 01632 960999."),
        ("thanks", "You are welcome."),
    ],
)
@pytest.mark.parametrize("history", [[], ["What is Swedish massage?"]], ids=["first", "later"])
def test_small_talk(bot, said, reply, history):
    answer = bot.ask(said, history)
    assert (answer.outcome, answer.text) == (Outcome.SMALL_TALK, reply)
    assert (answer.citation, answer.highlights, answer.suggestions, answer.missing) == (None, (), (), ())
    assert answer.version == bot.version


@pytest.mark.parametrize(
    "said", ["hi, where can I park?", "Good morning! Where can I park? Thanks", "where can I park thanks"]
)
def test_a_greeting_does_not_hide_the_question(bot, said):
    assert quoted(bot.ask(said)) == PARKING
    assert bot.ask(said).missing == ()


def test_without_a_small_talk_file_a_greeting_is_a_question(folder):
    (folder / "_small_talk.toml").unlink()
    assert FaqBot.open(folder).ask("hello").outcome is Outcome.NO_ANSWER


@pytest.mark.parametrize(
    ("question", "code"),
    [("", "empty_question"), ("\u200b", "empty_question"), ("x" * 501, "question_too_long")],
    ids=["empty", "zero-width", "501"],
)
def test_a_question_that_cannot_be_asked(bot, question, code):
    for ask in (bot.ask, bot.search):
        with pytest.raises(QuestionError) as caught:
            ask(question)
        assert caught.value.code == code


def test_search(bot):
    hits = bot.search("swedish massage", limit=1)
    assert [hit.passage.id for hit in hits] == [SWEDISH]
    assert bot.search("zzzqqq") == []


def test_reload_when_nothing_changed(bot, folder):
    before = bot.version
    os.utime(folder / "heat.md", (1, 1))
    assert bot.reload() is False
    assert bot.version == before


@pytest.mark.parametrize(
    ("name", "content", "question", "told"),
    [
        pytest.param(
            "heat.md", "# Ice\n\n## What is ice?\n\nIce is frozen.\n", "What is ice?", "is frozen", id="other"
        ),
        pytest.param("oil.md", "# Oil\n\n## What is oil?\n\nOil is slippery.\n", "What is oil?", "slippery", id="new"),
        pytest.param("heat.md", None, "When should I use ice?", "01632 960999", id="gone"),
        pytest.param("_clinic.toml", 'phone = "12345"', "Who was Genghis Khan?", "12345", id="clinics-facts"),
        pytest.param(
            "_small_talk.toml", '[a]\nsaid = ["hello"]\nreply = "Welcome."\n', "hello", "Welcome.", id="small-talk"
        ),
        pytest.param("_synonyms.txt", "lava, hot stone\n", "what is lava massage", "Smooth stones", id="synonyms"),
    ],
)
def test_reload_when_content_changed(bot, folder, write_corpus, name, content, question, told):
    before, generation = bot.ask(question), bot.generation
    assert told not in before.text
    if content is None:
        (folder / name).unlink()
    else:
        write_corpus({name: content})
    assert bot.ask(question) == before  # until it is read again
    assert bot.reload() is True
    after = bot.ask(question)
    assert told in after.text
    assert after.version == bot.version != before.version
    assert generation.ask(question) == before  # whoever still holds the old one
    assert bot.reload() is False


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("heat.md", b"\xff", id="a-document"),
        pytest.param("_synonyms.txt", b"alone\n", id="synonyms"),
        pytest.param("_small_talk.toml", b"[", id="small-talk"),
        pytest.param("_small_talk.toml", b"a = " + b"9" * 5000, id="small-talk-that-is-hardly-toml"),
        pytest.param("_clinic.toml", b"name = 1", id="clinics-facts"),
    ],
)
def test_a_broken_file_keeps_what_was_live(bot, write_corpus, name, content):
    before = bot.ask("When should I use ice?")
    write_corpus({name: content})
    with pytest.raises(CorpusError, match=name):
        bot.reload()
    assert bot.ask("When should I use ice?") == before
    assert quoted(before) == ICE
    write_corpus({name: FILES.get(name, "a, b")})
    bot.reload()
    assert quoted(bot.ask("When should I use ice?")) == ICE


def test_a_folder_that_is_gone_keeps_what_was_live(bot, folder):
    folder.rename(folder.with_name("moved"))
    with pytest.raises(CorpusError):
        bot.reload()
    assert quoted(bot.ask("When should I use ice?")) == ICE


def test_questions_while_content_changes(bot, write_corpus):
    """Each answer is of one state or the other, and all of it of the same one."""
    versions = {bot.version: "Ice helps"}
    other = FILES["heat.md"].replace("Ice helps", "Ice soothes")
    texts = [other, FILES["heat.md"]] * 5

    def ask(_):
        answer = bot.ask("When should I use ice?")
        return answer.version, answer.text

    with ThreadPoolExecutor(8) as pool:
        asked = pool.map(ask, range(400))
        for text in texts:
            write_corpus({"heat.md": text})
            assert bot.reload()
            versions[bot.version] = "Ice soothes" if text is other else "Ice helps"
        answers = set(asked)
    assert len(versions) == 2
    assert answers
    for version, text in answers:
        assert text.startswith(versions[version])


QUESTIONS = [
    "what does Swedish massage do for the lower back",
    "what does sweedish masage do",
    "and which areas?",
    "does it help sciatica",
    "what time do you open?",
    "I have had a bad back for years because I lift boxes. Which massage is best, and does it hurt?",
    "hello",
]


def test_the_first_question_of_the_readme():
    answer = FaqBot.open(ROOT / "corpus").ask(QUESTIONS[0])
    assert answer.citation.passage == "massage-therapy-for-lower-back-pain#swedish-massage"
    ((start, end),) = answer.highlights
    assert "lower back" in answer.text[start:end]


def told(questions):
    bot = FaqBot.open(ROOT / "corpus")
    return [repr(bot.ask(question, QUESTIONS[:n])) for n, question in enumerate(questions)]


def test_the_same_bytes_in_every_process():
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from test_bot import QUESTIONS, told\n"
        "for line in told(QUESTIONS): print(line)"
    )
    ended = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert ended[0] == ended[1] == "".join(f"{line}\n" for line in told(QUESTIONS)).encode()


def test_eight_threads_at_once_get_what_one_gets(folder):
    questions = [f"{a} {b}" for a in QUESTIONS for b in ("ice", "stones", "sholder", "zebra", "thanks")] * 4
    alone = [repr(FaqBot.open(folder).ask(question)) for question in questions[:35]] * 4
    bot = FaqBot.open(folder)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda question: repr(bot.generation.answer(question)), questions)) == alone


BUNDLED = FaqBot.open(ROOT / "corpus")
WORDS = sorted({word for passage in BUNDLED.generation.corpus.passages for word in passage.all_text.split()})


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join) | st.text(min_size=1, max_size=100),
    st.lists(st.sampled_from(WORDS), max_size=3),
)
def test_whatever_is_asked_what_is_quoted_stands_in_the_articles(question, history):
    try:
        clean_question(question)
    except QuestionError:
        return
    answer = BUNDLED.ask(question, history)
    corpus = BUNDLED.generation.corpus
    assert 0 <= answer.confidence <= 1
    assert answer.version == corpus.fingerprint
    assert answer.text
    if answer.citation:
        passage = corpus.by_id[answer.citation.passage]
        text = corpus.by_name[passage.document].section(passage.anchor).text
        assert text[passage.start :].startswith(answer.text)
        assert passage.place not in {corpus.by_id[suggestion.passage].place for suggestion in answer.suggestions}
    assert all(0 <= start < end <= len(answer.text) for start, end in answer.highlights)
    for suggestion in answer.suggestions:
        assert suggestion.question in corpus.by_id[suggestion.passage].questions
