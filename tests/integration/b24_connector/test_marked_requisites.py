"""A requisite that people have typed bears 1C's mark once it is paired, so it is nobody else's of the same firm."""

import pytest

from sandbox.portal.control import parties
from shared.messages.ring.outcomes import CompanyUpserted
from tests.integration.b24_connector.company_office import KPP, entity, guid, opened_registry
from tests.integration.b24_connector.test_heads import awaited

BRANCH = {"name": "Ромашка, филиал", "legal_entities": (entity(2, kpp="770702002"),), "head": awaited()}


@pytest.fixture
async def registry():
    async with opened_registry() as opened:
        yield opened


def marks(registry, company) -> dict[str, str]:
    return {one["RQ_KPP"]: one.get("XML_ID") or "" for one in registry.card(company)["requisites"]}


async def test_the_head_does_not_get_the_company_of_its_branch(registry):
    branch = registry.typed(kpp="770702002", title="Ромашка, филиал")
    made = await registry.partner(2, **BRANCH)
    await registry.partner(2, **BRANCH, ref=made.ref.id)

    head = await registry.order_names(1)

    assert (made.ref.id, head == str(branch)) == (str(branch), False)
    assert marks(registry, branch) == {"770702002": guid(2)}
    assert marks(registry, int(head)) == {KPP: guid(1)}


async def test_nor_where_orders_alone_have_named_the_branch(registry):
    branch = registry.typed(kpp="770702002", title="Ромашка, филиал")
    named = await registry.order_names(2, legal_entity=entity(2, kpp="770702002"), is_part=True)

    head = await registry.order_names(1)

    assert (named, head == str(branch)) == (str(branch), False)
    assert marks(registry, branch) == {"770702002": guid(2)}


async def test_a_mark_is_nobodys_edit_and_is_written_once(registry):
    company = registry.typed()
    made = await registry.partner(1)
    await registry.handle()

    for _ in range(2):
        await registry.partner(1, ref=made.ref.id)

    assert marks(registry, company) == {KPP: guid(1)}
    assert await registry.handle() == []


def typed_with_key(registry, key: str) -> int:
    """A company whose requisite another system has given a key of its own."""
    company = registry.typed()
    (one,) = registry.card(company)["requisites"]
    parties.edit_requisite(registry.simulated, int(one["ID"]), {"XML_ID": key})
    return company


async def test_the_key_of_another_system_stays_with_its_requisite(registry):
    company = typed_with_key(registry, "crm-4711")

    made = await registry.partner(1)
    named = await registry.order_names(1)
    await registry.partner(1, ref=made.ref.id, legal_entities=(entity(1, name="ООО «Ромашка плюс»"),), known=1)

    assert (made.ref.id, named) == (str(company), str(company))
    assert marks(registry, company) == {KPP: "crm-4711"}


@pytest.fixture
def refused(registry):
    """The portal takes no mark."""
    fault = {"kind": "error", "code": "100", "text": "Не сохранено", "method": "crm.requisite.update", "count": 9}
    registry.wire.app.server.faults.order(fault)


@pytest.mark.usefixtures("refused")
async def test_a_refused_mark_keeps_no_company_back(registry):
    company = registry.typed()

    made = await registry.partner(1)

    assert isinstance(made, CompanyUpserted)
    assert made.ref.id == str(company)
    assert marks(registry, company) == {KPP: ""}


@pytest.mark.usefixtures("refused")
async def test_a_refused_mark_keeps_no_order_back(registry):
    company = registry.typed()

    assert await registry.order_names(1) == str(company)
