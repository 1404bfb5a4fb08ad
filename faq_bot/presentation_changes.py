"""How does a content owner see what would change, and what is proved?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from faq_bot.answering.answer import Answer
from faq_bot.content.proof import Proof
from faq_bot.errors import Fault
from faq_bot.live.replay import Change, Changes, Kind, same_until
from faq_bot.presentation import WIDTH, answer_json, count, wrap

LINES = 6
"""Lines shown of each text, from where the two differ; JSON has all of them."""

_SAID = {Kind.CHANGED: "changes", Kind.VANISHED: "vanishes", Kind.APPEARED: "appears"}


def changes_text(changes: Changes, there_are: int, regressions: Sequence[Fault]) -> str:
    """How many answers change, the judged questions that turn wrong, then each change with both its texts."""
    counts = {kind: len(changes.of(kind)) for kind in Kind}
    changed, vanished, appeared = counts.values()
    lines = [
        f"{count(changed, 'answer')} {'changes' if changed == 1 else 'change'}, "
        f"{vanished:,} {'vanishes' if vanished == 1 else 'vanish'}, "
        f"{appeared:,} {'appears' if appeared == 1 else 'appear'}",
        asked_text(changes.asked, there_are),
        *(f"turns wrong: {fault}" for fault in regressions),
    ]
    shown = [change for kind in Kind for change in changes.of(kind)]
    return "\n\n".join(["\n".join(lines), *map(_change_text, shown)])


def asked_text(asked: int, there_are: int) -> str:
    """How many questions were asked of both, and how they were chosen where there are more."""
    if asked == there_are:
        return f"({count(asked, 'question')} asked of both)"
    return (
        f"({asked:,} of {there_are:,} questions asked of both: the judged ones, those of passages that changed, "
        "and some of the others, evenly chosen)"
    )


def changes_json(changes: Changes, there_are: int, regressions: Iterable[Fault]) -> dict[str, Any]:
    """The same as a JSON object, with each text whole.

    - `changed`, `vanished`, `appeared`: counts; `asked`: questions put to both, of so many `questions`
    - `regressions`: the judged questions that turn wrong, each `where`, `what`, `remedy`
    - `answers`: each `kind` (changed, vanished, appeared), `question`, `history`, and `before` and `now`, both with
      `outcome`, `text` and `citation` as in the HTTP API
    """
    return {
        **{kind.value: len(changes.of(kind)) for kind in Kind},
        "asked": changes.asked,
        "questions": there_are,
        "regressions": [asdict(fault) for fault in regressions],
        "answers": [
            {
                "kind": change.kind.value,
                "question": change.asked.question,
                "history": list(change.asked.history),
                "before": _said_json(change.before),
                "now": _said_json(change.now),
            }
            for change in changes.answers
        ],
    }


def proof_text(proof: Proof) -> str:
    """What is not proved and which sources have changed, a line each; then how much is proved."""
    lines = [f"not proved: {fault}" for fault in proof.faults]
    lines += [f"changed since it was built: {path}" for path in proof.changed]
    passages, documents = count(proof.passages, "passage"), count(proof.documents, "document")
    if proof.is_whole:
        return "\n".join([*lines, f"{passages} of {documents}, every one word for word in its source"])
    return "\n".join([*lines, f"{proof.proved:,} of {passages} of {documents} word for word in the sources"])


def proof_json(proof: Proof) -> dict[str, Any]:
    """The same as a JSON object: `documents`, `passages`, `proved`, `changed` (paths), `faults`."""
    return asdict(proof)


def _change_text(change: Change) -> str:
    lines = [f"{_SAID[change.kind]}: {change.asked.question}"]
    lines += [f"  after   {earlier}" for earlier in change.asked.history]
    before, now = (wrap(answer.text, WIDTH - 10).split("\n") for answer in (change.before, change.now))
    same = same_until(before, now) if before != now else 0
    lines += [*_said_text("before", change.before, before, same), *_said_text("now", change.now, now, same)]
    return "\n".join(lines)


def _said_text(when: str, answer: Answer, lines: Sequence[str], same: int) -> Iterator[str]:
    """Where it stands, and its lines, from the one before the first that is not the same in both."""
    citation = answer.citation
    place = f"“{citation.section}”, {citation.title}  {citation.url}" if citation else "nothing is quoted"
    yield f"  {when:8}{place}"
    start = same - 1 if same > 1 else 0
    shown = ["…"] * (start > 0) + list(lines[start : start + LINES]) + ["…"] * (len(lines) > start + LINES)
    yield from (f"          {line}".rstrip() for line in shown)


def _said_json(answer: Answer) -> dict[str, Any]:
    whole = answer_json(answer)
    return {key: whole[key] for key in ("outcome", "text", "citation")}
