"""
How much is out of the ordinary: more in a day than a few times whatever its reader ever read in one before.

The rule is kept so plain that whoever is warned, and whoever is warned of, can do the sum: in the lines of one reader of
one day in China, the rows that were given, against the busiest of the days before. Sign-ins that are refused are counted
by account and by address.
"""

from collections import defaultdict
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from yibiao.model.accessed import Access
from yibiao.model.place import day_in_china
from yibiao.store.journal import Journal
from yibiao.store.tables import ACCESS

#: Up to so many rows a day are nothing out of the ordinary, whoever reads them.
USUAL: Final = 1_000
#: So many times the busiest of so many days before are.
TIMES: Final = 3
DAYS: Final = 30

#: Up to so many sign-ins are refused in a day: of one account because somebody mistypes, from one address because many do.
OF_ACCOUNT: Final = 10
FROM_ADDRESS: Final = 30

#: Whose account was tried where there is none.
_NOBODY: Final = "nobody"


class Volumes:
    """Rows by reader and day, of the days that count; the first time one is told of, they are looked up."""

    def __init__(self, journal: Journal, stream: str) -> None:
        self._journal, self._stream = journal, stream
        self._rows: dict[str, defaultdict[str, int]] = {}
        self._refused: dict[tuple[str, str, str], int] = {}

    def counted(self, access: Access) -> bool:
        """Count *access*; whether with it its reader's day has become out of the ordinary, once a day."""
        if access.what in ("sign-in", "sign-in-refused"):
            return self._tried(access)
        today = day_in_china(access.at)
        known = self._rows.get(access.actor) or self._looked_up(access)
        first = (today - timedelta(days=DAYS)).isoformat()
        day = today.isoformat()
        busiest = max((rows for each, rows in known.items() if first <= each < day), default=0)
        before = known[day]
        known[day] = before + access.rows
        bound = max(USUAL, TIMES * busiest)
        return before <= bound < known[day]

    def _tried(self, access: Access) -> bool:
        """
        Whether so many sign-ins of an account or from an address were refused that somebody is guessing.

        Once a day; and whenever somebody comes in after all.
        """
        before = self._refusals("actor", access.actor, access)
        if access.what == "sign-in":
            return before > OF_ACCOUNT
        unusual = before == OF_ACCOUNT and access.actor != _NOBODY
        self._count("actor", access.actor, access)
        if access.address:
            unusual |= self._refusals("address", access.address, access) == FROM_ADDRESS
            self._count("address", access.address, access)
        return unusual

    def _count(self, of: str, id_: str, access: Access) -> None:
        self._refused[day_in_china(access.at).isoformat(), of, id_] += 1

    def _refusals(self, of: str, id_: str, access: Access) -> int:
        """How many sign-ins were refused so far on the day."""
        day = day_in_china(access.at).isoformat()
        if (day, of, id_) not in self._refused:
            self._refused = {key: count for key, count in self._refused.items() if key[0] == day}
            query = select(func.count()).where(
                ACCESS.c.stream == self._stream,
                ACCESS.c.day == day,
                ACCESS.c.what == "sign-in-refused",
                ACCESS.c[of] == id_,
            )
            with self._journal.looking() as connection:
                self._refused[day, of, id_] = connection.execute(query).scalar_one()
        return self._refused[day, of, id_]

    def _looked_up(self, access: Access) -> defaultdict[str, int]:
        first = (day_in_china(access.at) - timedelta(days=DAYS)).isoformat()
        query = (
            select(ACCESS.c.day, func.sum(ACCESS.c.rows))
            .where(
                ACCESS.c.stream == self._stream,
                ACCESS.c.actor == access.actor,
                ACCESS.c.day >= first,
            )
            .group_by(ACCESS.c.day)
        )
        with self._journal.looking() as connection:
            found = {day: int(rows) for day, rows in connection.execute(query)}
        self._rows[access.actor] = defaultdict(int, found)
        return self._rows[access.actor]
