"""A sweep that could not publish looks at the same again: its place moves only behind what the broker has."""

import pytest

from shared.bus.errors import Retryable
from tests.integration.b24_connector.catalogue_shop import opened_shop
from tests.integration.b24_connector.company_office import opened_registry
from tests.integration.b24_connector.contact_office import opened_book
from tests.integration.b24_connector.test_typed_products import Typing
from tests.unit.b24_connector.stand_ins import Published


async def without_a_broker(monkeypatch, of, sweep) -> None:
    """Run what publishes while the broker is away."""
    with monkeypatch.context() as away:
        away.setattr(of, "_publish", Published(broken=Retryable("the broker is away")))
        with pytest.raises(Retryable):
            await sweep()


async def test_companies_whose_touches_the_broker_did_not_take_are_touched_by_the_next_sweep(monkeypatch):
    async with opened_registry() as registry:
        registry.typed()

        await without_a_broker(monkeypatch, registry.sweeper, registry.sweeps)

        assert await registry.sweeps() > 0


async def test_contacts_whose_touches_the_broker_did_not_take_are_touched_by_the_next_sweep(monkeypatch):
    async with opened_book() as book:
        book.typed(book.company())

        await without_a_broker(monkeypatch, book.sweeper, book.sweeps)

        assert await book.sweeps() > 0


async def test_products_whose_touches_the_broker_did_not_take_are_touched_by_the_next_sweep(monkeypatch):
    async with opened_shop() as shop:
        typing = Typing(shop)
        await typing.sweep()
        bolt = shop.typed(name="Болт М8")

        await without_a_broker(monkeypatch, typing.swept, typing.sweep)

        assert await typing.sweep() == [str(bolt)]


async def test_deletions_that_the_broker_did_not_take_are_found_by_the_next_look_of_the_night(monkeypatch):
    async with opened_registry() as registry:
        company = registry.typed()
        await registry.handle()
        ids, zone = registry.sweeper.ids, registry.sweeper._rules.timezone
        monkeypatch.setattr("services.b24_connector.intake.nightly.NIGHT_HOUR", 0)
        await ids._cursors.set(ids._of.cursor, "2026-01-01")  # of an earlier night
        registry.delete(company)
        registry.touches.clear()

        await without_a_broker(monkeypatch, ids, lambda: ids.run(zone))
        await ids.run(zone)

        assert [touch.gone for touch in registry.touches] == [True]
