"""Tells which legal entity of a partner in 1C is meant by each requisite of a company. Pure."""

from collections.abc import Mapping, Sequence

from services.onec_connector.vocabulary.identity import onec_ref
from shared.canon.keys import foreign_number, tax_numbers
from shared.messages.things import LegalEntity


def entities_meant(wanted: Sequence[LegalEntity], known: Mapping[str, LegalEntity]) -> list[str]:
    """Return the 1C reference of each wanted legal entity: its pair's, else by number; empty: there is none.

    The surest way goes first for all of them: branches of one firm have its INN, and each its КПП; a sole trader has
    that of himself as a private person. One that names no КПП here is the first one's of its firm; one that is wanted
    without is the only one of its firm that is left. The only one of a partner that has no number yet is taken for the
    only one that is wanted. None that a person has separated from a wanted one is it.

    Args:
        wanted: of a command.
        known: a partner's, by reference.
    """
    found = [onec_ref(entity) if onec_ref(entity) in known else "" for entity in wanted]
    for suits in (_same_client, _same_numbers, _of_unnamed_branch, _unnamed_itself):
        for place, entity in enumerate(wanted):
            others = {*found, *entity.not_these}
            free = [guid for guid, one in known.items() if guid not in others and suits(entity, one)]
            if not found[place] and free and (suits is not _unnamed_itself or len(free) == 1):
                found[place] = free[0]
    if len(found) == len(known) == 1 and not any(_numbers(*known.values())[::2]):
        return [guid for guid in known if guid not in wanted[0].not_these] or found
    return found


def _numbers(entity: LegalEntity) -> tuple[str, str, str]:
    inn, kpp = tax_numbers(entity.inn, entity.kpp)
    return (
        inn,
        kpp if entity.kind == "company" else "",
        f"{entity.country}:{foreign_number(entity.foreign_number)}" if entity.country else "",
    )


def _same_client(wanted: LegalEntity, known: LegalEntity) -> bool:
    return wanted.kind == known.kind and _same_numbers(wanted, known)


def _same_numbers(wanted: LegalEntity, known: LegalEntity) -> bool:
    """Tell whether two legal entities have the same numbers; a КПП alone is none: an office gives it to thousands."""
    inn, _, abroad = numbers = _numbers(wanted)
    return bool(inn or abroad) and numbers == _numbers(known)


def _of_unnamed_branch(wanted: LegalEntity, known: LegalEntity) -> bool:
    """Tell whether two legal entities are of one firm, and the one known in 1C names no КПП."""
    inn, _, abroad = _numbers(wanted)
    return bool(inn) and known.kind == wanted.kind == "company" and _numbers(known) == (inn, "", abroad)


def _unnamed_itself(wanted: LegalEntity, known: LegalEntity) -> bool:
    """Tell whether two legal entities are of one firm, and the one that is wanted names no КПП."""
    return _of_unnamed_branch(known, wanted)
