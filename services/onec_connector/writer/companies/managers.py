"""Puts the user of 1C who answers for a company in place of the portal's, and says whom 1C does not know."""

from services.onec_connector.vocabulary.identity import onec_ref
from services.onec_connector.writer.companies import telling
from services.onec_connector.writer.companies.context import PartnerContext
from shared.messages.party import Company
from shared.messages.ring.commands import PartnerUpsert
from shared.messages.ring.told import Told
from shared.messages.things import Manager, Ref


async def with_manager(
    context: PartnerContext, command: PartnerUpsert, here: Manager | None
) -> tuple[Company, list[Told]]:
    """Put 1C's manager into a company, and say whom 1C does not know; then the partner's own stays, or one stands in.

    Args:
        context: knows the staff.
        command: what is wanted.
        here: the partner's own.
    """
    wanted = command.company.manager
    found = await context.staff.manager(wanted, command.manager_default, present=onec_ref(here))
    ref = Ref(system="onec", kind="user", id=found.guid) if found.guid else None
    manager = Manager(ref=ref, name=wanted.name, email=wanted.email) if wanted and ref else here
    told = [telling.strange_manager(command.company, found.stands_in, here)] if found.told else []
    return command.company.with_(manager=manager), told
