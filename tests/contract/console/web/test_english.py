"""Whatever the pages say of their own is there in English, and nothing is translated that no page says."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.console.matching.command import KEYS
from services.console.roles import ROLES_NAMED
from services.console.standing.reasons import REASONS
from services.console.trace.timeline import _SAID, GROUPS_NAMED, happenings
from services.console.trace.tracing import Trace
from services.console.web.directory import LOADED
from services.console.web.drawing import HERE, PAGES, speech_in
from services.console.web.english import ENGLISH, REASONS_IN_ENGLISH
from services.console.web.rules import _CONDITIONS, _FIGURES, CONSEQUENCES
from services.console.web.values import CAPTIONS

SPOKEN_ELSEWHERE = ("trace/timeline.py", "trace/tracing.py", "standing/latest.py", "roles.py")
LETTERS = re.compile("[а-яё]", re.IGNORECASE)


def test_every_word_of_the_templates_is_in_english_too() -> None:
    asked = {
        words
        for page in HERE.glob("templates/*.html")
        for words in re.findall(r'\bt\("([^"]*)"\)', page.read_text(encoding="utf-8"))
    }

    assert asked - set(ENGLISH) == set()


def test_no_russian_word_stands_in_a_template_untranslated() -> None:
    left = {
        page.name: LETTERS.findall(rest)
        for page in HERE.glob("templates/*.html")
        for rest in [re.sub(r'\bt\("[^"]*"\)|"Русский"', "", page.read_text(encoding="utf-8"))]
        if LETTERS.search(rest)
    }

    assert left == {}


def test_no_template_leaves_anything_unquoted() -> None:
    texts = {page.name: page.read_text(encoding="utf-8") for page in HERE.glob("templates/*.html")}

    assert [
        name for name, text in texts.items() if re.search(r"\|\s*safe\b|autoescape|Markup|<script|style=", text)
    ] == []


def test_nothing_is_translated_that_nobody_says() -> None:
    told = "".join(path.read_text(encoding="utf-8") for path in sources()) + str((PAGES, KEYS))

    assert [words for words in ENGLISH if f'"{words}"' not in told and f"'{words}'" not in told] == []


def test_every_reason_is_in_english_too() -> None:
    assert set(REASONS) == set(REASONS_IN_ENGLISH)


def test_every_caption_that_is_translated_at_run_time_is_in_english_too() -> None:
    captions = {*CAPTIONS, *LOADED.values(), *CONSEQUENCES.values(), *ROLES_NAMED.values(), *KEYS.values()}
    conditions = {word for words in _CONDITIONS.values() for word in words} | {word for word, _ in _FIGURES.values()}

    assert (captions | conditions | {name for _, name in PAGES}) - set(ENGLISH) == set()


def test_no_english_is_russian() -> None:
    assert [words for words in (*ENGLISH.values(), *REASONS_IN_ENGLISH.values()) if LETTERS.search(words)] == []


def sources() -> list[Path]:
    spoken = (*HERE.glob("*.py"), *HERE.glob("templates/*.html"), *(HERE.parent / name for name in SPOKEN_ELSEWHERE))
    return [one for one in spoken if one.name != "english.py"]


@pytest.mark.parametrize("group", [*GROUPS_NAMED, "unheard-of"])
@pytest.mark.parametrize("wanted", ["yes", "none", "hold", "cancelled", "unheard-of"])
def test_every_line_of_a_timeline_is_told_in_english(group, wanted):
    more = {"groups": [group], "wanted": wanted, "why": "customer", "topic": "deal.changed", "paid": "50"}
    kinds = [*_SAID, "unheard-of"]
    lines = [{"at": datetime.now(UTC) + timedelta(minutes=n), "what": kind, **more} for n, kind in enumerate(kinds)]
    made = [{"at": datetime.now(UTC), "what": "deal_done", "made": True}]
    made += [{"at": datetime.now(UTC), "what": "order_done", "absent": True}]

    told = happenings([*made, *lines], speech_in("en"))

    assert [one for one in told if LETTERS.search(f"{one.who} {one.head}")] == []
    assert len(told) >= len(kinds)


def test_what_people_and_systems_have_written_stays_as_it_is():
    at = datetime.now(UTC)
    refused = {"at": at, "what": "order_refused", "why": "customer", "said": "У клиента нет ИНН."}

    (told,) = happenings([refused], speech_in("en"))

    assert (told.who, told.head, told.said) == ("1C", "refused (client without INN)", "У клиента нет ИНН.")
    assert told.is_refusal


def test_what_hinders_a_pair_is_told_in_english():
    waiting = {"_id": "deal:41", "waiting": True, "refusal": {}}
    trace = Trace("deal:41", waiting, {}, [], doubts=["d1"])

    assert trace.now(speech_in("en").turn) == [
        "The order waits: the reason stands in the deal.",
        "A person has to decide: dealbus match show d1.",
    ]
