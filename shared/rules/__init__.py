"""The customer's rules: one YAML file, its model, and error messages an administrator can act on."""

from shared.rules.errors import Problem, RulesError
from shared.rules.model import Rules
from shared.rules.pipelines import PipelineRules
from shared.rules.reading import load_rules
from shared.rules.states import Comparison, Condition, Consequence, StateLine

__all__ = [
    "Comparison",
    "Condition",
    "Consequence",
    "PipelineRules",
    "Problem",
    "Rules",
    "RulesError",
    "StateLine",
    "load_rules",
]
