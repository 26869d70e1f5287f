"""What proves who somebody is, in either kind of database."""

from datetime import UTC, datetime, timedelta

import pytest

from yibiao.model.account import Reach, Session, Token
from yibiao.store import Journal, Keyring, Password

NOW = datetime(2026, 1, 1, 9, tzinfo=UTC)
ZHANG = "user:zhang"


@pytest.fixture
def keyring(place):
    url = place if isinstance(place, str) else f"sqlite:///{place / 'journal.sqlite'}"
    with Journal(url) as journal:
        yield Keyring(journal)


def a_session(id_, account=ZHANG, hours=12):
    return Session(id=id_, account=account, at=NOW, seen=NOW, until=NOW + timedelta(hours=hours))


def a_token(id_, account=ZHANG, **members):
    return Token(
        id=id_, account=account, label="导出", at=NOW, by="user:a", until=NOW + timedelta(days=9), **members
    )  # fmt: skip


def test_a_password_is_replaced(keyring):
    """There is one an account, and none at first."""
    assert keyring.password(ZHANG) is None
    keyring.set_password(ZHANG, Password("h1", NOW, NOW + timedelta(days=14)))
    keyring.set_password(ZHANG, Password("h2", NOW))

    assert keyring.password(ZHANG) == Password("h2", NOW)
    assert keyring.password("user:li") is None


def test_sessions_come_as_they_went(keyring):
    """By digest, by account; ended one by one, or all."""
    for id_ in "abc":
        keyring.begin(f"digest-{id_}", a_session(id_), "rights")
    keyring.begin("digest-x", a_session("x", "user:li"), "rights")

    assert keyring.session("digest-a").session == a_session("a")
    keyring.end(ZHANG, ["a", "x"])
    assert keyring.session("digest-a") is None
    assert {each.id for each in keyring.sessions(ZHANG, NOW)} == {"b", "c"}
    keyring.end_all(ZHANG)
    assert keyring.sessions(ZHANG, NOW) == []
    assert keyring.session("digest-x") is not None


def test_a_session_changes_its_digest_once(keyring):
    """Of two who see that the rights changed, one gives another; the old one goes on for a moment."""
    keyring.begin("before", a_session("a"), "few")
    soon = NOW + timedelta(seconds=30)

    assert keyring.rotate("before", "after", "many", soon)
    assert not keyring.rotate("before", "another", "many", soon)
    assert keyring.session("before").session.until == soon
    assert keyring.session("after").session == a_session("a")
    assert keyring.session("another") is None


def test_tokens_come_as_they_went(keyring):
    """With how far they reach; revoked once, and kept."""
    wide, narrow = a_token("w"), a_token("n", reach=Reach(acts=("slice.read",), units=("999999",)))
    keyring.issue("digest-w", wide)
    keyring.issue("digest-n", narrow)
    keyring.issue("digest-x", a_token("x", "service:li"))
    keyring.revoke("n", NOW)
    keyring.revoke("n", NOW + timedelta(days=1))

    assert keyring.token("digest-w") == wide
    assert keyring.token("digest-n") == narrow.model_copy(update={"revoked": NOW})
    assert not keyring.token("digest-n").stands(NOW)
    assert {each.id for each in keyring.tokens(ZHANG)} == {"w", "n"}
    assert {each.id for each in keyring.tokens()} == {"w", "n", "x"}


def test_known_browsers_give_way(keyring):
    """An account has twenty, the latest."""
    for number in range(25):
        keyring.meet(ZHANG, f"d{number}", NOW + timedelta(minutes=number))

    known = [number for number in range(25) if keyring.known(ZHANG, f"d{number}")]
    assert known == list(range(5, 25))
    assert not keyring.known("user:li", "d24")


def test_what_is_forgotten_lets_nobody_in(keyring):
    """Of that account, and of no other."""
    for account in (ZHANG, "user:li"):
        keyring.set_password(account, Password("h", NOW))
        keyring.begin(f"s-{account}", a_session("s", account), "rights")
        keyring.issue(f"t-{account}", a_token("t", account))
        keyring.meet(account, f"d-{account}", NOW)
    later = NOW + timedelta(hours=1)
    keyring.seen({f"s-{ZHANG}": later, "s-user:li": later}, {"t-user:li": later})
    keyring.forget(ZHANG)

    assert keyring.password(ZHANG) is None
    assert keyring.session(f"s-{ZHANG}") is None
    assert keyring.token(f"t-{ZHANG}") is None
    assert not keyring.known(ZHANG, f"d-{ZHANG}")
    assert keyring.password("user:li") is not None
    assert keyring.session("s-user:li").session.seen == later
    assert keyring.token("t-user:li").seen == later
