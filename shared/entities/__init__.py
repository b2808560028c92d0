"""Numbers that converge: which side's edit stands, group by group (docs/convergence.md).

Pure: no I/O, no clock. The readers and writers of both connectors use it, with `shared.store` for memory.
"""

from shared.entities.deciding import after_write, decide
from shared.entities.digests import digest, group_digests, lines_digest
from shared.entities.matching import Matching, line_equal, lines_equal, match_lines, same_item, same_row
from shared.entities.model import ONE_SIDED, Answer, GroupDoc, Target, Verdict, Winner
from shared.entities.publishing import Publication, after_publication, differing, publication, stamps_to_publish

__all__ = [
    "ONE_SIDED",
    "Answer",
    "GroupDoc",
    "Matching",
    "Publication",
    "Target",
    "Verdict",
    "Winner",
    "after_publication",
    "after_write",
    "decide",
    "differing",
    "digest",
    "group_digests",
    "line_equal",
    "lines_digest",
    "lines_equal",
    "match_lines",
    "publication",
    "same_item",
    "same_row",
    "stamps_to_publish",
]
