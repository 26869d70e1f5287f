"""
How often each level of each comparison comes up among doubles (m) and among others that share a key (u), for `resembling.json`.

Run from the repository:
    python benchmarks/quality/fit_resembling.py

It prints, and writes nothing: rates go into the reviewed file rounded, by hand. Its populations are not the ones that
`duplicates.py` measures on.
"""

import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.quality import duplicated
from benchmarks.quality.duplicates import candidates, traits

from yibiao import filling
from yibiao.model.kinds import SubjectKind


def main() -> None:
    counts: dict[bool, defaultdict[str, Counter]] = {
        True: defaultdict(Counter),
        False: defaultdict(Counter),
    }
    pairs = Counter()
    for seed in (101, 202, 303):
        first = duplicated.register(seed, 12_000)
        second = duplicated.second(seed, first, slips=1.4)
        for mine, theirs in candidates(first, second):
            same = mine["person"] == theirs["person"]
            pairs[same] += 1
            compared = filling.compare(SubjectKind.PERSON, traits(mine), traits(theirs))
            for part in compared.parts[1:]:
                counts[same][part.comparison][part.level] += 1
    print(f"share of doubles among pairs with a key in common: {pairs[True] / pairs.total():.3f}")
    for comparison in counts[False]:
        print(comparison)
        for level in counts[True][comparison] | counts[False][comparison]:
            m, u = (
                counts[same][comparison][level] / counts[same][comparison].total()
                for same in (True, False)
            )
            print(f"  {level}: m {m:.4f}  u {u:.5f}")


if __name__ == "__main__":
    main()
