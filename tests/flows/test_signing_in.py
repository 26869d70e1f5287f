"""Signing in: one's first password, sessions and their ends, attempts, tokens, closing an account."""

import inspect
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted
from yibiao import access, credentials
from yibiao.errors import (
    AccountExists,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    SessionEnded,
    SignInPaused,
    SignInRefused,
)
from yibiao.flows.granting import accounts, grants, notices, own_tokens, signing, tokens
from yibiao.flows.granting.own_tokens import Wanted
from yibiao.flows.granting.signing import Origin
from yibiao.flows.granting.visitors import IDLE, LONGEST
from yibiao.flows.house import House
from yibiao.model.accessed import Access
from yibiao.model.account import Account, Reach
from yibiao.model.actor import Grant
from yibiao.store import Password

ZHANG = Account(id="user:zhang.wei", name="张伟")
ROBOT = Account(id="service:import", name="数据交换")
OWN = "三月的风吹过村口的老槐树"
HOME = Origin("192.0.2.1", "Chrome")
ELSEWHERE = Origin("198.51.100.7", "curl")


class Clock:
    def __init__(self):
        self.now = datetime(2026, 1, 1, 9, tzinfo=UTC)

    def __call__(self):
        return self.now

    def on(self, **time):
        self.now += timedelta(**time)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def house(tmp_path, clock, monkeypatch):
    # The hash itself is tested elsewhere; here it would only take its time.
    monkeypatch.setattr(credentials, "hashed", lambda password, _: f"hash of {password}")
    monkeypatch.setattr(
        credentials, "verify", lambda known, password: known == f"hash of {password}"
    )
    monkeypatch.setattr(credentials, "outdated", lambda _: False)
    with a_house(tmp_path / "data"):
        pass
    with House(tmp_path / "data", now=clock) as house:
        yield house


@pytest.fixture
def zhang(house):
    """What Zhang's first password is."""
    return accounts.open_(house, ZHANG, ADMINISTRATOR)


@pytest.fixture
def signed(house, zhang):
    """Zhang, signed in with a password of his own."""
    first = signing.sign_in(house, "zhang.wei", zhang, HOME)
    visitor = house.visitors.of_session(first.secret)
    return signing.change_password(house, visitor, zhang, OWN, Origin(device=first.device))


def test_a_first_password_is_to_be_changed(house, zhang):
    """It lets in once more to change it; a password of one's own ends that, and every other session."""
    first = signing.sign_in(house, "zhang.wei", zhang, HOME)
    visitor = house.visitors.of_session(first.secret)
    changed = signing.change_password(house, visitor, zhang, OWN, HOME)

    assert first.first_until == visitor.first_until is not None
    assert visitor.first
    assert not house.visitors.of_session(changed.secret).first
    with pytest.raises(NotSignedIn):
        house.visitors.of_session(first.secret)
    with pytest.raises(SignInRefused):
        signing.sign_in(house, "zhang.wei", zhang, HOME)


def test_a_first_password_runs_out(house, zhang, clock):
    """After two weeks nobody signs in with it; the administrator makes another."""
    clock.on(days=15)
    with pytest.raises(SignInRefused):
        signing.sign_in(house, "zhang.wei", zhang, HOME)
    another = accounts.reset(house, ZHANG.id, ADMINISTRATOR)

    assert signing.sign_in(house, "zhang.wei", another, HOME).first_until


def test_a_password_that_will_not_do_is_refused_with_every_reason(house, zhang):
    """And nothing changes."""
    visitor = house.visitors.of_session(signing.sign_in(house, "zhang.wei", zhang, HOME).secret)
    with pytest.raises(Invalid) as refusal:
        signing.change_password(house, visitor, zhang, "zhang.wei", HOME)
    with pytest.raises(Invalid) as same:
        signing.change_password(house, visitor, zhang, zhang, HOME)

    assert [each.code for each in refusal.value.findings] == ["password-too-short", "password-names-account"]  # fmt: skip
    assert [each.code for each in same.value.findings] == ["password-same"]
    assert house.visitors.of_session(signing.sign_in(house, "zhang.wei", zhang, HOME).secret).first


