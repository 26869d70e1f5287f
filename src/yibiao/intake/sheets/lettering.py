"""Columns as people name them, and their numbers."""


def letters(column: int) -> str:
    """
    A column's name.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_of(name: str) -> int:
    """
    The column of a name, from 0.

    >>> column_of("A"), column_of("z"), column_of("AA")
    (0, 25, 26)
    """
    number = 0
    for each in name.upper():
        number = number * 26 + ord(each) - ord("A") + 1
    return number - 1
