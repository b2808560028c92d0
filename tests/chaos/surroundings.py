"""What people do beside deals and orders, and what reaches those all the same: automation rules, cards of clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.people.seller import STAGES

if TYPE_CHECKING:
    from random import Random

    from sandbox.people.seller import Card
    from tests.chaos.company import Company

DELAYS_MS = (0, 50, 300, 2000)
AUTOMATED = tuple(
    STAGES[name] for name in ("Заказ в работе", "Заказ в работе", "Счет выставлен", "Счет оплачен", "Поступил заказ")
)


def add_rule(company: Company, random: Random, seed: int) -> str:
    """Let a stage edit every deal that enters it, whoever has put it there, under a user that is not the bus's."""
    stage, delay = random.choice(AUTOMATED), random.choice(DELAYS_MS)
    manager, organisation = (random.choice(sorted(company.choices[name])) for name in ("manager", "organisation"))
    edits: tuple[dict[str, Any], ...] = (
        {"manager": manager},
        {"title": f"Робот {seed}"},
        {"fields": {"ufCrmDealbusOrganisation": organisation}},
    )
    changes = random.choice(edits)
    company.seller.control.post("robots", stage=stage, changes=changes, delay_ms=delay)
    return f"a rule: whatever enters {stage} gets {changes} after {delay} ms"


def correct_client(company: Company, random: Random, card: Card) -> str:
    """Edit the card or a requisite of the client of an open deal; INN and KPP are put right in the end."""
    client, control = int(card.deal["companyId"]), company.seller.control
    if not card.field("NUMBER") or client not in company.choices["client"]:
        return ""  # a client that no order has named yet would rightly be made a second time
    if random.random() < 0.4:
        control.post(f"companies/{client}", phone=f"+7495{random.randint(1_000_000, 9_999_999)}")
        return f"client {client}: another phone"
    requisite = control.get(f"companies/{client}")["requisites"][0]
    number, name = int(requisite["ID"]), random.choice(("RQ_KPP", "RQ_INN"))
    company.right_requisites.setdefault(number, {key: requisite[key] for key in ("RQ_KPP", "RQ_INN")})
    last = (int(requisite[name][-1]) + 1) % 10
    control.post(f"requisites/{number}", **{name: f"{requisite[name][:-1]}{last}"})
    return f"client {client}: {name} is wrong for a while"


def put_right(company: Company) -> None:
    """End the rules, and give every client the requisites he has."""
    company.seller.control.delete("robots")
    for number, right in company.right_requisites.items():
        company.seller.control.post(f"requisites/{number}", **right)
    for directory in company.directories:
        directory.settle()