def test_a_session_ends_when_nothing_is_done_in_it(house, signed, clock):
    """What is used goes on, even when nobody looked it up for a while."""
    for _ in range(3):
        clock.on(seconds=IDLE.total_seconds() - 1)
        house.visitors.of_session(signed.secret)
    assert house.visitors.remembered(signed.secret, token=False) is not None
    clock.on(seconds=IDLE.total_seconds())

    assert house.visitors.remembered(signed.secret, token=False) is None
    with pytest.raises(SessionEnded):
        house.visitors.of_session(signed.secret)


def test_a_session_ends_after_a_day_whatever_is_done_in_it(house, signed, clock):
    """However much it is used."""
    minutes = LONGEST.total_seconds() // 60 - 1
    for _ in range(int(minutes) // 20):
        clock.on(minutes=20)
        house.visitors.of_session(signed.secret)
    clock.on(minutes=21)

    with pytest.raises(SessionEnded):
        house.visitors.of_session(signed.secret)


def test_sessions_outlast_the_service(tmp_path, house, signed, clock):
    """With when they were last used."""
    clock.on(minutes=20)
    house.visitors.of_session(signed.secret)
    house.close()
    clock.on(minutes=20)
    with House(tmp_path / "data", now=clock) as again:
        assert again.visitors.of_session(signed.secret).account == ZHANG


def test_one_sees_and_ends_ones_own_sessions(house, signed):
    """The one that is used stays; what is ended is so at once."""
    others = [signing.sign_in(house, "zhang.wei", OWN, HOME) for _ in range(3)]
    visitor = house.visitors.of_session(signed.secret)
    for each in others:
        house.visitors.of_session(each.secret)
    ids = {each.id for each in signing.sessions(house, visitor)}
    signing.end_session(house, visitor, others[0].session.id)
    ended = house.visitors.remembered(others[0].secret, token=False)
    signing.end_session(house, visitor, None)

    assert ids == {signed.session.id, *(each.session.id for each in others)}
    assert ended is None
    assert [each.id for each in signing.sessions(house, visitor)] == [signed.session.id]
    with pytest.raises(NotFound):
        signing.end_session(house, visitor, others[0].session.id)
    signing.sign_out(house, visitor)
    with pytest.raises(NotSignedIn):
        house.visitors.of_session(signed.secret)


def test_signing_in_ends_the_session_the_browser_had(house, signed):
    """Nobody goes on under an id that was there before."""
    again = signing.sign_in(house, "zhang.wei", OWN, Origin(session=signed.secret))

    assert again.secret != signed.secret
    with pytest.raises(NotSignedIn):
        house.visitors.of_session(signed.secret)


@pytest.mark.parametrize("login", ["zhang.wei", "nobody"])
def test_too_many_attempts_have_to_wait(house, zhang, clock, login):
    """Whether anybody has that name or not."""
    outcomes = [tried(house, login, "wrong", HOME) for _ in range(8)]
    clock.on(minutes=15)

    assert outcomes == [SignInRefused] * 5 + [SignInPaused] * 3
    assert tried(house, login, "wrong", HOME) is SignInRefused
    assert tried(house, login, "wrong", HOME) is SignInPaused


def test_nobody_locks_others_out(house, signed, clock):
    """Strangers slow down strangers: from a browser that he signed in from before, Zhang comes in as ever."""
    device = signing.sign_in(house, "zhang.wei", OWN, HOME).device
    for number in range(100):
        tried(house, "zhang.wei", "guess", Origin(f"198.51.100.{number}"))
        tried(house, "zhang.wei", "guess", HOME)

    assert tried(house, "zhang.wei", OWN, Origin("192.0.2.7")) is SignInPaused
    assert tried(house, "zhang.wei", OWN, Origin("192.0.2.1", device="made up")) is SignInPaused
    assert tried(house, "zhang.wei", OWN, Origin("192.0.2.1", device=device)) is None
    clock.on(minutes=15)
    assert tried(house, "zhang.wei", OWN, Origin("192.0.2.7")) is None


def test_a_known_browser_is_not_let_guess_either(house, signed):
    """It is counted for itself."""
    known = Origin(device=signing.sign_in(house, "zhang.wei", OWN, HOME).device)
    outcomes = [tried(house, "zhang.wei", "guess", known) for _ in range(6)]

    assert outcomes == [SignInRefused] * 5 + [SignInPaused]


def test_two_people_share_a_machine(house, signed):
    """It is known to both."""
    li = accounts.open_(house, Account(id="user:li.na", name="李娜"), ADMINISTRATOR)
    device = signing.sign_in(house, "zhang.wei", OWN, HOME).device
    again = signing.sign_in(house, "li.na", li, Origin("192.0.2.1", device=device)).device
    for _ in range(40):
        tried(house, "zhang.wei", "guess", HOME)

    assert again == device
    assert tried(house, "zhang.wei", OWN, Origin("192.0.2.1", device=device)) is None


def tried(house, login, password, origin):
    try:
        signing.sign_in(house, login, password, origin)
    except (SignInRefused, SignInPaused) as refusal:
        return type(refusal)
    return None


def meanwhile(monkeypatch, keyring, name, act):
    """Whatever is looked up by *name* is answered as it stood before *act*."""
    look = getattr(keyring, name)

    def looked_up(*asked):
        found = look(*asked)
        monkeypatch.setattr(keyring, name, look)
        act()
        return found

    monkeypatch.setattr(keyring, name, looked_up)


def test_what_ends_while_it_is_looked_up_is_not_remembered(house, signed, monkeypatch):
    """A session and a token: the look-up that was under way says what was, and nobody believes it afterwards."""
    visitor = house.visitors.of_session(signed.secret)
    secret, token = own_tokens.issue(house, visitor, Wanted(label="x"))
    revoke = partial(own_tokens.revoke, house, visitor, token.id)
    meanwhile(monkeypatch, house.keyring, "token", revoke)
    house.visitors.of_token(secret)
    meanwhile(monkeypatch, house.keyring, "session", partial(signing.sign_out, house, visitor))
    house.visitors.of_session(signed.secret)

    assert house.visitors.remembered(secret, token=True) is None
    assert house.visitors.remembered(signed.secret, token=False) is None
    with pytest.raises(NotSignedIn):
        house.visitors.of_token(secret)
    with pytest.raises(NotSignedIn):
        house.visitors.of_session(signed.secret)


@pytest.mark.parametrize("end", ["reset", "close"])
def test_a_password_that_is_taken_away_while_it_is_proved_lets_nobody_in(
    house, signed, monkeypatch, end
):
    """No session is begun behind the end of all of them."""
    act = {
        "reset": partial(accounts.reset, house, ZHANG.id, ADMINISTRATOR),
        "close": partial(accounts.close, house, ZHANG.id, "调离", ADMINISTRATOR),
    }[end]
    meanwhile(monkeypatch, house.keyring, "password", act)

    assert tried(house, "zhang.wei", OWN, HOME) is SignInRefused
    assert house.keyring.sessions(ZHANG.id, house.now()) == []


def test_a_session_is_no_token_and_a_token_no_session(house, signed):
    """Whatever was looked up just now counts only as what it is."""
    visitor = house.visitors.of_session(signed.secret)
    secret, _ = own_tokens.issue(house, visitor, Wanted(label="x"))
    house.visitors.of_session(signed.secret)
    house.visitors.of_token(secret)

    assert house.visitors.remembered(signed.secret, token=False) is not None
    assert house.visitors.remembered(signed.secret, token=True) is None
    assert house.visitors.remembered(secret, token=True) is not None
    assert house.visitors.remembered(secret, token=False) is None


def noted(house):
    return [
        (each.access.actor, each.access.what, each.access.place, each.access.address)
        for each in house.accesses.lines()
    ]


def test_who_comes_in_and_by_what_is_recorded(house, zhang):
    """Signing in and out, passwords, tokens; of whoever was refused, only whose account they tried."""
    first = signing.sign_in(house, "zhang.wei", zhang, HOME)
    assert tried(house, "zhang.wei", "wrong", ELSEWHERE) is SignInRefused
    assert tried(house, "my secret typed here", "wrong", ELSEWHERE) is SignInRefused
    visitor = house.visitors.of_session(first.secret)
    signed = signing.change_password(house, visitor, zhang, OWN, HOME)
    visitor = house.visitors.of_session(signed.secret)
    other = signing.sign_in(house, "zhang.wei", OWN, HOME)
    _, token = own_tokens.issue(house, visitor, Wanted(label="x"))
    own_tokens.revoke(house, visitor, token.id)
    signing.end_session(house, visitor, None)
    signing.sign_out(house, visitor)
    accounts.reset(house, ZHANG.id, ADMINISTRATOR)

    assert noted(house) == [
        (ZHANG.id, "sign-in", first.session.id, HOME.address),
        (ZHANG.id, "sign-in-refused", ZHANG.id, ELSEWHERE.address),
        ("nobody", "sign-in-refused", "", ELSEWHERE.address),
        (ZHANG.id, "password-changed", ZHANG.id, None),
        (ZHANG.id, "sign-in", other.session.id, HOME.address),
        (ZHANG.id, "token-issued", token.id, None),
        (ZHANG.id, "token-revoked", token.id, None),
        (ZHANG.id, "sign-out", other.session.id, None),
        (ZHANG.id, "sign-out", signed.session.id, None),
        (ADMINISTRATOR.id, "password-reset", ZHANG.id, None),
    ]
    assert [*house.accesses.findings()] == []


def test_guessing_is_out_of_the_ordinary(house, signed, clock):
    """Of one account, and whoever comes in after it; from one address, whatever is tried. Once a day each."""
    clock.on(hours=7)  # midnight in China

    def refused(login, number):
        for _ in range(number):
            clock.on(minutes=16)
            assert tried(house, login, "wrong", ELSEWHERE) is SignInRefused

    def unusual():
        house.accesses.flush()
        found = house.accesses.lines(unusual=True)
        return [(each.access.what, each.access.actor) for each in found]

    refused("zhang.wei", 10)
    assert unusual() == []
    refused("zhang.wei", 2)
    assert unusual() == [("sign-in-refused", ZHANG.id)]
    clock.on(minutes=16)
    signing.sign_in(house, "zhang.wei", OWN, ELSEWHERE)
    assert unusual()[1:] == [("sign-in", ZHANG.id)]
    refused("somebody", 20)
    assert unusual()[2:] == [("sign-in-refused", "nobody")]
    clock.on(days=1)
    refused("zhang.wei", 10)
    signing.sign_in(house, "zhang.wei", OWN, HOME)
    assert len(unusual()) == 3


def test_a_token_lets_a_program_in(house, signed, clock):
    """Until it ends, or is revoked; when it was last used is seen."""
    visitor = house.visitors.of_session(signed.secret)
    wanted = Wanted(label="导出", days=30, reach=Reach(acts=("slice.read",), units=(UNIT,)))
    secret, token = own_tokens.issue(house, visitor, wanted)
    came = house.visitors.of_token(secret)
    remembered = house.visitors.remembered(secret, token=True)
    revoked, second = own_tokens.issue(house, visitor, Wanted(label="别的"))
    house.visitors.of_token(revoked)
    own_tokens.revoke(house, visitor, second.id)

    assert came.token == token
    assert came.actor.id == ZHANG.id
    assert {each.label: each.seen for each in own_tokens.held(house, visitor)}["导出"] == clock.now
    assert remembered == came
    assert house.visitors.remembered(revoked, token=True) is None
    with pytest.raises(NotSignedIn):
        house.visitors.of_token(revoked)
    clock.on(days=30)
    with pytest.raises(NotSignedIn):
        house.visitors.of_token(secret)


def test_no_token_begets_another(house, signed):
    """Nor does it change a password, or look at sessions."""
    secret, _ = own_tokens.issue(house, house.visitors.of_session(signed.secret), Wanted(label="x"))
    visitor = house.visitors.of_token(secret)

    for refused in (
        lambda: own_tokens.issue(house, visitor, Wanted(label="y")),
        lambda: own_tokens.held(house, visitor),
        lambda: signing.sessions(house, visitor),
        lambda: signing.sign_out(house, visitor),
        lambda: signing.change_password(house, visitor, OWN, "另外一个足够长的密码吧", HOME),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_token_says_what_there_is(house, signed):
    """No act, form or unit that is not there; not for ever."""
    visitor = house.visitors.of_session(signed.secret)
    with pytest.raises(Invalid) as refusal:
        own_tokens.issue(house, visitor, Wanted(label="x", days=400, reach=Reach(acts=("fly",))))
    for reach in (Reach(units=("999999009009",)), Reach(forms=("nobody.form",))):
        with pytest.raises(NotFound):
            own_tokens.issue(house, visitor, Wanted(label="x", reach=reach))

    assert [each.code for each in refusal.value.findings] == ["token-too-long", "act-unknown"]


def test_a_service_has_tokens_and_no_password(house, zhang):
    """The administrator issues and revokes them; a person's only they themselves."""
    assert accounts.open_(house, ROBOT, ADMINISTRATOR) is None
    secret, token = tokens.issue(house, ROBOT.id, Wanted(label="夜间"), ADMINISTRATOR)

    assert house.visitors.of_token(secret).account == ROBOT
    assert tried(house, "import", "", HOME) is SignInRefused
    with pytest.raises(NotFound):
        tokens.issue(house, ZHANG.id, Wanted(label="x"), ADMINISTRATOR)
    with pytest.raises(NotFound):
        accounts.reset(house, ROBOT.id, ADMINISTRATOR)
    tokens.revoke(house, ROBOT.id, token.id, ADMINISTRATOR)
    assert tokens.of_account(house, ROBOT.id, ADMINISTRATOR)[0].revoked is not None
    with pytest.raises(NotSignedIn):
        house.visitors.of_token(secret)


def test_a_closed_account_lets_nobody_in(house, signed):
    """Sessions and tokens end at once, and the id is given to nobody else."""
    visitor = house.visitors.of_session(signed.secret)
    secret, _ = own_tokens.issue(house, visitor, Wanted(label="x"))
    house.visitors.of_token(secret)
    accounts.close(house, ZHANG.id, "调离", ADMINISTRATOR)
    accounts.close(house, ZHANG.id, "再次", ADMINISTRATOR)

    assert house.visitors.remembered(signed.secret, token=False) is None
    assert house.visitors.remembered(secret, token=True) is None
    for let_in in (house.visitors.of_session, house.visitors.of_token):
        with pytest.raises(NotSignedIn):
            let_in(signed.secret if let_in == house.visitors.of_session else secret)
    assert tried(house, "zhang.wei", OWN, HOME) is SignInRefused
    assert accounts.holder(house, ZHANG.id, ADMINISTRATOR).why == "调离"
    with pytest.raises(AccountExists):
        accounts.open_(house, ZHANG, ADMINISTRATOR)


def test_the_journal_knows_accounts_and_no_secret(house, signed):
    """Opened, renamed, closed: whoever reads the journal learns nothing to sign in with."""
    accounts.rename(house, ZHANG.id, "张薇", ADMINISTRATOR)
    accounts.close(house, ZHANG.id, "调离", ADMINISTRATOR)
    told = [each for each in house.journal.events() if each.kind.startswith("account.")]

    assert [(each.kind, each.body) for each in told] == [
        ("account.opened", {"account": ZHANG.document()}),
        ("account.renamed", {"account": ZHANG.id, "name": "张薇"}),
        ("account.closed", {"account": ZHANG.id, "why": "调离"}),
    ]
    assert [each.account.name for each in accounts.held(house, ADMINISTRATOR)] == ["张薇"]


def test_whatever_one_does_for_oneself_asks_who_came_in():
    """These flows ask no policy, for nobody needs a grant to sign out: so each takes the visitor, or takes their word."""
    walked = {
        name: inspect.signature(each).parameters
        for module in (signing, own_tokens, notices)
        for name, each in inspect.getmembers(module, inspect.isfunction)
        if each.__module__ == module.__name__ and not name.startswith("_")
    }
    without = {name for name, wanted in walked.items() if "visitor" not in wanted}

    # Signing in is proved by the password; the other two are steps of flows that asked.
    assert without == {"sign_in", "issued", "revoked"}


def test_a_token_narrows_what_its_account_is_granted(house, signed):
    """Acts, forms and units that are named, and of them only what the account holds; it follows what is given and taken."""
    form = admitted(house, "civil-affairs", ELDERLY, scope="true")
    visitor = house.visitors.of_session(signed.secret)

    def issued(**reach):
        return own_tokens.issue(house, visitor, Wanted(label="x", reach=Reach(**reach)))[0]

    all_, one = issued(), issued(units=(UNIT + "001",), acts=("record.read",))
    series = issued(forms=(form.partition("@")[0],))
    bare = house.visitors.of_token(all_).actor
    grants.give(house, Grant(id="g", actor=ZHANG.id, role="worker", unit=UNIT), ADMINISTRATOR)
    whole, narrow = (house.visitors.of_token(each).actor for each in (all_, one))

    assert bare.grants == ()
    assert [each.unit for each in whole.grants] == [UNIT]
    assert [each.unit for each in narrow.grants] == [UNIT + "001"]
    assert narrow.scopes.acts == {"record.read"}
    assert house.visitors.of_token(series).actor.scopes.forms == {form}
    may = partial(access.may, today=house.today)
    assert may(whole, "entry.file", house.at(UNIT))
    assert may(narrow, "record.read", house.at(UNIT + "001"))
    assert not may(narrow, "record.read", house.at(UNIT))
    assert not may(narrow, "entry.file", house.at(UNIT + "001"))


def test_an_administrators_token_for_a_unit_is_no_administrators(house, signed):
    """It sees and does nothing elsewhere, and gives nothing that a township does not give."""
    grants.give(house, Grant(id="g", actor=ZHANG.id, role="administrator"), ADMINISTRATOR)
    visitor = house.visitors.of_session(signed.secret)
    wanted = Wanted(label="x", reach=Reach(units=(UNIT,)))
    actor = house.visitors.of_token(own_tokens.issue(house, visitor, wanted)[0]).actor
    form = admitted(house, "civil-affairs", ELDERLY, scope="true")

    assert [(each.role, each.unit) for each in actor.grants] == [("township", UNIT)]
    assert set(house.sight(actor, house.registry.registration(form)).units) == {UNIT, UNIT + "001"}
    with pytest.raises(NotAllowed):
        grants.give(house, Grant(id="h", actor="user:x", role="administrator"), actor)


def test_a_session_gets_another_id_when_its_rights_change(house, signed, clock):
    """What is on its way goes on for half a minute; whoever took the old id has it no longer."""
    house.visitors.of_session(signed.secret)
    grants.give(house, Grant(id="g", actor=ZHANG.id, role="worker", unit=UNIT), ADMINISTRATOR)
    first = house.visitors.of_session(signed.secret)
    second = house.visitors.of_session(signed.secret)
    clock.on(seconds=31)
    after = house.visitors.of_session(first.rotated)

    assert house.visitors.remembered(signed.secret, token=False) is None
    assert first.rotated not in (None, signed.secret)
    assert second.rotated is None
    assert [each.id for each in after.actor.grants] == ["g"]
    assert after.session.id == first.session.id
    assert len(signing.sessions(house, after)) == 1
    with pytest.raises(SessionEnded):
        house.visitors.of_session(signed.secret)


def test_nobody_becomes_somebody_who_may_do_more(house, zhang):
    """Whoever changes accounts changes none that holds what they could not give: no password, no token of it."""
    accounts.open_(house, ROBOT, ADMINISTRATOR)
    for number, account in enumerate((ZHANG, ROBOT)):
        given = Grant(id=f"a{number}", actor=account.id, role="administrator")
        grants.give(house, given, ADMINISTRATOR)
    grants.give(house, Grant(id="o", actor="user:office", role="office"), ADMINISTRATOR)
    office = house.actor("user:office")

    for change in (
        lambda: accounts.reset(house, ZHANG.id, office),
        lambda: accounts.close(house, ZHANG.id, "", office),
        lambda: accounts.rename(house, ZHANG.id, "x", office),
        lambda: tokens.issue(house, ROBOT.id, Wanted(label="x"), office),
        lambda: tokens.revoke(house, ROBOT.id, "x", office),
    ):
        with pytest.raises(NotAllowed):
            change()
    assert accounts.open_(house, Account(id="user:new", name="新"), office)


def test_whoever_changes_a_password_knows_it(house, signed):
    """A session that lies open is not enough, and guessing in it slows down as anywhere."""
    visitor = house.visitors.of_session(signed.secret)
    outcomes = []
    for _ in range(6):
        with pytest.raises((SignInRefused, SignInPaused)) as refusal:
            signing.change_password(house, visitor, "wrong", "另外一个足够长的密码吧", HOME)
        outcomes.append(refusal.type)

    assert outcomes == [SignInRefused] * 5 + [SignInPaused]
    assert tried(house, "zhang.wei", OWN, HOME) is None


def test_a_hash_of_yesterday_is_renewed(house, signed, monkeypatch):
    """Whoever signs in leaves a hash of today's strength; the password and its age stay."""
    before = house.keyring.password(ZHANG.id)
    monkeypatch.setattr(credentials, "outdated", lambda known: known == before.hash)
    monkeypatch.setattr(credentials, "hashed", lambda *_: "a stronger one")
    signing.sign_in(house, "zhang.wei", OWN, HOME)

    assert house.keyring.password(ZHANG.id) == Password("a stronger one", before.at)


def test_whoever_has_no_account_is_looked_up_all_the_same(house, zhang, monkeypatch):
    """As often, and hashed as often: the time that an answer takes does not tell who has one."""
    counted = []
    for owner, name in (
        (house.keyring, "password"),
        (house.keyring, "known"),
        (credentials, "verify"),
    ):
        monkeypatch.setattr(owner, name, _counting(counted, name, getattr(owner, name)))
    told = []
    for login in ("zhang.wei", "nobody"):
        counted.clear()
        tried(house, login, "wrong", Origin("192.0.2.1", device="some browser"))
        told.append(list(counted))

    assert told[0] == told[1] == ["known", "password", "verify"]


def _counting(counted, name, act):
    def counting(*arguments):
        counted.append(name)
        return act(*arguments)

    return counting


def test_what_became_of_an_account_is_told_at_the_next_sign_in(house, signed, clock):
    """Passwords, tokens, attempts since the time before, by whom and from where; and what ends soon. Once, and to nobody else."""
    visitor = house.visitors.of_session(signed.secret)
    assert notices.notices(house, visitor) == notices.Notices()  # nobody signed in before
    clock.on(hours=1)
    _, old = own_tokens.issue(house, visitor, Wanted(label="月报", days=10))
    own_tokens.issue(house, visitor, Wanted(label="年报"))
    own_tokens.revoke(house, visitor, old.id)
    own_tokens.issue(house, visitor, Wanted(label="周报", days=7))
    clock.on(hours=1)
    for _ in range(2):
        with pytest.raises(SignInRefused):
            signing.sign_in(house, ZHANG.login, "guessed", ELSEWHERE)
    first = accounts.reset(house, ZHANG.id, ADMINISTRATOR)
    clock.on(hours=1)
    again = signing.sign_in(house, ZHANG.login, first, HOME)
    told = notices.notices(house, house.visitors.of_session(again.secret))

    assert again.first_until == clock.now + timedelta(days=14, hours=-1)
    assert told.address == HOME.address
    assert Counter(
        (each.about, each.label, each.by, each.times) for each in told.notices
    ) == Counter(
        {
            ("password-reset", None, ADMINISTRATOR.id, 1): 1,
            ("password-changed", None, None, 1): 1,
            ("sign-in-refused", None, None, 2): 1,
            **{("token-issued", each, None, 1): 1 for each in ("月报", "年报", "周报")},
            ("token-revoked", "月报", None, 1): 1,
            ("token-ends", "周报", None, 1): 1,
        }
    )
    assert [each.address for each in told.notices if each.about == "sign-in-refused"] == [
        ELSEWHERE.address
    ]
    clock.on(hours=1)
    once_more = signing.sign_in(house, ZHANG.login, first, HOME)
    visitor = house.visitors.of_session(once_more.secret)
    left = notices.notices(house, visitor).notices
    assert [each.about for each in left] == ["token-ends"]
    service = tokens.issue(house, accounts.open_(house, ROBOT, ADMINISTRATOR) or ROBOT.id, Wanted(label="x"), ADMINISTRATOR)[0]  # fmt: skip
    with pytest.raises(NotAllowed):
        notices.notices(house, house.visitors.of_token(service))


def test_of_much_that_became_of_an_account_the_newest_is_told(house, signed, clock):
    """However often others tried, the last attempt and how many there were; of other things the newest twenty."""
    signing.sign_in(house, ZHANG.login, OWN, HOME)

    def happened(times, what, address):
        for _ in range(times):
            clock.on(seconds=1)
            house.accesses.note(
                Access(at=clock.now, actor=ZHANG.id, what=what, place=ZHANG.id, rows=0, address=address)
            )  # fmt: skip

    happened(1_000, "sign-in-refused", ELSEWHERE.address)
    happened(1, "sign-in-refused", "203.0.113.9")
    refused = clock.now
    happened(21, "password-changed", HOME.address)
    again = signing.sign_in(house, ZHANG.login, OWN, HOME)
    told = notices.notices(house, house.visitors.of_session(again.secret)).notices
    (attempts,) = [each for each in told if each.about == "sign-in-refused"]
    changed = [each.at for each in told if each.about == "password-changed"]

    assert (refused, "203.0.113.9", 1_001) == (attempts.at, attempts.address, attempts.times)
    assert [refused + timedelta(seconds=each) for each in range(21, 1, -1)] == changed
