"""Whatever the pages say of their own is there in English, and nothing is translated that no page says."""

import re
from pathlib import Path

from services.console.match import KEYS
from services.console.reasons import REASONS
from services.console.web.directory import LOADED
from services.console.web.drawing import HERE, PAGES
from services.console.web.english import ENGLISH, REASONS_IN_ENGLISH
from services.console.web.rules import _CONDITIONS, _FIGURES, CONSEQUENCES, ROLES_NAMED
from services.console.web.values import CAPTIONS

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
    return [one for one in (*HERE.glob("*.py"), *HERE.glob("templates/*.html")) if one.name != "english.py"]
