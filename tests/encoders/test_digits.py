from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from onnxruntime import InferenceSession

from pointsay.encoders.onnx.card import in_digits

pytest.importorskip("torch")
pytest.importorskip("onnx")

import onnx

from pointsay.encoders.onnx.digits import write_digits
from pointsay.encoders.onnx.export import OPSET, Quantised, quantise


@pytest.mark.parametrize("external", [False, True])
def test_digits_multiply_like_floats(external: bool, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(40, 24)).astype(np.float32)
    small = quantise(weights, axis=1)
    file = tmp_path / "product.onnx"
    _write_product(small, file, external)
    write_digits(file)
    rows = rng.normal(size=(3, 5, 40)).astype(np.float32)
    rows *= 10.0 ** rng.integers(-6, 6, (3, 5, 1))
    rows[0, 0], rows[0, 1, 7] = 0.0, 1e4  # padding, and an outlier that dwarfs its row
    session = InferenceSession(tmp_path / in_digits(file.name))
    expected = rows @ (small.data.astype(np.float32) * small.scale)
    (found,) = session.run(None, {"rows": rows})
    # Forty products, each off by at most a 16,000th of the row's largest value.
    np.testing.assert_allclose(found / _sizes(rows), expected / _sizes(rows), atol=2e-3)
    alone = session.run(None, {"rows": rows[1:2]})[0][0]
    np.testing.assert_array_equal(alone, found[1])
    digits = _outputs(tmp_path / in_digits(file.name), [f"rows.digit{at}" for at in range(2)], rows)
    assert digits.min() >= 1  # two products of these and a weight fit into sixteen bits
    assert digits.max() <= 127


def _sizes(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    sizes: NDArray[np.float32] = np.abs(rows).max(axis=-1, keepdims=True).clip(1e-30)
    return sizes


def _write_product(small: Quantised, file: Path, external: bool) -> None:
    floats, make = onnx.TensorProto.FLOAT, onnx.helper.make_node
    product = onnx.helper.make_graph(
        [
            make("DequantizeLinear", ["w.int8", "w.scale"], ["w"], axis=1),
            make("MatMul", ["rows", "w"], ["product"]),
        ],
        "product",
        [onnx.helper.make_tensor_value_info("rows", floats, ["batch", 5, 40])],
        [onnx.helper.make_tensor_value_info("product", floats, ["batch", 5, 24])],
        [
            onnx.numpy_helper.from_array(small.data, "w.int8"),
            onnx.numpy_helper.from_array(small.scale, "w.scale"),
        ],
    )
    opset = onnx.helper.make_opsetid("", OPSET)
    model = onnx.helper.make_model(product, opset_imports=[opset], ir_version=8)
    onnx.save(model, file, save_as_external_data=external, location=f"{file.name}.data")


def _outputs(file: Path, names: list[str], rows: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Look into a graph: the values that go by these names, one after the other."""
    model = onnx.load(file, load_external_data=False)
    kind = onnx.TensorProto.UINT8
    model.graph.output.extend(onnx.helper.make_tensor_value_info(n, kind, None) for n in names)
    onnx.save(model, file.with_name("open.onnx"))
    values = InferenceSession(file.with_name("open.onnx")).run(names, {"rows": rows})
    return np.stack(values)
