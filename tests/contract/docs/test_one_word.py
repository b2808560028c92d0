"""Whoever reads Russian meets one word for what this program does: «обмен»."""

import re
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[3]
OTHER_WORD = re.compile(r"\bшин(а|ы|е|у|ой|ою)\b", re.IGNORECASE)
READ_IN_RUSSIAN = ("services/**/*.py", "shared/**/*.py", "deploy/**/*.y*ml", "docs/**/*.ru.md", "*.ru.md")


def test_what_people_read_calls_the_exchange_by_one_word():
    files = chain.from_iterable(ROOT.glob(pattern) for pattern in READ_IN_RUSSIAN)
    said = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if OTHER_WORD.search(line)
    }

    assert not said
