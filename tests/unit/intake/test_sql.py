"""SQL DDL: tables as forms, whichever database they were written for."""

import pytest

from tests.unit.intake.files import form_of, read
from yibiao.errors import NotAForm, TooLarge
from yibiao.intake.definitions import sql_tables
from yibiao.intake.definitions.column_comments import Comment

MYSQL = """
-- 导出日期 2026-01-01
DROP TABLE IF EXISTS `resident`;
CREATE TABLE `resident` (
  `id` bigint(20) NOT NULL AUTO_INCREMENT COMMENT '主键',
  `name` varchar(50) NOT NULL COMMENT '姓名',
  `sex` char(1) DEFAULT '0' COMMENT '性别（0男 1女 2未知）',
  `income` decimal(10,2) COMMENT '家庭年收入（万元）',
  `kind` enum('常住','流动') NOT NULL DEFAULT '常住' COMMENT '户籍性质',
  `poor` tinyint(1) COMMENT '是否低保',
  `joined` varchar(20) COMMENT '入党时间，没有的不填',
  `del_flag` char(1) DEFAULT '0' COMMENT '删除标志（0代表存在 2代表删除）',
  `create_time` datetime DEFAULT CURRENT_TIMESTAMP COMMENT '创建时间',
  PRIMARY KEY (`id`) USING BTREE,
  KEY `idx_name` (`name`(10))
) ENGINE=InnoDB COMMENT='居民信息表';
INSERT INTO `resident` VALUES (1,'it\\'s; CREATE TABLE `x` (`a` int)','0');
"""
ORACLE = """
prompt PL/SQL Developer Export User's Objects
create table ZZ.T_JM
(
  ID   NUMBER not null,
  XM   VARCHAR2(30 CHAR) not null,
  CSRQ DATE default sysdate not null,
  RS   NUMBER(10),
  QC   AS (XM || CAST(RS AS VARCHAR2(20)))
)
tablespace ZZ storage (initial 64K);
comment on table ZZ.T_JM
  is '居民';
comment on column ZZ.T_JM.XM is '姓名
';
comment on column ZZ.T_JM.CSRQ is '出生日期';
comment on column ZZ.T_JM.RS is '家庭人数';
alter table T_JM add constraint PK_JM primary key (ID);
alter table T_JM add (mz varchar2(4));
comment on column T_JM.mz is '民族';
insert into T_JM values ('C:\\', 'create table y (a int);');
"""
POSTGRESQL = """
CREATE TYPE public.sex AS ENUM ('男', '女');
CREATE TABLE public.resident (
    id bigint NOT NULL,
    name character varying(50) NOT NULL,
    sex public.sex,
    kind text DEFAULT '户籍'::text,
    CONSTRAINT c CHECK ((kind = ANY (ARRAY['户籍'::text, '流动'::text])))
);
COMMENT ON COLUMN public.resident.name IS '姓名';
COPY public.resident (id, name) FROM stdin;
1\tit's; CREATE TABLE y (a int);
\\.
COMMENT ON COLUMN public.resident.sex IS '性别';
"""
SQL_SERVER = """
CREATE TABLE [dbo].[Resident](
    [Id] [int] IDENTITY(1,1) NOT NULL,
    [Name] [nvarchar](50) NOT NULL,
    [Poor] [bit] NOT NULL CONSTRAINT [DF] DEFAULT ((0)),
 CONSTRAINT [PK] PRIMARY KEY CLUSTERED ([Id] ASC) WITH (PAD_INDEX = OFF) ON [PRIMARY]
) ON [PRIMARY]
GO
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'姓名' , @level0type=N'SCHEMA',@level0name=N'dbo', @level1type=N'TABLE',@level1name=N'Resident', @level2type=N'COLUMN',@level2name=N'Name'
GO
EXEC sp_addextendedproperty 'MS_Description', N'居民', 'SCHEMA', N'dbo', 'TABLE', N'Resident'
GO
"""


def _asked(form):
    return [(each.label, each.kind.value, each.required) for each in form.fields]


