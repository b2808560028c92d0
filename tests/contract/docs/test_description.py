"""The description of all messages is the one the models make."""

from pathlib import Path

from shared.messages.asyncapi import render

ROOT = Path(__file__).parents[3]


def test_published_description_is_generated_from_the_models() -> None:
    assert (ROOT / "docs/asyncapi.yaml").read_text(encoding="utf-8") == render()
