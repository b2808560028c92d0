"""Shows in Russian what `dealbus init` found and proposes, before it writes. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from services.console.init.proposals import Proposal, ProposedPipeline
from shared.process.survey import MOST, BaseSurvey, PortalSurvey
from shared.rules.pipelines import ROLES

_SHOWN = 10


def told(portal: PortalSurvey, base: BaseSurvey, proposal: Proposal, cutoff: datetime) -> str:
    """Describe what `init` found in both systems and proposes as rules, one thing a line."""
    organisations = [f"{one.inn} {one.name}" for one in base.organisations]
    return "\n".join(
        [
            *(line for one in proposal.pipelines for line in _pipeline(one)),
            *_managers(proposal),
            _chosen("Организация по умолчанию", proposal.organisation, organisations),
            _chosen("Соглашение по умолчанию", proposal.agreement, base.agreements),
            _chosen("Склад по умолчанию", proposal.warehouse, base.warehouses),
            *_codes(portal, proposal),
            f"Виды цен 1С: {_listed(base.price_kinds)}.",
            f"Виды номенклатуры для новых товаров портала (items.kind): {_listed(base.item_kinds)}; не выбран.",
            _crossing(portal, base, proposal, cutoff),
        ]
    )


def _pipeline(one: ProposedPipeline) -> Iterator[str]:
    yield f"Воронка {one.seen.id} «{one.seen.name}»:"
    for role in ROLES:
        stage = one.roles.get(role)
        yield f"  {role:<8} {one.seen.named(stage)} ({stage})" if stage else f"  {role:<8} не ясно, какая стадия"
    if one.later:
        yield f"  later    {', '.join(map(one.seen.named, one.later))}"
    if one.missing:
        yield f"  В правила не войдёт, пока не названы: {', '.join(one.missing)}."


def _managers(proposal: Proposal) -> Iterator[str]:
    people = proposal.managers
    yield f"Менеджеры: по e-mail совпали {people.same}, по имени {len(people.pairs)}."
    if people.left_b24:
        left = _listed(people.left_b24)
        yield f"  Без пары в 1С: {left}. Кому их заказы, решит 1С, пока не назван manager_default или пара."
    if people.left_onec:
        yield f"  Без пары на портале: {_listed(people.left_onec)}."


def _codes(portal: PortalSurvey, proposal: Proposal) -> Iterator[str]:
    for what, name in (("артикула", proposal.article_property), ("штрихкода", proposal.barcode_property)):
        if name:
            yield f"Свойство каталога для {what}: {name} «{portal.properties[name]}»."


def _chosen(what: str, value: str | None, there: Iterable[str]) -> str:
    return f"{what}: {value}." if value else f"{what}: не выбрано; есть {_listed(tuple(there))}."


def _crossing(portal: PortalSurvey, base: BaseSurvey, proposal: Proposal, cutoff: datetime) -> str:
    least = "не меньше " if sum(portal.deals.values()) >= MOST else ""
    of_orders = "не меньше " if base.orders >= MOST else ""
    return (
        f"С даты отсечки {cutoff:%d.%m.%Y %H:%M} перейдут: сделок {least}{proposal.crossing(portal.deals)}, "
        f"проведённых заказов {of_orders}{base.orders}."
    )


def _listed(names: Iterable[str]) -> str:
    found = [f"«{name}»" for name in names]
    more = f" и ещё {len(found) - _SHOWN}" if len(found) > _SHOWN else ""
    return (", ".join(found[:_SHOWN]) or "нет") + more
