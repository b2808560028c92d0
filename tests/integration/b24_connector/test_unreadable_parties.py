"""A company, contact or private person that is hidden fails once, is tried hourly and comes back by itself."""

import pytest

from sandbox.portal.engine.fields import COMPANY, CONTACT
from services.b24_connector.intake import unreadable
from shared.bus.errors import Permanent, Retryable
from shared.messages.envelope import wrap
from shared.messages.ring.facts import CompanyChanged, ContactChanged, ContactTouched
from tests.integration.b24_connector.company_office import opened_registry
from tests.integration.b24_connector.contact_office import opened_book
from tests.integration.b24_connector.private_office import opened_shop

OPENED = {"company": opened_registry, "contact": opened_book, "private person": opened_shop}


class Firm:
    """One card of an office that 1C knows of, and the lane that reads it."""

    def __init__(self, of, office):
        self.of, self.office = of, office
        self.sweeper = office.of_contacts if of == "private person" else office.sweeper
        self.nightly = self.sweeper._private_ids if of == "private person" else self.sweeper.ids
        self.facts, self.number = [], 0

    async def typed(self):
        office = self.office
        self.number = office.typed(office.company()) if self.of == "contact" else office.typed()
        assert await self.handled() == []
        assert self.facts

    def hide(self, *, hidden=True):
        kind = COMPANY if self.of == "company" else CONTACT
        self.office.simulated.switches.change({"unreadable": f"{kind}:{self.number}" if hidden else ""})

    def rename(self, name):
        words = {"title": name} if self.of == "company" else {"name": name}
        self.office.edit(self.number, **words)

    async def night(self):
        await self.nightly.compare()
        return await self.handled()

    async def swept(self):
        """No event has told."""
        self.office.touches.clear()
        await self.sweeper._whole_sweep()
        return await self.handled()

    async def handled(self):
        """Hand every touch to its reader as a lane does, and return whose message has failed."""
        office, failed = self.office, []
        office.simulated.clock.advance(60)
        await office.portal.call("server.time", {})
        while office.touches:
            message = office.touches.popleft()
            reader = office.reader
            if self.of == "private person" and isinstance(message, ContactTouched):
                reader = office.contacts
            try:
                done = await reader.touched(wrap(message, source="test"), message)
            except (Permanent, Retryable):
                failed.append(message.ref.key.partition("@")[0])
                continue
            self.facts += [one for one in done.publish if isinstance(one, CompanyChanged | ContactChanged)]
            office.touches.extend(one for one in done.publish if one.TYPE.endswith(".touched.v1"))
            if done.then:
                await done.then()
        return failed

    def name(self):
        fact = self.facts[-1]
        return fact.company.name if isinstance(fact, CompanyChanged) else fact.contact.first_name


@pytest.fixture(params=OPENED)
async def firm(request):
    async with OPENED[request.param]() as office:
        firm = Firm(request.param, office)
        await firm.typed()
        yield firm


@pytest.fixture
def hour(monkeypatch):
    """Let an hour pass for the rounds of what could not be read."""
    return lambda: monkeypatch.setattr(unreadable, "EVERY_S", 0.0)


async def test_a_hidden_card_fails_once_in_all_nights_and_events(firm, hour):
    firm.hide()

    failed = [one for _ in range(5) for one in await firm.night()]
    firm.rename("Лютик")
    failed += await firm.handled()
    hour()
    failed += await firm.swept()

    assert failed == [f"{'company' if firm.of == 'company' else 'contact'}:{firm.number}"]


async def test_a_card_that_is_shown_again_is_published_as_it_is_by_now(firm, hour):
    firm.hide()
    await firm.night()
    firm.rename("Лютик")
    await firm.swept()

    firm.hide(hidden=False)
    hour()
    failed = await firm.swept()

    assert failed == []
    assert "Лютик" in firm.name()


async def test_a_hidden_card_that_was_shown_meanwhile_fails_again(firm, hour):
    failed = []
    hour()
    for hidden in (True, False, True):
        firm.hide(hidden=hidden)
        failed += await firm.night()
        failed += await firm.swept()

    assert len(failed) == 2
