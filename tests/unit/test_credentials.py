"""What may be a password, how tokens look, how often one may try."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao import _schemas, credentials
from yibiao.credentials.attempts import LONGEST

SALT = b"sixteen bytes..."
NOW = datetime(2026, 1, 1, 9, tzinfo=UTC)


def codes(password, *names):
    return [each.code for each in credentials.findings(password, names)]


@pytest.mark.parametrize(
    "password",
    [
        "三月的风吹过村口的老槐树吗",
        "correct horse battery",
        "tH9-x_Lq2!vB",
        "水稻 两亩 半，茶 三亩 整",
    ],
)
def test_a_long_one_will_do(password):
    """Length is what is asked for: no capitals, figures or marks."""
    assert codes(password, "zhang.wei", "张伟") == []


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password-too-short"),
        ("十一个字符的密码还不够", "password-too-short"),
        ("x" + "很长" * 64, "password-too-long"),
        ("my zhang.wei password", "password-names-account"),
        ("ＺＨＡＮＧ．ＷＥＩ is my name", "password-names-account"),
        ("password12345", "password-common"),
        ("PASSWORD!!!!2026", "password-common"),
        ("123456789012", "password-common"),
        ("9876543210987", "password-common"),
        ("qwertyuiop[]12", "password-common"),
        ("aaaaaaaaaaaaaa", "password-common"),
        ("abc123abc123abc", "password-common"),
        ("woaini520woaini520", "password-common"),
        ("1qaz2wsx3edc", "password-common"),
        ("一表通一表通一表通一表通", "password-common"),
    ],
)
def test_what_anybody_would_try_first_will_not(password, code):
    """Too short, too long, one's own name, or a common one in any dress."""
    assert code in codes(password, "zhang.wei", "张伟")


def test_the_commonest_are_written_as_they_are_compared():
    """In small letters, each once."""
    listed = _schemas.document("common-passwords.json")

    assert listed["passwords"] == sorted({each.casefold() for each in listed["passwords"]})
    assert [each.casefold() for each in listed["runs"]] == listed["runs"]


def test_a_hash_verifies_its_password_and_no_other():
    """Whatever keyboard it was typed on."""
    known = credentials.hashed("ｆｕｌｌ width 一表", SALT)

    assert known.startswith("$argon2id$")
    assert credentials.verify(known, "full width 一表")
    assert not credentials.verify(known, "full width 二表")
    assert not credentials.outdated(known)


def test_whoever_has_no_password_is_checked_all_the_same(monkeypatch):
    """Nobody's password is never right, and it is hashed as anybody's is, with the same parameters."""
    from yibiao.credentials import passwords

    assert not credentials.verify(None, "whatever it is")
    assert not credentials.outdated(passwords._OF_NOBODY)


@given(st.binary(min_size=32, max_size=32))
def test_a_token_is_known_by_its_looks(chance):
    """A prefix, letters and digits, and check digits that every slip breaks."""
    token = credentials.token(chance)

    assert re.fullmatch(r"yb_[0-9A-Za-z]{49}", token)
    assert credentials.plausible(token)
    assert not credentials.plausible(token[:-1])
    assert not credentials.plausible(token[:10] + ("0" if token[10] != "0" else "1") + token[11:])


@given(st.text(max_size=60))
def test_anything_else_is_no_token(text):
    """And is refused without looking it up."""
    assert not credentials.plausible(text)


def test_first_passwords_satisfy_the_rule():
    """They can be read out: no sign stands for two."""
    first = credentials.first_password(bytes(range(32)))

    assert re.fullmatch(r"([2-9a-hjkmnp-z]{4}-){4}[2-9a-hjkmnp-z]{4}", first)
    assert codes(first) == []


def test_a_few_attempts_are_free_and_then_they_take_longer():
    """Twice as long each time, and never longer than a quarter of an hour."""
    attempts, now, waits = credentials.Attempts(), NOW, []
    for _ in range(30):
        wait = attempts.charge({"a": 5}, now)
        if wait:
            now += timedelta(seconds=wait)
            assert attempts.charge({"a": 5}, now) == 0
        waits.append(wait)

    assert waits[:8] == [0, 0, 0, 0, 0, 1, 2, 4]
    assert waits[-1] == LONGEST
    assert max(waits) == LONGEST


def test_attempts_are_forgotten():
    """At once when it was the right one, and after a day; other keys stay."""
    attempts = credentials.Attempts()
    for _ in range(6):
        attempts.charge({"a": 5, "b": 5}, NOW)
        attempts.charge({"c": 5}, NOW)
    attempts.clear("a")

    assert attempts.charge({"a": 5}, NOW) == 0
    assert attempts.charge({"b": 5}, NOW) > 0
    assert attempts.charge({"c": 5}, NOW + timedelta(days=2)) == 0
    assert attempts.charge({"c": 5}, NOW + timedelta(days=2)) == 0


def test_so_many_are_counted_and_no_more():
    """The one that was tried longest ago gives way."""
    attempts = credentials.Attempts(most=3)
    for key in "abcd":
        attempts.charge({key: 1}, NOW)

    assert attempts.charge({"a": 1}, NOW) == 0
    assert attempts.charge({"d": 1}, NOW) > 0


def test_every_character_counts():
    """Nothing is cut off, however long it is."""
    known = credentials.hashed("水" * 128, SALT)

    assert credentials.verify(known, "水" * 128)
    assert not credentials.verify(known, "水" * 127)
    assert not credentials.verify(known, "水" * 127 + "火")
