"""A round and a day → whether it takes entries."""

from datetime import date

from yibiao.errors import RoundClosed, RoundNotOpen
from yibiao.model.place import Round


def may_file(round_: Round, today: date) -> None:
    """
    Let an entry pass if the round takes it. A late one is taken until the round is closed.

    Raises:
        RoundNotOpen: It opens on a later day.
        RoundClosed: It was closed.
    """
    if round_.closed:
        raise RoundClosed(round=round_.id, due=round_.due.isoformat())
    if today < round_.opens:
        raise RoundNotOpen(round=round_.id, opens=round_.opens.isoformat())
