"""The reader's one layer and its heads, from a trained file to what is computed with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.eights import Product, can_multiply, eight_bits
from index.packed import Layer, Linear, Making, PackedLinear, Shape, linear_name
from index.tokens import SCALE
from index.weights import Precision

if TYPE_CHECKING:
    import torch

_HEADS = 12
_EPSILON = 1e-12
_HALF = 128
_PARTS = {"q": "query", "k": "key", "v": "value", "o": "out", "up": "up", "down": "down"}
_NORMS = {"n1": "attention.output.LayerNorm", "n2": "output.LayerNorm"}

Tensors = dict[str, "torch.Tensor"]


@dataclass(frozen=True, slots=True)
class ReadingLayer:
    """The reader's layer with its heads; ``held`` makes kept rows' vectors, with queries, keys and values behind."""

    layer: Layer
    weights: Tensors
    held: Linear


def load_reading_layer(trained: Path, precision: Precision, making: Making | None = None) -> ReadingLayer:
    """The reader of a trained file; ``making`` makes its layer's linear parts."""
    import torch
    from safetensors.torch import load_file

    making = making or (eight_bits("reader") if precision == "int8" else PackedLinear)
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    added = {name: tensor.float() for name, tensor in load_file(trained).items()}
    state: Tensors = {}
    for end in ("weight", "bias"):
        for short, part in _PARTS.items():
            state[linear_name(0, part, end)] = added[f"layers.0.{short}.{end}"]
        for short, norm in _NORMS.items():
            state[f"encoder.layer.0.{norm}.{end}"] = added[f"layers.0.{short}.{end}"]
    heads = {name: tensor for name, tensor in added.items() if name.startswith("heads.")}
    front = {name: tensor.to(dtype) for name, tensor in _asked(added).items()}
    layer = Layer({name: tensor.to(dtype) for name, tensor in state.items()}, 0, Shape(1, _HEADS, _EPSILON), making)
    return ReadingLayer(layer, {**front, **heads}, _held(added, precision, dtype))


def _asked(added: Tensors) -> Tensors:
    """A question's states to its vectors, once for all passages."""
    return {"asked.weight": added["qin.weight"], "asked.bias": added["qin.bias"] + added["typ"][0]}


def _held(added: Tensors, precision: Precision, dtype: torch.dtype) -> Linear:
    """What comes before attention for kept rows, multiplied out once: it saves a third of the layer's products."""
    import torch

    parts = [f"layers.0.{short}" for short in ("q", "k", "v")]
    into, offset = added["pin.weight"], added["pin.bias"] + added["typ"][1]
    weight = torch.cat([into, *(added[f"{part}.weight"] @ into for part in parts)]) / SCALE
    bias = torch.cat([offset, *(added[f"{part}.weight"] @ offset + added[f"{part}.bias"] for part in parts)])
    if precision == "int8" and can_multiply():
        product = Product(weight, bias, _HALF)
        return lambda rows: product(rows.view(torch.uint8) ^ _HALF)  # from -128 to 127 become 0 to 255
    weight, bias = weight.to(dtype), bias.to(dtype)
    return lambda rows: torch.nn.functional.linear(rows.to(dtype), weight, bias)
