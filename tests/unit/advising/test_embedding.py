"""A sentence encoder in a folder: nearness of names, and every way in which the folder may be wrong."""

import math

import pytest

from tests.builders import a_form
from yibiao.advising import Embedding
from yibiao.model.advice import Doubt
from yibiao.model.catalogue import starter

STARTER = starter()
FORM = a_form("a", "| 性别 |", title="性")
DOUBTS = tuple(
    Doubt(field=FORM.fields[0], element=STARTER.elements[each].model_copy(update={"synonyms": ()}))
    for each in ("person.sex", "person.name")
)
LETTERS = "性别姓名"


@pytest.fixture
def folder(tmp_path):
    """A model that gives each character a direction of its own."""
    onnx = pytest.importorskip("onnx")
    tokenizers = pytest.importorskip("tokenizers")
    pytest.importorskip("onnxruntime")
    vocabulary = {each: at for at, each in enumerate(["[PAD]", "[UNK]", *LETTERS])}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Split(tokenizers.Regex("."), "isolated")
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    size = len(vocabulary)
    helper, kinds = onnx.helper, onnx.TensorProto
    table = [float(row == column) for row in range(size) for column in range(size)]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
        "characters",
        [
            helper.make_tensor_value_info(each, kinds.INT64, ["n", "t"])
            for each in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("last_hidden_state", kinds.FLOAT, ["n", "t", size])],
        [helper.make_tensor("table", kinds.FLOAT, [size, size], table)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(tmp_path / "model.onnx"))
    return tmp_path


def test_means_are_compared_by_cosine(folder):
    """性别 in 性 against 性别 is a known angle; padding counts for nothing."""
    said = Embedding(folder).advise(FORM, DOUBTS)

    # 「性别 性」: two of 性, one of 别, one unknown space.
    assert [3 / math.sqrt(6 * 2), 0.0] == pytest.approx([each.score for each in said])
    assert "0.87" in said[0].because.zh


def test_a_folder_without_a_model_is_said(tmp_path):
    """What is missing is named, and not the folder."""
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tokenizers")

    found = Embedding(tmp_path).advise(FORM, DOUBTS)

    assert "advisor-silent" == found.code
    assert "model.onnx" in found.says("zh")
    assert str(tmp_path) not in found.says("zh")


def test_a_broken_model_is_said(folder):
    """Bytes that are no model are a finding."""
    (folder / "model.onnx").write_bytes(b"no model")

    assert "advisor-silent" == Embedding(folder).advise(FORM, DOUBTS).code


def test_without_the_extra_it_is_said(tmp_path, monkeypatch):
    """Who has not installed what runs models is told what to install."""
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime", None)

    found = Embedding(tmp_path).advise(FORM, DOUBTS)

    assert "yibiao[embeddings]" in found.says("en")


def test_numbers_that_are_none(tmp_path):
    """A model that gives no numbers gives no advice."""

    class Broken:
        def encode(self, texts):
            np = pytest.importorskip("numpy")
            return [np.array([math.nan])] * len(texts)

    assert "advisor-silent" == Embedding(tmp_path, Broken()).advise(FORM, DOUBTS).code