def test_mysql():
    """Comments are labels and titles, codes in them options; what the system keeps is named and not asked."""
    [reading] = read(MYSQL.encode(), "dump.sql")
    form = reading.form
    name, sex, income, kind, *_ = form.fields

    assert (form.title, form.series, form.layout) == ("居民信息表", "resident", "register")
    assert _asked(form) == [
        ("姓名", "text", True), ("性别", "code", False), ("家庭年收入（万元）", "money", False),
        ("户籍性质", "code", False), ("是否低保", "boolean", False), ("入党时间", "date", False),
    ]  # fmt: skip
    assert (name.name, name.max_length, name.cell) == ("name", 50, "resident.name")
    assert [(each.value, each.title) for each in sex.options] == [
        ("0", "男"), ("1", "女"), ("2", "未知"),
    ]  # fmt: skip
    assert (income.unit_of_measure, [each.title for each in kind.options]) == (
        "万元", ["常住", "流动"],
    )  # fmt: skip
    assert [(each.code, each.facts) for each in reading.findings] == [
        ("columns-not-asked", {"columns": "id、del_flag、create_time"})
    ]


def test_oracle():
    """COMMENT ON, keys and columns added afterwards; a computed column is not asked."""
    [reading] = read(ORACLE.encode("gb18030"), "jm.sql")

    assert reading.form.title == "居民"
    assert _asked(reading.form) == [
        ("姓名", "text", True), ("出生日期", "date", False), ("家庭人数", "integer", False),
        ("民族", "text", False),
    ]  # fmt: skip
    assert reading.findings[0].facts == {"columns": "ID、QC"}


def test_postgresql():
    """Types of the file's own and checks give options; rows of COPY are passed over."""
    form = form_of(POSTGRESQL.encode(), "dump.sql")

    assert [(each.label, [o.title for o in each.options]) for each in form.fields] == [
        ("姓名", []), ("性别", ["男", "女"]), ("kind", ["户籍", "流动"]),
    ]  # fmt: skip


def test_sql_server():
    """Descriptions come as calls of a procedure; no semicolon ends a statement."""
    form = form_of(SQL_SERVER.encode("utf-16"), "dump.sql")

    assert form.title == "居民"
    assert _asked(form) == [("姓名", "text", True), ("Poor", "boolean", False)]


def test_remarks_where_the_database_says_nothing():
    """A remark at a column's end is its label, one in a line of its own a section, one above the table its title."""
    form = form_of(
        """
        -- 居民登记表
        CREATE TABLE IF NOT EXISTS resident (
            xm TEXT NOT NULL, -- 姓名
            -- 家庭信息
            hz TEXT,          -- 户主
            rk INTEGER        -- 人口数
        );""".encode(),
        "schema.txt",
    )

    assert form.title == "居民登记表"
    assert [(each.label, each.section) for each in form.fields] == [
        ("姓名", ()), ("户主", ("家庭信息",)), ("人口数", ("家庭信息",)),
    ]  # fmt: skip


def test_remarks_above_each_column_are_labels():
    """Where nothing else says what a column is, the line above it does."""
    form = form_of(
        "create table t (\n-- 姓名\nxm text,\n-- 性别（1男 2女）\nxb int)".encode(), "a.sql"
    )

    assert [each.label for each in form.fields] == ["姓名", "性别"]


def test_a_key_that_means_something_is_asked():
    """A primary key is left out only where it is a number of the system's."""
    form = form_of(
        "create table t (sfzh varchar(18) primary key comment '身份证号', xm varchar(9) comment '姓名')".encode(),
        "a.sql",
    )

    assert [each.label for each in form.fields] == ["身份证号", "姓名"]


def test_checks_are_rules():
    """What a check compares holds of the answers; what no rule can say is named."""
    [reading] = read(
        b"""create table t (
            a int check (a >= 0 and a < 150), b int, c varchar(9) check (c <> '' or length(c) != 3),
            d varchar(2) check (d in ('x', 'y')), e varchar(9) check (e ~ '^[0-9]+$'),
            constraint k check (((b)::integer <= a) and (b is not null)));""",
        "a.sql",
    )

    assert [(each.kind, each.field, each.expression) for each in reading.form.rules] == [
        ("holds", "f1", "f1 >= 0 and f1 < 150"),
        ("holds", "f2", "((f2) <= f1) and (f2 is not null)"),
        ("holds", "f3", "f3 <> '' or length (f3) <> 3"),
    ]
    assert [each.title for each in reading.form.fields[3].options] == ["x", "y"]
    assert [(each.code, each.where) for each in reading.findings] == [
        ("rule-not-understood", "t.e")
    ]


