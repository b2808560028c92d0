"""Every feature file is played, and by one file of tests alone: those run beside one another."""

from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "acceptance"


def test_each_feature_file_is_played_once():
    tests = "".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("test_*.py"))
    played = Counter({file.name: tests.count(f'"{file.name}"') for file in FOLDER.glob("*.feature")})

    assert set(played.values()) == {1}, played
