"""Numbers that converge: which side's edit stands, group by group (docs/convergence.md).

Pure: no I/O, no clock. A group is a name here; what is in it is the business of `shared.canon`. The readers and writers
of both connectors use it, with `shared.store` for memory.
"""

from shared.entities.deciding import after_write, compared_by, decide
from shared.entities.model import NOTHING, GroupDoc, Subject, Target, Verdict, Winner, WriteAnswer, held_digests
from shared.entities.publishing import (
    Publication,
    after_publication,
    differing,
    hearing,
    publication,
    stamps_of,
    stamps_to_publish,
    untold,
)

__all__ = [
    "NOTHING",
    "GroupDoc",
    "Publication",
    "Subject",
    "Target",
    "Verdict",
    "Winner",
    "WriteAnswer",
    "after_publication",
    "after_write",
    "compared_by",
    "decide",
    "differing",
    "hearing",
    "held_digests",
    "publication",
    "stamps_of",
    "stamps_to_publish",
    "untold",
]
