"""Every line of the journal is what `events.schema.json` says, and means what it says of digests and links."""

import hashlib
import json
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from tests.contract.examples import breaks, invalid, valid
from tests.houses import (
    ADMINISTRATOR,
    DISABLED,
    ELDERLY,
    UNIT,
    a_house,
    admitted,
    id_number,
    submitted,
)
from yibiao import _schemas
from yibiao.flows.carrying import bring, undo
from yibiao.flows.challenging import challenges
from yibiao.flows.filling import fill
from yibiao.flows.following import webhooks
from yibiao.flows.granting import accounts, grants
from yibiao.flows.registering import elements, govern, register
from yibiao.flows.reporting import sentinels
from yibiao.flows.slicing import sealing
from yibiao.flows.units import rounds
from yibiao.model.account import Account
from yibiao.model.actor import Grant
from yibiao.model.challenge import Doubted
from yibiao.model.event import EVENT_KINDS, Event
from yibiao.model.original import SentFile
from yibiao.model.place import Round
from yibiao.model.record import Entry
from yibiao.model.sentinel import Demanded
from yibiao.model.webhook import Following

SCHEMA = _schemas.document("events.schema.json")


@pytest.fixture(scope="module")
def validator(registry):
    return Draft202012Validator(SCHEMA, registry=registry)


def test_the_schema_defines_every_kind():
    """One definition a kind and version, and an example of each."""
    Draft202012Validator.check_schema(SCHEMA)

    assert {f"{kind}.1" for kind in EVENT_KINDS} <= SCHEMA["$defs"].keys()
    assert set(EVENT_KINDS) == set(SCHEMA["properties"]["kind"]["enum"])
    assert set(EVENT_KINDS) == {breaks(path).document["kind"] for path in valid("events")}


@pytest.mark.parametrize("path", valid("events"), ids=lambda path: path.stem)
def test_valid_examples_are_valid(validator, path):
    """They satisfy the schema, and the model reads and writes them as they are."""
    document = breaks(path).document

    assert [each.message for each in validator.iter_errors(document)] == []
    assert Event.model_validate(document).document() == document


@pytest.mark.parametrize("path", invalid("events"), ids=lambda path: path.stem)
def test_invalid_examples_break_their_rule(validator, path):
    """Each breaks the one rule that it names."""
    example = breaks(path)

    assert {each.validator for each in validator.iter_errors(example.document)} == {example.rule}


def test_digests_and_links_are_as_described():
    """The examples are one journal, and its hashes are those that the schema's descriptions give."""

    def canonical(document):
        text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode()

    events = sorted(
        (breaks(path).document for path in valid("events") if path.stem != "erased"),
        key=lambda event: event["position"],
    )
    names = [
        "stream",
        "position",
        "id",
        "at",
        "actor",
        "kind",
        "version",
        "unit",
        "subject",
        "digest",
    ]
    link = "0" * 64
    for position, event in enumerate(events, 1):
        salted = event["salt"].encode() + canonical(event["body"])
        assert event["position"] == position
        assert event["digest"] == hashlib.sha256(salted).hexdigest()
        linked = canonical([link, *(event.get(name) for name in names)])
        link = event["link"]
        assert link == hashlib.sha256(linked).hexdigest()