def test_every_table_is_a_form():
    """Each its own series; tables of keys alone, and those without columns, are named."""
    first, second = read(
        b"""create table a (xm text); create table b (xm text); create table ab (id int, tenant_id int);
        create table c as select * from a; create table a (other text);""",
        "a.sql",
    )

    assert (first.form.series, second.form.series) == ("a", "b")
    assert [(each.code, each.facts["table"]) for each in first.findings] == [
        ("table-without-columns", "c"), ("table-without-columns", "a"), ("table-asks-nothing", "ab"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["insert into a values ('create table b (c int)');", "-- create table b (c int)", "select 1"],
)
def test_sql_without_a_table_is_refused(text):
    """What stands in strings and remarks defines nothing."""
    with pytest.raises(NotAForm) as refusal:
        read(text.encode(), "a.sql")

    assert [each.code for each in refusal.value.findings] == ["no-table-defined"]


def test_more_tables_than_anybody_fills(monkeypatch):
    """They are refused, and not read for minutes."""
    monkeypatch.setattr(sql_tables, "MOST_TABLES", 3)

    with pytest.raises(TooLarge):
        read(b"".join(b"create table t%d (x text);" % number for number in range(4)), "a.sql")


@pytest.mark.parametrize(
    ("said", "label", "options"),
    [
        ("状态：1-正常，2-停用", "状态", "1正常 2停用"),
        ("申领渠道：1柜面  2.自助 3、网上 4:银行", "申领渠道", "1柜面 2自助 3网上 4银行"),
        ("类型 00 管理 01：内勤；02：外勤", "类型", "00管理 01内勤 02外勤"),
        ("是否激活 0-未激活(删除)1-激活(正常)", "是否激活", "0未激活(删除) 1激活(正常)"),
        ("是否留守 0代表非留守 01表示留守老人", "是否留守", "0非留守 01留守老人"),
        ("1为单位参保2为个人", "", "1单位参保 2个人"),
        ("性别：（male：男，female：女）", "性别", "male男 female女"),
        ("菜单类型（M目录 C菜单）", "菜单类型", "M目录 C菜单"),
        ("性别 男1 女2 0未知", "性别", "1男 2女 0未知"),
        ("档案类型：\r\n1个人基本情况\r\n2婚姻", "档案类型", "1个人基本情况 2婚姻"),
        ("与侨关系：华侨、归侨、侨眷", "与侨关系", "华侨华侨 归侨归侨 侨眷侨眷"),
        ("是否低保（是/否）", "是否低保", "是是 否否"),
        ("核酸检测记录（人员，时间，结果）", "核酸检测记录（人员，时间，结果）", ""),
        ("14天内是否离开本市", "14天内是否离开本市", ""),
        ("命中类型1命中,2不命中", "命中类型", "1命中 2不命中"),
        ("星级1-5，默认为空", "星级1-5", ""),
        ("政治面貌从字典取", "政治面貌", ""),
        ("姓名 [教育行业标准](JCTB020101): 例如: 某", "姓名", ""),
        ("国籍  默认CHN", "国籍", ""),
        ("面积（亩）", "面积（亩）", ""),
        ("_姓名", "姓名", ""),
    ],
)
def test_comments(said, label, options):
    """A comment is a label, and the answers that it counts up in whatever manner."""
    comment = Comment.of(said)

    assert label == comment.label
    assert options == " ".join(f"{value}{title}" for value, title in comment.options)


def test_a_dictionary_that_is_named():
    """Where the answers stand elsewhere, the list's name is kept and the question is one of choosing."""
    comment = Comment.of("性别(字典 sys_user_sex)")

    assert ("性别", "sys_user_sex", True) == (comment.label, comment.code_list, comment.chosen)
