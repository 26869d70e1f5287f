"""Webhooks in a table beside the journal: their secrets are nobody's to read again, where they stand changes all the time."""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from yibiao.model.webhook import Pending, Webhook
from yibiao.store.journal import Journal
from yibiao.store.tables import WEBHOOK

_COLUMNS: Final = WEBHOOK.c


class Webhooks:
    """Those of a journal. Each question and each change is a transaction of its own; moments are aware."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._mine = _COLUMNS.stream == journal.stream

    def all(self) -> list[Webhook]:
        """Every webhook, by id."""
        query = select(_COLUMNS.document).where(self._mine).order_by(_COLUMNS.id)
        with self._journal.looking() as connection:
            rows = connection.execute(query).all()
        return [Webhook.model_validate_json(row.document) for row in rows]

    def get(self, id_: str) -> Webhook | None:
        """The webhook of that id."""
        query = select(_COLUMNS.document).where(*self._one(id_))
        with self._journal.looking() as connection:
            row = connection.execute(query).first()
        return None if row is None else Webhook.model_validate_json(row.document)

    def add(self, webhook: Webhook, secret: str) -> bool:
        """Keep a new one with its secret; false, and nothing is done, where there is one of its id."""

        def put(connection: Connection) -> bool:
            if connection.execute(select(_COLUMNS.id).where(*self._one(webhook.id))).first():
                return False
            values = {"stream": self._journal.stream, "id": webhook.id, "secret": secret}
            connection.execute(
                insert(WEBHOOK).values(**values, document=webhook.model_dump_json())
            )  # fmt: skip
            return True

        return self._journal.alone(put)

    def remove(self, id_: str) -> None:
        """Forget one, and its secret."""
        self._journal.alone(
            lambda connection: connection.execute(delete(WEBHOOK).where(*self._one(id_)))
        )

    def put(self, webhook: Webhook, pending: Pending | None) -> None:
        """Where one stands by now, and what is on its way; nothing where it was removed."""
        values = {
            "document": webhook.model_dump_json(),
            "pending": pending and pending.model_dump_json(),
        }
        query = update(WEBHOOK).where(*self._one(webhook.id)).values(**values)
        self._journal.alone(lambda connection: connection.execute(query))

    def hold(
        self, id_: str, holder: str, now: datetime, until: datetime
    ) -> tuple[Webhook, Pending | None, str] | None:
        """One with what is on its way and its secret, to be delivered by *holder* alone; nothing while another does."""
        free = or_(
            _COLUMNS.holder.is_(None),
            _COLUMNS.holder == holder,
            _COLUMNS.held_until < now.isoformat(),
        )

        def held(connection: Connection) -> tuple[Webhook, Pending | None, str] | None:
            taken = {"holder": holder, "held_until": until.isoformat()}
            connection.execute(update(WEBHOOK).where(*self._one(id_), free).values(**taken))
            query = select(WEBHOOK).where(*self._one(id_), _COLUMNS.holder == holder)
            row = connection.execute(query).first()
            if row is None:
                return None
            pending = Pending.model_validate_json(row.pending) if row.pending else None
            return Webhook.model_validate_json(row.document), pending, row.secret

        return self._journal.alone(held)

    def release(self, id_: str, holder: str) -> None:
        """Let others deliver one that *holder* held."""
        query = update(WEBHOOK).where(*self._one(id_), _COLUMNS.holder == holder)
        self._journal.alone(lambda connection: connection.execute(query.values(holder=None)))

    def free(self) -> None:
        """Let anybody deliver all of them: whoever held one is no more."""
        query = update(WEBHOOK).where(self._mine, _COLUMNS.holder.is_not(None))
        self._journal.alone(lambda connection: connection.execute(query.values(holder=None)))

    def _one(self, id_: str) -> tuple[ColumnElement[bool], ...]:
        return self._mine, _COLUMNS.id == id_
