"""What `check` says of a 1C that has no licence for one more session, in any of 1C's words for it."""

import pytest

from services.onec_connector.base.client import Base
from services.onec_connector.reference.unusable import unusable
from shared.bus.errors import Retryable


@pytest.mark.parametrize(
    "said",
    [
        "Не обнаружено свободной лицензии!",
        "Не обнаружен ключ защиты программы или полученная программная лицензия!",
        "Не найдена лицензия. Не обнаружен ключ защиты программы!",
        "License not found. Software protection key not found",
    ],
)
async def test_a_1c_without_a_free_licence_is_told_with_the_remedy(said):
    async with Base.connect("http://1c.test/odata/standard.odata", user="u", password="p") as base:
        finding = await unusable(Retryable(f"1C answered 500: {said}"), base)

    assert (finding.ok, "свободных клиентских лицензий нет. Добавьте лицензию" in finding.text) == (False, True)
