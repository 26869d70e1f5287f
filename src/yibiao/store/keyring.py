"""The keyring: what proves who somebody is, in tables beside the journal, as digests that nobody can sign in with."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, Table, delete, insert, select, update

from yibiao.model.account import Reach, Session, Token
from yibiao.store.journal import Journal
from yibiao.store.tables import DEVICE, PASSWORD, SESSION, TOKEN

#: Known browsers of one account; the one that signed in longest ago gives way.
_DEVICES: Final = 20

#: Ended sessions and tokens are kept no longer than this.
_KEPT: Final = timedelta(days=90)


@dataclass(frozen=True)
class Password:
    """The hash of a password; where it is a first one, until when it may be changed for one's own."""

    hash: str
    at: datetime
    first_until: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """A session, and what its account was allowed when its id was given."""

    session: Session
    rights: str


class Keyring:
    """
    Passwords, sessions, tokens and known browsers of the accounts of a journal.

    Each question and each change is a transaction of its own; moments are aware.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._stream = journal.stream

    # passwords

    def password(self, account: str) -> Password | None:
        """What is known of the password of *account*."""
        row = self._one(PASSWORD, account=account)
        return row and Password(row.hash, _moment(row.at), _moment(row.first_until))

    def set_password(self, account: str, password: Password) -> None:
        """From now on it is this one."""
        values = {
            "hash": password.hash,
            "at": _text(password.at),
            "first_until": _text(password.first_until),
        }

        self._run(
            self._delete(PASSWORD, account=account),
            self._insert(PASSWORD, account=account, **values),
        )

    # sessions

    def begin(self, digest: str, session: Session, rights: str) -> None:
        """Keep a session under the digest of what its browser carries."""
        ended = _text(session.at - _KEPT)
        self._run(
            self._delete(SESSION).where(SESSION.c.until < ended),
            self._insert(SESSION, digest=digest, **_row(session), rights=rights),
        )

    def session(self, digest: str) -> Standing | None:
        """The session that stands under *digest*, ended or not."""
        row = self._one(SESSION, digest=digest)
        return row and Standing(_session(row), row.rights)

    def sessions(self, account: str, now: datetime) -> list[Session]:
        """The sessions of *account* that did not come to their absolute end, newest first."""
        rows = self._all(SESSION, account=account)
        found = [each for each in map(_session, rows) if now < each.until]
        return sorted(found, key=lambda each: each.at, reverse=True)

    def rotate(self, before: str, after: str, rights: str, until: datetime) -> bool:
        """
        Give the session under *before* the digest *after*; it goes on under both until *until*, for what is on its way.

        Whether it did: of several who try, one does.
        """

        def put(connection: Connection) -> bool:
            row = connection.execute(self._select(SESSION, digest=before)).one_or_none()
            if row is None or row.rights == rights:
                return False
            members = {**row._mapping, "digest": after, "rights": rights}  # noqa: SLF001  it is what SQLAlchemy calls it
            connection.execute(insert(SESSION).values(members))
            connection.execute(
                update(SESSION)
                .where(SESSION.c.stream == self._stream, SESSION.c.digest == before)
                .values(rights=rights, until=min(row.until, _text(until) or ""))
            )
            return True

        return self._journal.alone(put)

    def end(self, account: str, ids: Collection[str]) -> None:
        """End sessions of *account*, by their ids."""
        self._run(self._delete(SESSION, account=account).where(SESSION.c.id.in_(ids)))

    def end_one(self, digest: str) -> None:
        """End the session that stands under *digest*."""
        self._run(self._delete(SESSION, digest=digest))

    def end_all(self, account: str) -> None:
        """End every session of *account*."""
        self._run(self._delete(SESSION, account=account))

    # tokens

    def issue(self, digest: str, token: Token) -> None:
        """Keep a token under its digest."""
        row = {**_row(token), "reach": token.reach.model_dump_json(exclude_none=True)}
        self._run(self._insert(TOKEN, digest=digest, **row))

    def token(self, digest: str) -> Token | None:
        """The token that stands under *digest*, ended or not."""
        row = self._one(TOKEN, digest=digest)
        return row and _token(row)

    def tokens(self, account: str | None = None) -> list[Token]:
        """The tokens of *account*, or all; newest first."""
        members = {} if account is None else {"account": account}
        found = map(_token, self._all(TOKEN, **members))
        return sorted(found, key=lambda each: (each.at, each.id), reverse=True)

    def revoke(self, id_: str, at: datetime) -> None:
        """The token of that id lets nobody in any more."""
        self._run(
            update(TOKEN)
            .where(TOKEN.c.stream == self._stream, TOKEN.c.id == id_, TOKEN.c.revoked.is_(None))
            .values(revoked=_text(at))
        )

    # known browsers

    def known(self, account: str, digest: str) -> bool:
        """Whether somebody signed in to *account* from the browser that carries this."""
        return self._one(DEVICE, digest=digest, account=account) is not None

    def meet(self, account: str, digest: str, at: datetime) -> None:
        """Know it from now on."""

        def put(connection: Connection) -> None:
            connection.execute(self._delete(DEVICE, digest=digest))
            connection.execute(self._insert(DEVICE, digest=digest, account=account, at=_text(at)))
            rows = connection.execute(
                self._select(DEVICE, account=account).order_by(DEVICE.c.at.desc())
            )
            late = [row.digest for row in rows.all()[_DEVICES:]]
            connection.execute(self._delete(DEVICE).where(DEVICE.c.digest.in_(late)))

        self._journal.alone(put)

    # all of them

    def seen(self, sessions: Mapping[str, datetime], tokens: Mapping[str, datetime]) -> None:
        """Sessions and tokens, by digest, were last used then."""

        def put(connection: Connection) -> None:
            for table, moments in ((SESSION, sessions), (TOKEN, tokens)):
                for digest, at in moments.items():
                    connection.execute(
                        update(table)
                        .where(table.c.stream == self._stream, table.c.digest == digest)
                        .values(seen=_text(at))
                    )

        if sessions or tokens:
            self._journal.alone(put)

    def forget(self, account: str) -> None:
        """Nothing lets anybody in as *account* any more."""
        self._run(
            *(self._delete(each, account=account) for each in (PASSWORD, SESSION, TOKEN, DEVICE))
        )

    def _run(self, *statements: Any) -> None:
        """All of them, in one transaction."""

        def put(connection: Connection) -> None:
            for each in statements:
                connection.execute(each)

        self._journal.alone(put)

    def _one(self, table: Table, **members: str) -> Row[Any] | None:
        with self._journal.looking() as connection:
            return connection.execute(self._select(table, **members)).one_or_none()

    def _all(self, table: Table, **members: str) -> Iterable[Row[Any]]:
        with self._journal.looking() as connection:
            return connection.execute(self._select(table, **members)).all()

    def _select(self, table: Table, **members: str) -> Any:
        return select(table).where(*self._of(table, members))

    def _delete(self, table: Table, **members: str) -> Any:
        return delete(table).where(*self._of(table, members))

    def _insert(self, table: Table, **members: Any) -> Any:
        return insert(table).values(stream=self._stream, **members)

    def _of(self, table: Table, members: Mapping[str, str]) -> list[Any]:
        wanted = {"stream": self._stream, **members}
        return [table.c[name] == value for name, value in wanted.items()]


def _row(noun: Session | Token) -> dict[str, Any]:
    """Its members, moments as texts."""
    members = {name: getattr(noun, name) for name in type(noun).model_fields}
    return {
        name: _text(each) if isinstance(each, datetime) else each for name, each in members.items()
    }


def _session(row: Any) -> Session:
    return Session(**{name: getattr(row, name) for name in Session.model_fields})


def _token(row: Any) -> Token:
    members = {name: getattr(row, name) for name in Token.model_fields}
    return Token(**{**members, "reach": Reach.model_validate_json(row.reach)})


def _text(moment: datetime | None) -> str | None:
    """In UTC to the second, so that texts sort as moments do."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")


def _moment(text: Any) -> Any:
    return None if text is None else datetime.fromisoformat(text)
