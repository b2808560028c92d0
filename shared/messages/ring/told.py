"""What a manager reads in the deal."""

import re
from collections.abc import Callable
from typing import Literal

from shared.messages.model import Model

Topic = Literal["created", "changed", "refusal", "stage", "state", "closed", "conflict", "total", "order", "jumped"]

_STAGE = re.compile(r"\{stage:([^{}]+)\}")


def stage_by_id(stage: str) -> str:
    """Return what stands in a sentence for a stage; the portal's own name is put in where it is known."""
    return f"{{stage:{stage}}}"


def with_stage_names(text: str, name_of: Callable[[str], str]) -> str:
    """Put the names of stages in: a stage is called what people see in the portal, in its own pipeline."""
    return _STAGE.sub(lambda found: name_of(found[1]), text)


class Told(Model):
    """A sentence for the manager.

    Args:
        topic: a sentence equal to the last one of its topic is not repeated.
        text: Russian; who, what, what to do. A stage stands in it as `stage_by_id` writes it.
        once: told only if nothing of this topic was ever told in this deal.
        clears: topics that are settled by this sentence, so that they may be told again.
    """

    topic: Topic
    text: str
    once: bool = False
    clears: tuple[Topic, ...] = ()
