"""Finds or creates the portal's company of a partner: one that has other branches of his firm alone may be another."""

from services.b24_connector.writer.doubts import company_in_doubt
from services.b24_connector.writer.parties.finding import PartyFinder
from services.b24_connector.writer.parties.making import Tell
from services.b24_connector.writer.parties.match import Match
from services.b24_connector.writer.refusal import BranchRefusal
from shared.messages.things import Customer, LegalEntity


class CompanyFinder(PartyFinder):
    """Finds companies as for an order, but asks a person where a partner may be a branch with a company of its own."""

    async def take_branch(self, customer: Customer, entity: LegalEntity, match: Match, tell: Tell) -> None:  # noqa: ARG002
        """Leave it to a person whether a partner is a branch of the only company found of his firm.

        Raises:
            BranchRefusal: always.
        """
        there = ", ".join(sorted({one.kpp for one in match.numbers.values()}))
        doubt = company_in_doubt(customer, match.found, match.numbers)
        raise BranchRefusal(entity, match.branch_of, there, doubt)
