"""The whole composition of a release: every published set, in the order of `$metadata`."""

from __future__ import annotations

from functools import cache

from sandbox.base.objects import constants, exchange_plan, properties
from sandbox.base.releases.shape import sets_of
from sandbox.base.releases.table import NEWEST
from sandbox.base.schema import EntitySet, constant, part_set

Schema = dict[str, EntitySet]


@cache
def schema(release: str = NEWEST) -> Schema:
    """Describe every published set of a release, and what the exports do not list; nobody changes it.

    Args:
        release: one of `releases.table.RELEASES`

    """
    unlisted = [properties.PROPERTY, exchange_plan.PLAN, *(constant(name) for name in constants.UNLISTED)]
    sets = [*sets_of(release), *unlisted]
    parts = [part_set(one, part) for one in sets if one.versioned for part in one.parts]
    return {one.name: one for one in (*sets, *parts)}
