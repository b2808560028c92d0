"""`python -m tests.mutants [words]`: take one safeguard away at a time and see its test go red.

Words choose the mutants that have all of them in their names. Prints a line a mutant and ends with 1 where one was not
caught, or where its test is red with nothing taken away.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from sandbox.stack.peers import release_peers, shared_peers
from tests.mutants.mutants import Mutant, mutants, read_table
from tests.mutants.trees import Outcome, Tree

WHOLE_S = 1800.0
"""How long all the named tests may take with nothing taken away."""
NEEDS_NO_SERVERS = ("tests/unit/", "tests/contract/")


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant."""

    mutant: Mutant
    outcome: Outcome

    @property
    def is_caught(self) -> bool:
        """Its test went red, in time, and could begin at all."""
        return self.outcome.ended and self.mutant.test.partition("[")[0] in self.outcome.red

    def __str__(self) -> str:
        word = "caught" if self.is_caught else "SURVIVED" if self.outcome.ended else "NOT RUN"
        return f"{word:<9} {self.outcome.seconds:5.1f} s  {self.mutant.name}  {self.mutant.test}"


def say(line: str) -> None:
    """Show a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(words: Sequence[str]) -> int:
    """Play mutants; returns the exit code."""
    chosen = [one for one in mutants() if all(word in one.name for word in words)]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, _servers(chosen, Path(folder) / "peers"):
        trees = [Tree(Path(folder) / f"tree-{number}") for number in range(int(os.environ.get("JOBS") or 1))]
        sound = trees[0].run(sorted({one.test for one in chosen}), limit_s=WHOLE_S)
        if sound.red or not sound.ended:
            say(f"red with nothing taken away: {', '.join(sorted(sound.red))}\n{sound.said}")
            return 1
        verdicts = list(_played(chosen, trees))
    survivors = [one for one in verdicts if not one.is_caught]
    for one in survivors:
        say(f"\n{one.mutant.name}\n  without it: {one.mutant.prevents}\n{one.outcome.said}")
    say(f"{len(verdicts) - len(survivors)} of {len(verdicts)} mutants caught")
    say(f"{len(read_table()['open'])} uses have no test yet")
    return 1 if survivors else 0


def _played(chosen: Sequence[Mutant], trees: Sequence[Tree]) -> Iterator[Verdict]:
    free: SimpleQueue[Tree] = SimpleQueue()
    for tree in trees:
        free.put(tree)

    def play(mutant: Mutant) -> Verdict:
        tree = free.get()
        try:
            with tree.with_file(mutant.path, mutant.source):
                return Verdict(mutant, tree.run([mutant.test]))
        finally:
            free.put(tree)

    with ThreadPoolExecutor(len(trees)) as threads:
        for verdict in threads.map(play, chosen):
            say(str(verdict))
            yield verdict


@contextmanager
def _servers(chosen: Sequence[Mutant], folder: Path) -> Iterator[None]:
    """Start broker and database once for all, where a test needs them and none are given."""
    if all(one.test.startswith(NEEDS_NO_SERVERS) for one in chosen):
        yield
        return
    peers = shared_peers(folder, os.getpid())
    given = {
        "DEALBUS_AMQP_URL": peers.broker.url,
        "DEALBUS_MANAGEMENT_URL": peers.broker.management_url,
        "DEALBUS_MONGO_URL": peers.database.url,
    }
    os.environ.update(given)
    try:
        yield
    finally:
        release_peers(folder)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
