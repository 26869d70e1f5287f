"""Older Word documents (.doc): what is said of their characters, fields, boxes, several forms."""

import struct

import pytest

from tests.unit.intake.files import form_of, read
from tests.unit.intake.older import dropdown, older_document

UNDERLINED = struct.pack("<HB", 0x2A3E, 1)
STRUCK = struct.pack("<HB", 0x0800, 1)
HIDDEN = struct.pack("<HB", 0x083C, 1)
BOX = struct.pack("<HHH", 0x6A09, 3, 0xF0A8)
FIELD = struct.pack("<HI", 0x6A03, 0)


def labels(form):
    return [each.label for each in form.fields]


def test_underlined_room_is_a_blank():
    """Blanks that are underlined are room to write, in the middle of a sentence too."""
    form = form_of(
        older_document(
            "外出务工证明\r兹证明", ("      ", UNDERLINED), "系我村村民，现年", ("    ", UNDERLINED), "岁，家有",
            ("    ", UNDERLINED), "人。\r联系电话", ("\t", UNDERLINED), "\r",
        ),
        "a.doc",
    )  # fmt: skip

    assert labels(form) == ["现年", "家有", "联系电话"]


@pytest.mark.parametrize("gone", [STRUCK, HIDDEN])
def test_what_is_struck_out_or_hidden_is_not_read(gone):
    """Words that nobody sees ask nothing."""
    form = form_of(
        older_document("登记表\r姓名：____\r", ("电话：____", gone), "\r住址：____\r民族：____\r"),
        "a.doc",
    )

    assert labels(form) == ["姓名", "住址", "民族"]


def test_boxes_and_fields_to_choose_from():
    """A box of a font of pictures, a box to tick and a list to choose from offer answers."""
    content = older_document(
        "登记表\r性别：", ("(", BOX), "男 ", ("(", BOX), "女\r户口：\x13 FORMDROPDOWN ", ("\x01", FIELD), "\x14\x15\r"
        "低保：\x13 FORMCHECKBOX \x14\x15是 \x13 FORMCHECKBOX \x14\x15否\r姓名：\x13 FORMTEXT \x14    \x15\r",
        extra=dropdown("城镇", "农村"),
    )  # fmt: skip
    form = form_of(content, "a.doc")

    assert [(each.label, [o.title for o in each.options]) for each in form.fields] == [
        ("性别", ["男", "女"]),
        ("户口", ["城镇", "农村"]),
        ("低保", ["是", "否"]),
        ("姓名", []),
    ]


def test_boxes_of_text_and_footnotes():
    """What floats over the page asks as well; footnotes are notes."""
    content = older_document(
        "登记表\r姓名：____\r性别：____\r住址：____\r",
        boxes="编号：____\r",
        notes="住址填到门牌号。\r",
    )
    form = form_of(content, "a.doc")

    assert labels(form) == ["姓名", "性别", "住址", "编号"]
    assert form.notes == ("注：住址填到门牌号。",)


def test_every_attachment_is_a_form_of_its_own():
    """附件1 and 附件2 in one file are two forms."""
    card = "姓名：____\r性别：____\r住址：____\r电话：____\r"
    content = older_document(f"附件1\r低保对象登记表\r{card}\x0c附件2\r临时救助申请表\r{card}")

    assert [each.form.title for each in read(content, "a.doc")] == [
        "低保对象登记表",
        "临时救助申请表",
    ]
