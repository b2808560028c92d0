"""R13: the order names its deal's invoice, since the payment quotes it; where it does not, that is found and fixed."""

from sandbox.portal.control import invoices
from services.console.reconcile.fixing import by_hand, refusals, touches
from services.reconciler.state import state
from shared.messages.ring.facts import DealTouched
from shared.messages.things import Ref
from tests.integration.onec_connector.conftest import (  # noqa: F401 - fixtures
    _metadata_read_once,
    company,
    onec,
    running_base,
)
from tests.integration.reconciler.business import Business
from tests.integration.reconciler.test_planted import business  # noqa: F401 - a fixture

SEVEN = {"number": "А-77/1", "date": "2026-11-28"}
LINE = "Счёт № А-77/1 от 28.11.2026"


async def invoiced(business: Business, *deals: int) -> list[int]:  # noqa: F811
    """Issue an invoice of each deal, and let the bus hear of it."""
    made = [int(invoices.issue(business.simulated, {"deal": deal, **SEVEN})["id"]) for deal in deals]
    await business.carry(*(DealTouched(ref=Ref(system="b24", kind="deal", id=str(deal))) for deal in deals))
    return made


async def comment(business: Business, deal: int) -> str:  # noqa: F811
    return str((await business.onec.order(business.orders[deal]))["document"]["Комментарий"])


async def differing(business: Business) -> dict[str, tuple[str, str, str]]:  # noqa: F811
    await business.reconcile()
    found = [one for one in (await state(business.memory))["differences"] if not one["apart"]]
    return {one["key"]: (one["caption"], one["in_deal"], one["in_order"]) for one in found}


async def stand(business: Business) -> None:  # noqa: F811
    """Name the portal as the right side."""
    await business.carry(*touches((await state(business.memory))["differences"], "b24"))


async def test_an_invoice_that_nobody_heard_of_is_found_and_written(business):  # noqa: F811
    heard, unheard, changed = deals = [business.deal() for _ in range(3)]
    await business.exchange(deals)
    _, made = await invoiced(business, heard, changed)
    invoices.issue(business.simulated, {"deal": unheard, **SEVEN})
    invoices.change(business.simulated, made, {"number": "78"})

    assert await differing(business) == {
        f"deal:{unheard}": ("Счёт", LINE, "нет"),
        f"deal:{changed}": ("Счёт", "Счёт № 78 от 28.11.2026", LINE),
    }
    await stand(business)

    assert LINE in await comment(business, unheard)
    assert "Счёт № 78" in await comment(business, changed)
    assert await differing(business) == {}


async def test_a_comment_that_was_erased_in_1c_is_written_again_when_a_person_says_so(business):  # noqa: F811
    deal = business.deal()
    await business.exchange([deal])
    await invoiced(business, deal)
    await business.alter(deal, "edit", header={"Комментарий": ""})

    assert await differing(business) == {f"deal:{deal}": ("Счёт", LINE, "нет")}
    await stand(business)

    assert LINE in await comment(business, deal)
    assert await differing(business) == {}


async def test_an_invoice_that_was_withdrawn_or_deleted_is_found_in_the_order(business):  # noqa: F811
    deleted, withdrawn = deals = [business.deal() for _ in range(2)]
    await business.exchange(deals)
    first, second = await invoiced(business, *deals)
    invoices.delete(business.simulated, first, {})
    invoices.change(business.simulated, second, {"stage": "DT31_1:D"})

    assert await differing(business) == {f"deal:{deal}": ("Счёт", "нет", LINE) for deal in deals}
    await stand(business)

    assert "Счёт" not in await comment(business, deleted) + await comment(business, withdrawn)
    assert await differing(business) == {}


async def test_an_accountants_words_are_no_difference_behind_ours_or_in_the_place_of_ours(business):  # noqa: F811
    behind, instead = deals = [business.deal() for _ in range(2)]
    await business.exchange(deals)
    await invoiced(business, *deals)
    added = f"{await comment(business, behind)}\nСчёт № 5 оплачен"
    await business.alter(behind, "edit", header={"Комментарий": added})
    await business.alter(instead, "edit", header={"Комментарий": "Отгрузить в среду"})

    assert await differing(business) == {}


async def test_a_managers_own_words_about_an_invoice_are_none(business):  # noqa: F811
    deal = business.deal(comments="Счёт № 5 от 01.11.2026\nвыставлен вручную")
    await business.exchange([deal])
    assert "Счёт № 5" in await comment(business, deal)

    assert await differing(business) == {}


async def test_what_the_portal_hides_is_no_difference(business):  # noqa: F811
    deal = business.deal()
    await business.exchange([deal])
    await invoiced(business, deal)
    business.simulated.switches.change({"invoices_visible": False})

    assert await differing(business) == {}


async def test_1c_cannot_be_named_as_right_about_an_invoice(business):  # noqa: F811
    deal = business.deal()
    await business.exchange([deal])
    invoices.issue(business.simulated, {"deal": deal, **SEVEN})
    await differing(business)
    found = (await state(business.memory))["differences"]

    assert touches(found, "onec") == []
    assert [one["what"] for one in by_hand(found, "onec")] == ["invoice"]
    assert refusals(found, "onec")[0].startswith("Счёт выставляют в портале")


async def test_an_invoice_issued_between_both_looks_is_in_transit(business):  # noqa: F811
    first, second = deals = [business.deal() for _ in range(2)]
    await business.exchange(deals)
    (made,) = await invoiced(business, second)
    invoices.delete(business.simulated, made, {})

    async def issue_anew() -> None:
        invoices.issue(business.simulated, {"deal": second, **SEVEN, "number": "79"})
        invoices.issue(business.simulated, {"deal": first, **SEVEN})

    await business.reconcile(between=issue_anew)

    assert await business.found() == {f"deal:{second}": ["invoice (moving)"]}
