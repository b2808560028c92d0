"""`check` warns where something else fills the portal from 1C."""

from datetime import UTC, datetime, timedelta

from services.b24_connector.check import check
from services.b24_connector.portal import PortalRightsError
from services.b24_connector.portal.errors import PortalFault
from services.b24_connector.settings import Settings
from tests.delivered import delivered_rules
from tests.integration.b24_connector.commands import line, upsert
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]

OFFICIAL = "официальный обмен с 1С"
ANOTHER = "другой обмен"


def _is(office, moment: datetime) -> None:
    office.simulated.clock.freeze(moment)


async def _said(office) -> list[tuple[bool, str]]:
    settings = Settings.model_construct(b24_sweep_s=60.0)
    _is(office, datetime.now(UTC))
    return [(one.ok, one.text) for one in await check(office.portal, office.directory, settings, delivered_rules())]


async def test_the_vendors_own_connector_is_named_with_its_server(office):
    office.simulated.switches.onec_connector = "1С:Предприятие"

    found = [one for one in await _said(office) if OFFICIAL in one[1]]

    assert [ok for ok, _ in found] == [False]
    assert "«1С:Предприятие» (1c.example.test)" in found[0][1]
    assert "Отключите его" in found[0][1]


async def test_records_of_another_exchange_are_counted_by_whose_they_are(office):
    _is(office, datetime.now(UTC) - timedelta(days=1))
    for number in range(3):
        office.new_deal(fields={"originatorId": "ONEC", "originId": str(number)})
    office.new_deal()
    await office.upsert(upsert([line(100)]))

    found = [one for one in await _said(office) if ANOTHER in one[1]]

    assert [ok for ok, _ in found] == [True]
    assert "(originatorId «ONEC»)" in found[0][1]
    assert "не меньше 3." in found[0][1]


async def test_what_another_exchange_wrote_long_ago_is_past(office):
    _is(office, datetime.now(UTC) - timedelta(days=31))
    office.new_deal(fields={"originatorId": "ONEC", "originId": "1"})

    assert not [one for one in await _said(office) if ANOTHER in one[1]]


async def test_a_portal_that_does_not_show_its_connectors_is_checked_all_the_same(office):
    call = office.portal.call

    async def refusing(method, params, **more):
        if method.startswith("crm.externalchannel."):
            raise PortalRightsError(PortalFault(method, "WRONG_AUTH_TYPE", "Application context required", 403))
        return await call(method, params, **more)

    office.portal.call = refusing

    found = await _said(office)

    assert not [one for one in found if OFFICIAL in one[1]]
    assert any("Воронка" in text for _, text in found)
