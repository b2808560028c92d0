"""A database that takes its time over a note makes the writer look again."""

import asyncio

import pytest

from shared.bus.errors import Retryable
from shared.store import promptly as promptly_module
from shared.store.promptly import promptly


async def noted() -> bool:
    await asyncio.sleep(0)
    return True


async def test_a_note_that_is_stored_at_once_says_what_it_says():
    assert await promptly(noted()) is True


async def test_after_a_note_that_took_its_time_nothing_is_written_from_the_former_look(monkeypatch):
    monkeypatch.setattr(promptly_module, "PROMPT_S", -1.0)

    with pytest.raises(Retryable) as again:
        await promptly(noted())

    assert again.value.counted is False
