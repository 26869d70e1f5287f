"""What every test may lean on: the published schemas, places for journals, and a flag that rewrites golden files."""

import gc

import pytest
from hypothesis import settings
from referencing import Registry, Resource

from tests import databases, forking
from tests.effort import LONG
from tests.wheels import unpacked, wheel  # noqa: F401  fixtures
from yibiao import _schemas

# A clock says nothing of whether something holds, least of all on a machine that others use. The same examples are tried
# each time, so that what fails, fails for what was changed; others are, and more of them, where `effort` takes its time.
settings.register_profile("yibiao", deadline=None, derandomize=not LONG)
settings.load_profile("yibiao")


def pytest_addoption(parser):
    parser.addoption(
        "--bless",
        action="store_true",
        help="rewrite golden files with what comes out; review the diff",
    )


def pytest_collection_finish():
    """Thousands of tests and all that they import stay as long as they run: nobody need look through it for garbage again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _forked():
    """Houses of this process have their helpers forked, too."""
    if forking.FORKS:
        forking.take_over()


@pytest.fixture
def bless(request):
    """Whether golden files are to be rewritten."""
    return request.config.getoption("--bless")


@pytest.fixture(scope="session")
def registry():
    """Every published schema under its `$id`; anything else would have to be fetched, and that fails the test."""
    schemas = [_schemas.document(path.name) for path in _schemas.folder().glob("*.schema.json")]
    return Registry(retrieve=_never).with_resources(
        [(each["$id"], Resource.from_contents(each)) for each in schemas]
    )


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=databases.needs_postgresql)],
)
def place(request):
    """Where a journal may be kept, empty: a folder, or the address of a database."""
    return request.getfixturevalue("tmp_path" if request.param == "sqlite" else "postgresql")


@pytest.fixture
def postgresql():
    """The address of PostgreSQL with a schema of this test's own; a test that asks for it is skipped where there is none."""
    if not databases.POSTGRESQL:
        pytest.skip("YIBIAO_POSTGRESQL names no database")
    with databases.a_schema() as url:
        yield url


def _never(uri):
    raise AssertionError(f"nothing is fetched, not even {uri}")
