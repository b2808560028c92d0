"""Why an event was refused is kept for `check`, if a portal has sent it."""

import pytest

from tests.contract.b24_connector.test_intake import MEMBER, TOKEN, Portal


@pytest.mark.parametrize(
    ("token", "member", "said"),
    [("wrong", MEMBER, ["Токен другой"]), (TOKEN, "stranger", ["Событие другого портала"]), ("", MEMBER, [])],
)
async def test_why_an_event_of_a_portal_was_refused_is_noted(token, member, said):
    portal, noted = Portal(), []
    portal.push.refused = noted.append

    await portal.sends("ONCRMDEALUPDATE", token=token, member=member)

    assert [why.partition(":")[0] for why in noted] == said
