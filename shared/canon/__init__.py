"""Canonical forms: what counts as the same value, and the digests that stand for it. Pure."""

from shared.canon.contacts import CONTACTS, contact_digests
from shared.canon.directory import DIRECTORY, directory_digests, products_edited_in
from shared.canon.extra import grown, spoken
from shared.canon.forms import digest
from shared.canon.lines import line_equal, same_item, same_row
from shared.canon.matching import Matching, lines_equal, match_lines
from shared.canon.orders import ORDERS, as_it_stands, group_digests, lines_digest, renewed, told_since
from shared.canon.parties import PARTIES, company_digests, is_identified, part_digests
from shared.canon.silent import heard
from shared.canon.text_rows import free_text, is_text_service, stand_ins, text_row

__all__ = [
    "CONTACTS",
    "DIRECTORY",
    "ORDERS",
    "PARTIES",
    "Matching",
    "as_it_stands",
    "company_digests",
    "contact_digests",
    "digest",
    "directory_digests",
    "free_text",
    "group_digests",
    "grown",
    "heard",
    "is_identified",
    "is_text_service",
    "line_equal",
    "lines_digest",
    "lines_equal",
    "match_lines",
    "part_digests",
    "products_edited_in",
    "renewed",
    "same_item",
    "same_row",
    "spoken",
    "stand_ins",
    "text_row",
    "told_since",
]
