"""Files that mean harm, or are merely enormous: one table of cases, small for tests and large for the benchmark."""

from tests.hostile.cases import CASES, READ, Case

__all__ = ["CASES", "READ", "Case"]
