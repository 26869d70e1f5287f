"""Slices over HTTP: formats by name or by what is accepted, nothing sent twice, nothing worked out for nobody."""

import json

import pytest
from litestar.testing import TestClient

from tests.houses import UNIT
from tests.residents import residents
from yibiao.web.app import create_app

MEDIA = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.stream",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with residents(tmp_path_factory.mktemp("exports") / "data") as house:
        yield house


@pytest.fixture(scope="module")
def client(house):
    with TestClient(create_app(house, "token")) as client:
        client.headers["Authorization"] = "Bearer token"
        yield client


def path(house):
    return f"/api/v1/slices/{house.form}"


@pytest.mark.parametrize(("format_", "media"), MEDIA.items())
def test_a_format_by_name_or_by_what_is_accepted(house, client, format_, media):
    """The same answer either way, complete in its headers; as a file that is named after the form."""
    named = client.get(path(house), params={"format": format_, "unit": UNIT})
    accepted = client.get(path(house), params={"unit": UNIT}, headers={"Accept": media})

    assert media == named.headers["content-type"].partition(";")[0]
    assert named.content == accepted.content or format_ == "arrow"
    assert named.headers["etag"] == accepted.headers["etag"]
    assert 40 == json.loads(named.headers["yibiao-completeness"])["rows"]
    assert str(house.journal.head) == named.headers["yibiao-as-of"]
    assert (format_ == "json") == ("content-disposition" not in named.headers)


@pytest.mark.parametrize(
    "accept", ["*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "application/*"]
)
def test_json_is_what_is_given_otherwise(house, client, accept):
    """To browsers too."""
    assert (
        "application/json"
        == client.get(path(house), headers={"Accept": accept}).headers["content-type"]
    )


def test_what_there_is_not_is_refused(house, client):
    """With what there is."""
    refused = client.get(path(house), headers={"Accept": "image/png"})

    assert (406, "urn:yibiao:problem:not-acceptable") == (
        refused.status_code,
        refused.json()["type"],
    )
    assert "parquet" in refused.json()["detail"]


def test_a_format_that_there_is_not_is_told_which_there_are(house, client):
    """By the name that the parameter has in the address."""
    refused = client.get(path(house), params={"format": "odt"})
    (finding,) = refused.json()["errors"]

    assert (400, "?format") == (refused.status_code, finding["where"])
    assert "json, ndjson, csv, xlsx, parquet, arrow, filled" in finding["says"]["zh"]


@pytest.mark.parametrize("format_", MEDIA)
def test_what_is_known_is_not_sent_again(house, client, format_):
    """Until something is filed; each format, each wish and each reader has a tag of its own."""
    first = client.get(path(house), params={"format": format_})
    again = client.get(
        path(house),
        params={"format": format_},
        headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'},
    )
    other = client.get(
        path(house),
        params={"format": format_, "filter": "f4 > 5"},
        headers={"If-None-Match": first.headers["etag"]},
    )

    assert (304, b"") == (again.status_code, again.content)
    assert first.headers["etag"] == again.headers["etag"]
    assert 200 == other.status_code
    assert "no-cache" in first.headers["cache-control"]


def test_tags_of_all_orders_differ(house, client):
    """A page is asked in two, and what it is found in is the same whichever way it goes."""
    tags = {
        client.get(path(house), params={"limit": 5, "sort": each}).headers["etag"]
        for each in ("f1", "-f1", "f2", "-f2")
    }

    assert 4 == len(tags)


def test_tags_of_all_formats_differ(house, client):
    """So that no cache gives one for another."""
    tags = {client.get(path(house), params={"format": each}).headers["etag"] for each in MEDIA}

    assert len(MEDIA) == len(tags)


def test_groups_over_http(house, client):
    """By what stands in the address, with commas."""
    document = client.get(
        path(house),
        params={"group": "性别, township", "measure": "count, mean(f4)", "sort": "-count"},
    ).json()

    assert ["f3", "township", "township.name", "count", "mean(f4)"] == [
        each["id"] for each in document["columns"]
    ]
    assert 40 == sum(row[3] for row in document["rows"])


@pytest.mark.parametrize("format_", ["json", "csv"])
def test_what_is_looked_for_may_stand_in_the_body(house, client, format_):
    """The same answer as with parameters; a jump in it, and nothing that says in two ways where it begins."""
    sought = {"filter": "f3 = '男'", "search": "张三", "format": format_}
    asked = client.get(path(house), params={**sought, "sort": "-f4,f1", "limit": 7})
    told = client.post(
        f"{path(house)}/rows", json={**sought, "sort": ["-f4", "f1"], "limit": 7, "skip": 0}
    )
    twice = client.post(f"{path(house)}/rows", json={"skip": 3, "cursor": "x", "limit": 7})

    assert (200, asked.content) == (told.status_code, told.content)
    assert (400, "#/skip") == (twice.status_code, twice.json()["errors"][0]["where"])
