"""Accounts from a terminal, and where the secrets come from that the service is started with."""

import json
import re

import pytest
import typer
from typer.testing import CliRunner

from tests.houses import a_house
from yibiao.cli import app
from yibiao.cli.secrets import secret
from yibiao.flows.house import House


@pytest.fixture
def told(tmp_path, monkeypatch):
    """What a command prints, over a house."""
    with a_house(tmp_path / "data"):
        pass
    monkeypatch.setenv("YIBIAO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words):
        done = CliRunner().invoke(app, ["user", *words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    return run


def test_a_person_is_given_a_first_password(told):
    """Shown once; another one after it; closed, with the reason."""
    shown = [told("add", "li.na", "李娜"), told("password", "li.na")]
    first, second = (re.search(r"(\w{4}-){4}\w{4}", each).group() for each in shown)
    told("rename", "li.na", "李娜娜")
    told("close", "li.na", "--why", "调离")
    (listed,) = json.loads(told("list", "--json"))

    assert first != second
    assert (listed["id"], listed["name"]) == ("user:li.na", "李娜娜")
    assert listed["closed"]
    assert first not in told("list")


def test_a_service_is_given_a_token(told, tmp_path):
    """Shown once, narrowed as it is wanted; listed without it; revoked."""
    told("add", "service:sync", "同步")
    shown = told("token", "service:sync", "夜间", "--days", "7", "--act", "slice.read")
    issued = re.search(r"yb_\w{49}", shown).group()
    (listed,) = json.loads(told("tokens", "service:sync", "--json"))
    with House(tmp_path / "data") as house:
        came = house.visitors.of_token(issued)
    told("revoke", "service:sync", listed["id"])
    (revoked,) = json.loads(told("tokens", "service:sync", "--json"))

    assert came.account.id == "service:sync"
    assert came.actor.scopes.acts == {"slice.read"}
    assert issued not in json.dumps(listed)
    assert revoked["revoked"]
    assert "夜间" in told("tokens", "service:sync")


def test_secrets_come_from_files(tmp_path):
    """Or from the environment; a file that cannot be read is said to be so, and nothing is made up instead."""
    file = tmp_path / "token"
    file.write_text("from a file\n", encoding="utf-8")

    assert secret("T", {"T": "said"}) == "said"
    assert secret("T", {"T": "said", "T_FILE": str(file)}) == "from a file"
    assert secret("T", {}) is None
    with pytest.raises(typer.BadParameter):
        secret("T", {"T_FILE": str(tmp_path / "none")})