def test_what_the_flows_write_satisfies_the_schema(validator, tmp_path):  # noqa: PLR0915  every flow that writes
    """Registering, admitting, refusing, retiring, rounds and entries: every event of every kind."""
    with a_house(tmp_path) as house:
        elderly = admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80")
        refused = submitted(house, "disabled-federation", DISABLED)
        register.refuse(house, refused.form.id, "f1", "person.name", ADMINISTRATOR)
        govern.refuse(house, refused.form.id, ["重复"], ADMINISTRATOR)
        withdrawn = submitted(house, "civil-affairs", DISABLED)
        govern.withdraw(house, withdrawn.form.id, "写错了", ADMINISTRATOR)
        round_ = Round(id="2026-01", period="monthly", opens="2026-01-01", due="2026-01-31")
        rounds.open_round(house, round_, ADMINISTRATOR)
        opened = Entry(id="e1", unit=UNIT, subject="p1", kind="person", act="open")
        fill.file(house, opened, ADMINISTRATOR)
        rounds.extend(house, "2026-01", date(2026, 2, 5), "春节", ADMINISTRATOR)
        rounds.submit(house, "2026-01", UNIT, ADMINISTRATOR, remark="外出")
        rounds.give_back(house, "2026-01", UNIT, "请核对", ADMINISTRATOR)
        rounds.close_round(house, "2026-01", ADMINISTRATOR)
        sealed = sealing.seal_now(house, "2026-01", ADMINISTRATOR).seals
        replaced = {"before": sealed[0].document(), "after": sealed[0].document()}
        body = {"round": "2026-01", "why": "依法抹除", "seals": [replaced]}
        house.record([house.draft("round.resealed", ADMINISTRATOR, body)])
        doubted = {"form": elderly, "subject": "p2", "why": "请核对"}
        person = {"person.id_number": id_number("1940-05-06", 2)}
        row = Entry(id="e2", unit=UNIT, subject="p2", kind="person", act="open", values=person)
        fill.file(house, row, ADMINISTRATOR)
        for number, field in enumerate(("f1", "f2", None)):
            each = Doubted(id=f"c{number}", field=field, **doubted)
            challenges.challenge(house, each, ADMINISTRATOR)
        asked = Demanded(id="s1", unit=UNIT, channel="phone", note="报老人数")
        sentinels.report(house, asked, ADMINISTRATOR)
        sentinels.answer(house, "s1", "told", "已告知", ADMINISTRATOR)
        following = Following(id="w1", form=elderly, url="https://example.org/hook")
        webhooks.register(house, following, ADMINISTRATOR)
        webhooks.enable(house, "w1", ADMINISTRATOR)
        webhooks.remove(house, "w1", ADMINISTRATOR)
        body = {"webhook": "w1", "why": "gone"}
        house.record([house.draft("webhook.disabled", ADMINISTRATOR, body)])
        challenges.confirm(house, "c0", "无误", ADMINISTRATOR)
        challenges.withdraw(house, "c1", "看错了", ADMINISTRATOR)
        corrected = {"act": "confirm", "challenge": "c2"}
        fill.file(house, Entry(id="e3", unit=UNIT, subject="p2", kind="person", **corrected), ADMINISTRATOR)  # fmt: skip
        split = elements.split(house, "person.phone", [(elderly, "f5")], ADMINISTRATOR)
        merged = elements.merge(house, split.change.other, "person.phone", ADMINISTRATOR)
        elements.restore(house, merged.id, ADMINISTRATOR)
        govern.retire(house, elderly, "不再需要", ADMINISTRATOR)
        file = SentFile("人口.xlsx", b"PK")
        brought = bring.begin(house, "workbook", file, ADMINISTRATOR, unit=UNIT).imported
        bring.finish(house, brought.id, {"accepted": 1}, {"rows": []}, ADMINISTRATOR)
        undo.undo(house, brought.id, "导错了", ADMINISTRATOR)
        given = Grant(id="g", actor="user:w", role="worker", unit=UNIT, until=date(2026, 12, 31))
        grants.give(house, given, ADMINISTRATOR)
        grants.take(house, "g", ADMINISTRATOR, why="调离")
        accounts.open_(house, Account(id="user:li", name="李"), ADMINISTRATOR)
        accounts.rename(house, "user:li", "黎", ADMINISTRATOR)
        accounts.close(house, "user:li", "调离", ADMINISTRATOR)
        events = [
            json.loads(each.model_dump_json(exclude_none=True)) for each in house.journal.events()
        ]

    problems = [
        (each["kind"], error.json_path, error.message)
        for each in events
        for error in validator.iter_errors(each)
    ]
    assert problems == []
    assert {each["kind"] for each in events} == set(EVENT_KINDS)
