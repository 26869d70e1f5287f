from yibiao.demo.community.ordering import in_order
from yibiao.model.catalogue import starter


def test_nothing_ends_before_it_begins():
    """Both are answered still; where one is a month and the other a day, the end is left out."""
    told = in_order(
        {
            "person.name": "示例",
            "person.enlisted": "2001-01-01",
            "person.discharged": "1999-01-01",
            "household.minimum_living_start": "2020-02",
            "household.minimum_living_exit_date": "2020-01-31",
        },
        starter(),
    )

    assert {
        "person.name": "示例",
        "person.enlisted": "1999-01-01",
        "person.discharged": "2001-01-01",
        "household.minimum_living_start": "2020-02",
    } == told


def test_what_is_in_order_stays():
    answers = {"person.enlisted": "1999-01-01", "person.discharged": "2001-01-01"}

    assert answers == in_order(answers, starter())
