"""A picture kept in order, a step at a time, by whoever keeps it near its journal."""

import duckdb

from yibiao.store.ordering import Ordering, disordered
from yibiao.store.picture import Picture


class Tidying:
    """
    Has those of a unit lie together in the tables of a picture, where too many do not.

    What commits left in the log is copied into the file on the way, which would keep others waiting if a commit did it.
    Used from one thread. Questions are answered and statements drawn meanwhile; only the last step, short, keeps others from
    drawing.
    """

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._under_way: Ordering | None = None

    def step(self) -> bool:
        """Do a bit; whether there is more to be done."""
        self._picture.copy_log()
        if self._under_way is None:
            return self._begun()
        try:
            self._go_on(self._under_way)
        except (duckdb.CatalogException, duckdb.BinderException):  # another table, or a column more
            self._under_way = None
        return True

    def _begun(self) -> bool:
        with self._picture.beside() as cursor:
            kinds = [kind for kind in self._picture.shown.columns if disordered(cursor, kind)]
        if not kinds:
            return False
        with self._picture.changing() as cursor:
            self._under_way = Ordering.begun(cursor, kinds[0], self._picture.shown)
        return True

    def _go_on(self, ordering: Ordering) -> None:
        if not ordering.fits(self._picture.shown):
            self._under_way = None
        elif ordering.stretches:
            with self._picture.beside() as cursor:
                ordering.copy(cursor)
        elif self._nearly(ordering):
            self._under_way = None
            with self._picture.changing() as cursor:
                if ordering.fits(self._picture.shown):
                    ordering.end(cursor, self._picture.at)

    def _nearly(self, ordering: Ordering) -> bool:
        with self._picture.beside() as cursor:
            return ordering.amend(cursor, self._picture.at)
