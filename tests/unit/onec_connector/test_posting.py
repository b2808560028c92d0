"""What 1C says when it is asked to post."""

import pytest

from services.onec_connector.base import posting
from services.onec_connector.base.errors import BaseFault, Locked, error_of
from services.onec_connector.base.posting import NotPosted, post
from shared.bus.ladder import Retry, judge

LOCK = "Конфликт блокировок при выполнении транзакции: превышено максимальное время ожидания предоставления блокировки"


class Refusing:
    """A base that refuses every posting in the same words."""

    def __init__(self, words: str) -> None:
        self._fault = BaseFault(500, "-1", words, write=True)

    async def post(self, *_: str) -> None:
        raise error_of(self._fault)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch) -> None:
    monkeypatch.setattr(posting, "_PAUSES_S", ())


async def test_an_order_whose_rows_are_locked_for_an_hour_is_still_posted_in_the_end():
    with pytest.raises(Locked) as locked:
        await post(Refusing(LOCK), "order")

    verdict = judge(locked.value, attempts=7)

    assert verdict == Retry("5s", 7, counted=False, reason="uncounted")


async def test_a_refusal_in_the_words_of_the_accounting_is_no_lock():
    with pytest.raises(NotPosted) as refused:
        await post(Refusing("Не хватает товара на складе."), "order")

    assert str(refused.value.reason) == "не хватает товара на складе"
