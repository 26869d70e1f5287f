"""A client of OData that somebody else wrote reads a department's slices from the running service."""

import pytest

from tests.flows.test_odata import SET
from tests.residents import residents
from tests.served import TOKEN, Server

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    odata = pytest.importorskip("odata", reason="python-odata is not installed")
    import requests

    data = tmp_path_factory.mktemp("served") / "data"
    with residents(data):
        pass
    server = Server(data)
    with requests.Session() as session:
        session.auth = ("anybody", TOKEN)
        yield odata.ODataService(
            f"{server.address}/odata/civil-affairs/",
            session=session,
            reflect_entities=True,
            quiet_progress=True,
        )
    server.kill()


def test_it_builds_its_classes_from_the_metadata(service):
    """One of each slice, with its columns."""
    row = service.entities[SET]

    assert [SET] == [*service.entities]
    assert {"对象编号", "姓名", "月收入_元", "来本地居住日期"} <= {*dir(row)}


def test_it_filters_and_sorts(service):
    """In its own words, and gets numbers."""
    row = service.entities[SET]
    income = row.月收入_元
    asked = service.query(row).filter(income > 9000).filter(row.性别 == "男")

    found = [float(each.月收入_元) for each in asked.order_by(income.desc())]

    assert found == sorted(found, reverse=True)
    assert min(found) > 9000
