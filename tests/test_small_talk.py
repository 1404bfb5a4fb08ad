"""Is a clinic's small talk read, and every fault in it told?"""

import pytest

from faq_bot.content.readers import Source
from faq_bot.content.small_talk import SmallTalk, read_small_talk
from faq_bot.errors import CorpusError


def talks_of(text):
    return read_small_talk(Source("_small_talk.toml", text.encode()))


def test_a_file_of_small_talk():
    text = (
        '\ufeff# Ours\r\n[greeting]\r\naround = true\r\nsaid = ["Hello", " good   morning\u200b"]\r\n'
        'reply = "Hello from\u00a0{name}."\r\n\r\n[bye]\r\nsaid = ["bye"]\r\nreply = "Ring {phone}."\r\n'
    )
    assert talks_of(text) == (
        SmallTalk("greeting", ("Hello", "good morning"), "Hello from {name}.", around=True),
        SmallTalk("bye", ("bye",), "Ring {phone}."),
    )


@pytest.mark.parametrize("text", ["", "# nothing yet"])
def test_a_file_that_says_nothing_yet(text):
    assert talks_of(text) == ()


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param("[greeting", ["is not TOML: "], id="not-toml"),
        pytest.param("[a]\n[a]", ["is not TOML: "], id="twice"),
        pytest.param("a = " + "9" * 5000, ["is not TOML: "], id="endless-number"),
        pytest.param("a = " + "[" * 5000, ["is not TOML: "], id="deep-nesting"),
        pytest.param('[a]\nreply = "x"', ["a.said is []; list what people say, as said = ["], id="said-nothing"),
        pytest.param('[a]\nsaid = []\nreply = "x"', ["a.said is []; "], id="said-empty"),
        pytest.param('[a]\nsaid = "hi"\nreply = "x"', ["a.said is 'hi'; "], id="said-one-text"),
        pytest.param('[a]\nsaid = ["hi", 1]\nreply = "x"', ["a.said is ['hi', 1]; "], id="said-a-number"),
        pytest.param('[a]\nsaid = ["hi", " "]\nreply = "x"', ["a.said is ['hi', ' ']; "], id="said-blank"),
        pytest.param('[a]\nsaid = ["?!"]\nreply = "x"', ["a.said is ['?!']; "], id="said-only-marks"),
        pytest.param('[a]\nsaid = ["hi"]', ["a.reply is ''; write what to reply, as reply = "], id="no-reply"),
        pytest.param('[a]\nsaid = ["hi"]\nreply = "\u200b"', ["a.reply is "], id="reply-blank"),
        pytest.param('[a]\nsaid = ["hi"]\nreply = ["x"]', ["a.reply is ['x']; "], id="reply-list"),
        pytest.param(
            '[a]\nsaid = ["hi"]\nreply = "x"\naround = "yes"', ["a.around is 'yes'; write true or "], id="around-text"
        ),
        pytest.param('[a]\nsaid = ["hi"]\nreply = "x"\nsay = 1', ["a.say is not known; use said, "], id="unknown-key"),
        pytest.param('hello = "Hi"', ["hello is not a table; write [greeting], then "], id="not-a-table"),
        pytest.param(
            '[a]\nsaid = 1\nreply = 2\naround = 3\nx = 4\n[b]\nsaid = ["b"]\nreply = "b"\n[c]\nsaid = ["c"]',
            ["a.said is 1; ", "a.reply is 2; ", "a.around is 3; ", "a.x is not known; ", "c.reply is ''; "],
            id="all-at-once",
        ),
    ],
)
def test_a_fault_is_told(text, faults):
    with pytest.raises(CorpusError) as caught:
        talks_of(text)
    told = list(map(str, caught.value.faults))
    for fault in faults:
        assert any(line.startswith(f"_small_talk.toml: {fault}") for line in told), told
    assert len(told) == len(faults) or faults[0].startswith("hello is not a table")
    assert not any("\n" in line for line in told)
