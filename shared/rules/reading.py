"""Reads the rules file, or reports everything that is wrong with it."""

from pathlib import Path

from pydantic import ValidationError

from shared.rules.checks import contradictions
from shared.rules.errors import RulesError
from shared.rules.model import Rules
from shared.rules.source import read_source
from shared.rules.wording import is_echo, problem_of


def load_rules(path: Path | str) -> Rules:
    """Read the customer's rules file and check it whole.

    Whether the stages exist in the live portal is for `dealbus check` to say.

    Raises:
        RulesError: with every problem found, each with line, value and remedy.
    """
    path = Path(path)
    source = read_source(path)
    try:
        rules = Rules.model_validate(source.content)
    except ValidationError as error:
        complaints = error.errors(include_url=False)
        raise RulesError(
            path, [problem_of(one, source) for one in complaints if not is_echo(one, complaints)]
        ) from error
    problems = list(contradictions(rules, source))
    if problems:
        raise RulesError(path, problems)
    return rules
