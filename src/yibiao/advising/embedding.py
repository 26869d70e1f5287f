"""
A sentence encoder in a folder of this machine: two texts mean the same as far as their vectors point the same way.

The folder holds `tokenizer.json` and `model.onnx` (or `onnx/model.onnx`), as encoders are exported.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from yibiao.advising.silence import silent
from yibiao.errors import Finding
from yibiao.model.advice import Advice, Doubt
from yibiao.model.form import Field, Form
from yibiao.model.text import Text

NAME: Final = Text(zh="向量模型", en="The embedding model")
#: Tokens of a text beyond which nothing is read, and texts encoded at once.
MOST_TOKENS: Final = 128
AT_ONCE: Final = 32
#: Texts whose vectors are kept; names of elements come again with every form.
_MOST_KEPT: Final = 50_000


class Encoder(Protocol):
    """Texts → a vector for each, of length 1."""

    def encode(self, texts: Sequence[str]) -> Sequence[Any]:
        """One vector for each of *texts*, in order."""


class Embedding:
    """
    An advisor that compares what a field asks with the names of an element, by cosine.

    Args:
        folder: Where the model lies; read when it is first asked.
        encoder: What encodes instead of the model in the folder.
    """

    signal = "embedding"

    def __init__(self, folder: Path, encoder: Encoder | None = None) -> None:
        self._folder = folder
        self._encoder = encoder
        self._known: dict[str, Any] = {}
        self._loading = threading.Lock()

    def advise(self, form: Form, doubts: Sequence[Doubt]) -> Sequence[Advice | None] | Finding:
        """How near each field is to the nearest name of its element."""
        try:
            with self._loading:
                self._encode(
                    text for each in doubts for text in (_asked(form, each.field), *each.names)
                )
                return [_advice(self._nearest(form, each)) for each in doubts]
        except ImportError:
            return silent(
                NAME,
                Text(zh="没有安装 yibiao[embeddings]", en="yibiao[embeddings] is not installed"),
            )
        except FileNotFoundError as error:
            name = str(error)
            return silent(NAME, Text(zh=f"文件夹里没有 {name}", en=f"its folder has no {name}"))
        except Exception as error:  # noqa: BLE001 — a broken model raises whatever its runtime likes
            kind = type(error).__name__
            return silent(NAME, Text(zh=f"模型用不了（{kind}）", en=f"it does not work ({kind})"))

    def _nearest(self, form: Form, doubt: Doubt) -> float:
        asked = self._known[_asked(form, doubt.field)]
        cosine = max(float(asked @ self._known[each]) for each in doubt.names)
        if not -1.01 <= cosine <= 1.01:  # noqa: PLR2004 — rounding; NaN is not within either
            raise ValueError(cosine)
        return min(1.0, max(0.0, cosine))

    def _encode(self, texts: Any) -> None:
        if len(self._known) > _MOST_KEPT:
            self._known.clear()
        new = [each for each in dict.fromkeys(texts) if each not in self._known]
        if self._encoder is None:
            self._encoder = _Onnx(self._folder)
        for start in range(0, len(new), AT_ONCE):
            batch = new[start : start + AT_ONCE]
            self._known.update(zip(batch, self._encoder.encode(batch), strict=True))


def _asked(form: Form, field: Field) -> str:
    """The label first, as encoders weigh what comes first; a long title is cut, not the label."""
    return " ".join((field.label, *field.section, form.title))


def _advice(cosine: float) -> Advice:
    return Advice(
        score=cosine,
        because=Text(
            zh=f"向量模型：相近程度 {cosine:.2f}", en=f"Embedding model: similarity {cosine:.2f}"
        ),
    )


class _Onnx:
    """The encoder in a folder: means of the vectors of all tokens."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        model = _present(folder, "model.onnx", "onnx/model.onnx")
        self._tokenizer = Tokenizer.from_file(str(_present(folder, "tokenizer.json")))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.enable_padding()
        onnxruntime.disable_telemetry_events()
        self._session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
        self._wants = {each.name for each in self._session.get_inputs()}

    def encode(self, texts: Sequence[str]) -> Sequence[Any]:
        import numpy as np

        tokens = self._tokenizer.encode_batch(list(texts))
        given = {
            "input_ids": np.array([each.ids for each in tokens], dtype=np.int64),
            "attention_mask": np.array([each.attention_mask for each in tokens], dtype=np.int64),
            "token_type_ids": np.array([each.type_ids for each in tokens], dtype=np.int64),
        }
        (of_tokens, *_) = self._session.run(
            None, {name: each for name, each in given.items() if name in self._wants}
        )
        mask = given["attention_mask"][:, :, None]
        means = (of_tokens * mask).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        return list(means / np.maximum(lengths, 1e-9))


def _present(folder: Path, *names: str) -> Path:
    for each in names:
        if (folder / each).is_file():
            return folder / each
    raise FileNotFoundError(names[0])
