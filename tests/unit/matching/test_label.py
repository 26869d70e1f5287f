import pytest

from yibiao.matching.label import read


def canonical(label):
    return [each.canonical for each in read(label).tokens if each.canonical]


@pytest.mark.parametrize(
    "printed",
    [
        "户主身份证号",
        "3、户主身份证号码：",
        "＊户主公民身份号码",
        "戶主身份證號",
        "户 主 身 份 证 号",
        "(一)户主身份证号*",
    ],
)
def test_layout_spelling_and_synonyms_say_nothing(printed):
    """However a form prints it, the head's identity number is the head's identity number."""
    expected = ["户主", "公民身份号码"]

    assert expected == canonical(printed)


def test_a_unit_of_measure_is_told_from_an_aside():
    """What stands in brackets is a unit of measure or a remark."""
    assert "元" == read("年收入（元）").unit
    assert read("出生日期（年-月-日）").unit is None
    assert ("年-月-日",) == read("出生日期（年-月-日）").asides


def test_how_a_date_is_to_be_written_says_nothing():
    """出生年月(yyyy-MM) asks for no more than 出生年月."""
    assert read("出生年月") == read("出生年月(yyyy-MM)")


def test_a_label_in_latin_script_is_cut_into_stems():
    """Case, plural, camel case and words that say nothing are left out."""
    assert "birth date" == read("The BirthDates").text


@pytest.mark.parametrize(
    ("asked", "as_well"),
    [
        ("Please enter the number of tablets taken", "number of pills taken"),
        ("Data de nascimento", "date of birth"),
        ("País de residência", "Country of residence"),
        ("Fecha de nacimiento", "date of birth"),
        ("Date de naissance", "date of birth"),
        ("AE end date", "adverse event date stopped"),
        ("When was the deceased born?", "Date of birth of the person who died"),
        ("Quantos filhos?", "How many children?"),
        ("Number of children", "How many children?"),
        ("If no, write household ID manually", "1a. Household ID"),
        ("Participant identification number", "Participant ID"),
        ("2a. Qual é o nome deste bairro?", "What is the name of this hamlet?"),
        ("Posto Administrativo|Localidade de residência", "Ward of residence"),
        ("Escreva o código ID do agregado de 6 dígitos", "6-character household ID"),
        ("Tire uma fotografia da pessoa", "Photo of the person"),
        ("Quem tem de ser consultado?", "Who needs to be consulted?"),
        ("À volta das edificações", "Surrounding the buildings"),
    ],
)
def test_labels_in_latin_script_are_read_alike_whatever_language_they_are_in(asked, as_well):
    """Forms of one study ask in two languages, and questions of one language in many ways."""
    assert sorted(canonical(as_well)) == sorted(canonical(asked))


@pytest.mark.parametrize(
    ("label", "last"),
    [
        ("Date of birth", "date"),
        ("When did this person die?", "date"),
        ("Household head's gender", "sex"),
        ("Número de filhos", "number"),
        ("How many children live in this house?", "count"),
        ("Surname of the mother", "surnam"),
    ],
)
def test_what_a_question_asks_comes_last(label, last):
    """Whatever else a question speaks of, one word of it says what is wanted."""
    assert last == read(label).tokens[-1].canonical


def test_how_to_answer_is_no_part_of_what_is_asked():
    """What stands in brackets is left out where it only tells how to answer, or that one need not."""
    assert () == read("Goods (check all that apply)").asides == read("Bens (opcional)").asides
    assert ("in years",) == read("Age (in years)").asides


def test_what_is_short_for_something_is_no_verb():
    """The IS of IS name is no is."""
    assert ["is", "name"] == canonical("IS name")
    assert "yes-no" == read("Is the name known?").tokens[0].part


def test_a_question_for_a_yes_or_a_no_is_told_from_one_for_a_thing():
    """Did … asks whether, and what begins with no verb asks what."""
    assert "yes-no" == read("Did the patient stop smoking?").tokens[0].part
    assert all(each.part != "yes-no" for each in read("Date the patient stopped smoking").tokens)


def test_a_word_is_not_cut_for_a_shorter_one():
    """是否有效 asks whether something is valid, not whether there is a 效; 职业病 is no 职业."""
    assert ["是否", "有效"] == canonical("是否有效")
    assert ["职业病", "名称"] == canonical("职业病名称")


def test_two_names_of_one_thing_are_told_from_two_things():
    """主管部门或总机构 is one question, 所在层/总层数 are two in one cell."""
    assert ("主管部门", "总机构") == read("主管部门或总机构").alternatives
    assert () == read("所在层/总层数").alternatives


def test_a_label_of_brackets_only_keeps_what_they_hold():
    """A label is never read as nothing."""
    assert "应急维修情况" == read("（应急维修情况）").text


def test_an_unknown_run_stays_whole():
    """Words that the lexicon lacks are kept as they are written."""
    assert ["矫正", "小组"] == canonical("矫正小组")


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("xm", ["姓名"]),
        ("SFZH", ["公民身份号码"]),
        ("hz_xm", ["户主", "姓名"]),
        ("jhrlxdh", ["监护人", "联系电话"]),
        ("xingbie", ["性别"]),
        ("mz", ["民族"]),
        ("age", ["age"]),
        ("qqqq", ["qqqq"]),
    ],
)
def test_column_names_in_pinyin_are_read(column, expected):
    """Initials and whole pinyin stand for the words they spell; English words and riddles for themselves."""
    assert expected == canonical(column)
