import pytest

from yibiao.model.guess import subject_of


@pytest.mark.parametrize(
    ("title", "labels", "expected"),
    [
        ("残疾人基本信息登记表", ["姓名", "残疾类别"], "person"),
        ("单位门店信息", ["单位门店名称", "法人代表", "地址"], "organisation"),
        ("房屋信息", ["房间号", "产权人姓名", "性别"], "dwelling"),
        ("矛盾纠纷上报表", ["矛盾类型", "当事人", "当事人性别"], "event"),
        ("楼栋信息", ["楼栋名称", "楼号"], "place"),
        ("参保单位信息", ["单位编号", "法人姓名", "专管员姓名", "法人身份证号"], "organisation"),
        ("商户信息", ["公司名称", "营业执照注册号"], "organisation"),
        ("用户信息表", ["昵称", "电话"], "person"),
        ("车辆信息表", ["车牌号码"], "thing"),
        ("低保户信息", ["户主姓名", "保障人口"], "household"),
        ("住户普查短表", ["H1.户别", "R1.姓名", "R3.性别"], "person"),
        ("手术记录", ["患者姓名", "性别", "年龄", "手术名称"], "person"),
        ("", ["统一社会信用代码", "注册资金"], "organisation"),
        ("", [], "person"),
    ],
)
def test_title_and_labels_tell_the_subject(title, labels, expected):
    """The title says it, unless the labels are one person's own."""
    assert expected == subject_of(title, labels).value
