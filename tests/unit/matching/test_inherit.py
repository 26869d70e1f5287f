from tests.builders import a_form
from yibiao.matching import inherit, propose, resolve
from yibiao.model import catalogue

STARTER = catalogue.starter()


def test_unchanged_fields_keep_their_decisions():
    """A new edition asks again only about what it asks otherwise."""
    old = a_form("a", "| 姓名 | 年收入 | 备注 |\n| | money | |")
    bindings = resolve(old, propose(old, STARTER), STARTER).bindings
    new = a_form("a", "| 备注 | 姓名 | 年收入 | 特长 |\n| | | text | |")
    found = inherit(old, new, bindings)

    assert {"f1", "f2"} == set(found)
    assert ("person.name", "rule:auto") == (found["f2"].element, found["f2"].decided_by)


def test_what_is_asked_twice_is_decided_anew():
    """Two fields with one label cannot tell whose decision is whose."""
    old = a_form("a", "| 备注 | 备注 |")
    bindings = resolve(old, propose(old, STARTER), STARTER).bindings

    assert {} == inherit(old, a_form("a", "| 备注 | 姓名 |"), bindings)
