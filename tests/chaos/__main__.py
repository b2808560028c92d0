"""Play seeds one after the other on a stack of their own: `make chaos SEEDS=100`, `make chaos SEED=7`."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import anyio

from sandbox.people.control import Control
from sandbox.stack import StackPlan, running_stack
from tests.chaos.seeds import QUICK, Outcome, Play
from tests.chaos.steps import every_step

FOLDER = Path(".local/chaos")
LEDGER = FOLDER / "ledger.jsonl"
"""One line a seed: what was played on which tree, and how it ended."""


def main() -> int:
    """Play the seeds that the present tree has not passed yet; 1 when one of them failed.

    Arguments: numbers of seeds, or `first-last`.
    """
    seeds = [seed for word in sys.argv[1:] for seed in _seeds(word)]
    tree = _tree()
    alone = len(seeds) == 1
    passed = set() if alone else {row["seeds"][0] for row in _rows(tree) if row["seconds"] is not None}
    FOLDER.mkdir(parents=True, exist_ok=True)
    return asyncio.run(_play([seed for seed in seeds if seed not in passed], tree, FOLDER.absolute() / "stack"))


async def _play(seeds: list[int], tree: str, workdir: Path) -> int:
    failed = []
    async with running_stack(workdir, StackPlan(environment=QUICK)) as stack:
        with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
            for seed in seeds:
                log = FOLDER / f"seed-{seed}.log"
                await anyio.Path(log).unlink(missing_ok=True)
                outcome = await Play(stack, portal, base, log).run(seed)
                _enter(outcome, tree)
                failed += [] if outcome.seconds is not None else [seed]
    _say_what_was_visited(tree)
    for seed in failed:
        _say(f"make chaos SEED={seed}   # failed; what happened: {FOLDER}/seed-{seed}.log")
    return 1 if failed else 0


def _say_what_was_visited(tree: str) -> None:
    visited = {step for row in _rows(tree) for step in row["visited"]}
    left = sorted(every_step() - visited)
    _say(f"steps at which a service died: {len(visited)} of {len(visited) + len(left)}; not yet: {', '.join(left)}")


def _enter(outcome: Outcome, tree: str) -> None:
    verdict = "not equal" if outcome.seconds is None else f"equal after {outcome.seconds:.0f} s"
    _say(f"seed {outcome.seeds[0]}: {verdict}; {', '.join(outcome.faults)}")
    for name in outcome.crossed:
        _say(f"    {name}: rows written by a person and the bus in one instant")
    for text in outcome.complaints:
        _say(f"    {text}")
    with LEDGER.open("a", encoding="utf-8") as ledger:
        ledger.write(json.dumps({"tree": tree, **asdict(outcome)}, ensure_ascii=False) + "\n")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _rows(tree: str) -> list[dict[str, Any]]:
    if not LEDGER.exists():
        return []
    rows = [json.loads(line) for line in LEDGER.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["tree"] == tree]


def _tree() -> str:
    """Name the files that are played: the commit's tree, and that there is more in the folder."""
    git = ("git", "-c", "safe.directory=*")
    tree = subprocess.run([*git, "rev-parse", "HEAD^{tree}"], capture_output=True, text=True, check=True).stdout
    changed = subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True, check=True).stdout
    return tree.strip() + ("+" if changed else "")


def _seeds(word: str) -> range:
    first, _, last = word.partition("-")
    return range(int(first), int(last or first) + 1)


if __name__ == "__main__":
    sys.exit(main())
