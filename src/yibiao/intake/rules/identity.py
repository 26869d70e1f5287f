"""Formulas that take a birthday, a sex, an age or a division out of an identity number, as sheets commonly have them."""

from typing import Final

from yibiao.intake.sheets.formulas import Applied, Area, Number, Tree, Words, walk

_LENGTH: Final = 18
_BIRTH: Final = ({(7, 8)}, {(7, 4), (11, 2), (13, 2)})
_AROUND: Final = (
    "TEXT",
    "DATE",
    "DATEVALUE",
    "VALUE",
    "MID",
    "LEFT",
    "CONCATENATE",
    "CONCAT",
    "&",
    "-",
    "+",
    "*",
)


def derivation(tree: Tree) -> tuple[str, Area, str] | None:
    """
    The cell of the identity number, and what stands before and after it in the expression that gives the same.

    Of formulas that tell numbers of 15 digits from those of 18, the latter part counts. An age that is only a
    difference of years is none in full years, and none here.
    """
    tree = _bare(tree)
    age = _age(tree)
    if age is not None:
        return age
    sex = _sex(tree)
    if sex is not None:
        return sex
    return _birth(tree)


def _bare(tree: Tree) -> Tree:
    """Without what only asks whether there is a number, or how long it is."""
    match tree:
        case Applied("IFERROR", (inner, *_)):
            return _bare(inner)
        case Applied("IF", (condition, yes, *no)) if _asks_length(condition):
            branches = [_bare(each) for each in (yes, *no) if isinstance(each, Applied)]
            eighteen = [
                each
                for each in branches
                if not any(_cut(c) in ((7, 6), (15, 1)) for c in walk(each))
            ]
            return eighteen[0] if len(eighteen) == 1 else tree
    return tree


def _asks_length(condition: Tree) -> bool:
    match condition:
        case Applied("=" | "<>" | ">" | "<" | ">=" | "<=", (left, right)):
            measured = isinstance(left, Applied) and left.name == "LEN"
            return measured or (isinstance(left, Area) and right == Words(""))
        case Applied("OR" | "AND", operands):
            return all(map(_asks_length, operands))
        case Applied("ISBLANK", _):
            return True
    return False


def _cut(tree: Tree) -> tuple[int, int] | None:
    """Where digits are cut out of the number in a cell, from 1, and how many."""
    match tree:
        case Applied("MID", (Area(), Number(start), Number(size))):
            return int(float(start)), int(float(size))
        case Applied("LEFT", (Area(), Number(size))):
            return 1, int(float(size))
    return None


def _cuts(tree: Tree) -> tuple[set[tuple[int, int]], Area | None]:
    """Every cut in it, and the one cell that all are cut out of."""
    cuts = {cut for each in walk(tree) if (cut := _cut(each))}
    cells = {each for each in walk(tree) if isinstance(each, Area)}
    if len(cells) != 1 or not cuts:
        return set(), None
    [cell] = cells
    return cuts, cell if cell.single else None


def _birth(tree: Tree) -> tuple[str, Area, str] | None:
    cuts, cell = _cuts(tree)
    if cell is None or any(isinstance(e, Applied) and e.name not in _AROUND for e in walk(tree)):
        return None
    if cuts == {(1, 6)} and _cut(tree):
        return "division_of_id_number(", cell, ")"
    return ("birth_date_of_id_number(", cell, ")") if cuts in _BIRTH else None


def _sex(tree: Tree) -> tuple[str, Area, str] | None:
    match tree:
        case Applied("IF", (condition, Words(yes), Words(no))) if yes and no:
            odd = _odd(condition)
            if odd is None:
                return None
            cell, holds = odd
            man, woman = (yes, no) if holds else (no, yes)
            if "'" in man + woman:
                return None
            return "if(sex_of_id_number(", cell, f") = '1', '{man}', '{woman}')"
    return None


def _odd(condition: Tree) -> tuple[Area, bool] | None:
    """The number whose 17th digit is asked for, and whether the condition holds where that is odd."""
    match condition:
        case Applied("MOD", (digit, Number("2"))) | Applied("ISODD", (digit,)):
            return _digit(digit, holds=True)
        case Applied("ISEVEN", (digit,)):
            return _digit(digit, holds=False)
        case Applied(
            "=" | "<>" | ">" as sign,
            (Applied("MOD", (digit, Number("2"))), Number("0" | "1" as rest)),
        ):
            return _digit(digit, holds=(rest == "1") == (sign == "="))
    return None


def _digit(tree: Tree, *, holds: bool) -> tuple[Area, bool] | None:
    cuts, cell = _cuts(tree)
    last = cuts in ({(17, 1)}, {(15, 3)}, {(1, 17)})
    return (cell, holds) if cell and last else None


def _age(tree: Tree) -> tuple[str, Area, str] | None:
    """The years from a birthday to today, of a number or of a cell with the day itself."""
    match tree:
        case Applied("DATEDIF", (birth, Applied("TODAY" | "NOW", ()), Words("y" | "Y"))):
            if isinstance(birth, Area):
                return ("age_of_birth_date(", birth, ")") if birth.single else None
            found = _birth(_bare(birth))
            if found and found[0].startswith("birth"):
                return f"age_of_birth_date({found[0]}", found[1], f"{found[2]})"
    return None
