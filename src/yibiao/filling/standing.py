"""
The statements of one cell → which stand, and which of them is held, whatever order they came in.

A statement falls when somebody who had seen it states the cell. What somebody had seen are the positions up to the
base, and of the own device everything of a lower number, *even what has not come in yet*: a cell remembers the highest
number of each device that stated it, so that what comes late is history and no conflict (dotted version vectors: Preguiça
and others, "Dotted Version Vectors", 2010).

Where several stand, one is held by a rule that does not ask in which order devices were heard:

1. what a person stated before what was loaded out of a register,
2. what was stated at the journal itself before what a device had kept, the newest first,
3. among devices, the one whose name sorts first.
"""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import asdict

from yibiao.model.record import NO_DEVICES, Cell, Chain, Statement


def stated(cell: Cell | None, statement: Statement, seen: int) -> Cell:
    """
    *cell* once *statement* is made by somebody who had seen the journal up to position *seen*.

    >>> cell = stated(None, Statement(value="1", position=1), 0)
    >>> cell = stated(cell, Statement(value="2", position=2), 0)
    >>> cell.value, [each.value for each in cell.contested]
    ('2', ['1'])
    """
    if cell is None or (statement.chain is None and replaceable(cell, seen)):
        return _alone(statement)
    standing = [each for each in _standing(cell) if not _falls(each, statement, seen)]
    if not _history(cell, statement.chain):
        standing.append(statement)
    if not standing:  # a device that says it had seen what came of its own later words
        return cell
    return _arranged(standing, _covering(cell.covers, statement.chain))


def loaded(cell: Cell | None, statement: Statement) -> Cell:
    """*cell* once a register says *statement*: it takes the place of what registers said before, and of nothing else."""
    if cell is None:
        return _alone(statement)
    persons = [each for each in _standing(cell) if not each.loaded]
    return _arranged([*persons, statement], cell.covers)


def confirmed(cell: Cell, seen: int) -> Cell:
    """*cell* once somebody who had seen the journal up to *seen* says that what is held holds."""
    if cell.loaded and cell.position <= seen:
        return cell.but(loaded=False)
    return cell


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values say the same; the order of several codes or links says nothing."""
    if isinstance(one, list) and isinstance(other, list):
        return _sorted(one) == _sorted(other)
    # True is no 1 in JSON, though Python says they are equal; 1 and 1.0 are one number in both.
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


def seen_by(statement: Statement, chain: Chain | None, seen: int) -> bool:
    """Whether somebody had seen *statement* who had seen the journal up to *seen* and stands in *chain*."""
    return statement.position <= seen or _earlier(statement.chain, chain)


def replaceable(cell: Cell | None, seen: int) -> bool:
    """Whether a statement at a desk takes the place of all that *cell* has, so that nothing need be compared."""
    return cell is None or (
        cell.position <= seen and not (cell.contested or cell.agreeing or cell.covers)
    )


def _alone(statement: Statement) -> Cell:
    return _held(statement, covers=_covering(NO_DEVICES, statement.chain))


def _standing(cell: Cell) -> list[Statement]:
    held = Statement(value=cell.value, position=cell.position, chain=cell.chain, loaded=cell.loaded)
    return [held, *cell.contested, *cell.agreeing]


def _falls(each: Statement, statement: Statement, seen: int) -> bool:
    later = _earlier(statement.chain, each.chain)
    return not later and seen_by(each, statement.chain, seen)


def _earlier(one: Chain | None, other: Chain | None) -> bool:
    """Whether *one* stands before *other* in the chain of one device."""
    return bool(one and other and one.device == other.device and one.number < other.number)


def _history(cell: Cell, chain: Chain | None) -> bool:
    """Whether the device had stated the cell again already; the same number twice is no chain, and both stand."""
    return chain is not None and chain.number < cell.covers.get(chain.device, 0)


def _covering(covers: dict[str, int], chain: Chain | None) -> dict[str, int]:
    if chain is None or chain.number <= covers.get(chain.device, 0):
        return covers
    return dict(sorted({**covers, chain.device: chain.number}.items()))


def _arranged(standing: Iterable[Statement], covers: dict[str, int]) -> Cell:
    """The cell in which these statements stand: of those that say the same, one; of those, the first is held."""
    ranked = sorted(standing, key=_rank)
    different: list[Statement] = []
    agreeing: list[Statement] = []
    for each in ranked:
        if any(same(each.value, other.value) for other in different):
            agreeing.append(each)
        else:
            different.append(each)
    held, *contested = different
    return _held(
        held,
        contested=tuple(sorted(contested, key=_position)),
        agreeing=tuple(sorted(_kept(agreeing, different), key=_position)) if covers else (),
        covers=covers,
    )


def _held(statement: Statement, **beside: Any) -> Cell:
    """The cell that holds *statement*."""
    return Cell(**asdict(statement), **beside)


def _kept(agreeing: list[Statement], different: list[Statement]) -> list[Statement]:
    """Those that can outlive the one they agree with: not a register's, nor an older one, beside one of a desk."""
    return [
        each
        for each in agreeing
        if each.chain
        or not any(other.chain is None and same(each.value, other.value) for other in different)
    ]


def _rank(statement: Statement) -> tuple[bool, bool, str, int]:
    chain = statement.chain
    return (
        statement.loaded,
        chain is not None,
        chain.device if chain else "",
        -statement.position,
    )


def _position(statement: Statement) -> int:
    return statement.position


def _sorted(several: list[Any]) -> list[Any]:
    return sorted(several) if all(isinstance(each, str) for each in several) else several
