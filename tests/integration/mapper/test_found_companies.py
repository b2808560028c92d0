"""Companies and partners that keys alone have found: paired before they are written, and not at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.bus.errors import Retryable
from shared.messages.envelope import wrap
from shared.messages.ring.facts import PartnerChanged, PartnerTouched
from shared.messages.ring.outcomes import CompanyUpserted, KeyMatch, PartnerUpserted
from shared.messages.things import Ref
from tests.integration.mapper.test_companies import COMPANY, IN_ONEC, PAIRS, PARTNER, mapper_of, take


@pytest.fixture
def mapper(links):
    return mapper_of(links)


async def test_what_was_merely_found_is_written_as_soon_as_it_has_its_pair(mapper, links):
    found = KeyMatch(source="Ромашка", target="Ромашка (портал)")
    outcome = CompanyUpserted(key=PARTNER.key, source=PARTNER, ref=COMPANY, found=found)

    (hint,) = await take(mapper.company_upserted, outcome)
    (command,) = await take(mapper.partner_changed, PartnerChanged(company=IN_ONEC))

    assert hint == PartnerTouched(ref=PARTNER, force=True)
    assert (command.key, command.company.ref) == ("company:17", COMPANY)


async def test_a_second_partner_writes_nothing_over_the_first_ones_company_and_both_are_named(mapper, links):
    await links.remember(PAIRS)
    second = Ref(system="onec", kind="partner", id="0a000000-0000-4000-8000-000000000049")
    found = KeyMatch(source="Лютик", target="Ромашка")

    done = await take(mapper.company_upserted, CompanyUpserted(key=second.key, source=second, ref=COMPANY, found=found))

    (note,) = done
    assert "у этой компании «Ромашка» нашёлся второй партнёр «Лютик» с тем же ИНН" in note.told[0].text


async def test_what_keys_have_found_has_no_pair_for_a_moment_in_which_a_person_may_be_asked(links):
    mapper = replace(mapper_of(links), pause=timedelta(seconds=10))
    found = KeyMatch(source="Ромашка", target="Ромашка")
    outcome = PartnerUpserted(key=COMPANY.key, source=COMPANY, ref=PARTNER, found=found)

    with pytest.raises(Retryable) as waits:
        await take(mapper.partner_upserted, outcome)
    paired_then = await links.company(COMPANY)
    late = wrap(outcome, source="test").model_copy(update={"time": datetime.now(UTC) - timedelta(seconds=11)})
    await mapper.partner_upserted(late, outcome)

    assert (waits.value.counted, 9 < waits.value.after_s <= 10, paired_then) == (False, True, None)
    assert (await links.company(COMPANY)).onec == PARTNER.id
