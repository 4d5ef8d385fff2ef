"""Linear layers in products of 8-bit numbers, for processors that have them fast and bfloat16 not.

Weights have a scale for each output. What goes into a layer has one for each of its numbers, from ranges that were seen
beforehand (``ranges.safetensors``, made by ``python -m scripts.commands.ranges``), and where one number is far wider
than the rest its weights take over part of the width (https://arxiv.org/abs/2211.10438). Only what comes out of the
activation is too uneven for that: there each row has its own scale. Sums are in 32 bits, all between layers in float32.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from index.packed import Linear, Making, PackedLinear, Part

if TYPE_CHECKING:
    import torch

SEEN = Path(__file__).with_name("ranges.safetensors")
LEVELS = 255
STEP = 64
"""Rows of a product are a multiple of this: for a new number of them oneDNN makes its kernels anew, 2 ms for each."""

_FEW = 8
"""… up to one ``STEP``, for a question's rows, a multiple of this."""

_SHARE = 0.8
"""How much of a number's width its own scale takes, the rest its weights: .7 to .85 came nearest to the exact sums."""

_ROOM = 1.1
"""Ranges are this much wider than seen; what lies outside counts as their end."""

_LEAST = 1e-6
_GELU_LEAST = 0.17
"""The activation is nowhere below -0.17."""

_MOST = 127
"""Of a weight, and of the sum of two neighbours: without VNNI a processor adds pairs of products in 16 bits."""


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the greatest that was seen of each number that goes into a layer, float32 [k] each."""

    low: torch.Tensor
    high: torch.Tensor


def eight_bits(model: str, seen: Path = SEEN) -> Making:
    """Makes layers in 8 bits for a model of the ranges' file, "embedder" or "reader"; plain ones where torch has none.

    Layers without a range are the ones behind the activation.
    """
    if not can_multiply():
        return PackedLinear
    ranges = _read(model, seen)

    def make(name: str, part: Part, _activation: str) -> Linear:
        return EightBits(*part, ranges[name]) if name in ranges else EightBitsAfterGelu(*part)

    return make


@lru_cache(maxsize=2)
def ranges_digest(seen: Path = SEEN) -> str:
    """What vectors in 8 bits depend on besides weights and text: 8 hexadecimal digits of the file's sha256."""
    return hashlib.sha256(seen.read_bytes()).hexdigest()[:8]


@lru_cache(maxsize=1)
def can_multiply() -> bool:
    """Tell whether torch has these products here and they come to the right sums, where they are largest too."""
    import torch

    try:
        weight = torch.linspace(-1, 1, 64 * 64).view(64, 64)
        rows = torch.arange(128 * 64).view(128, 64).remainder(256).to(torch.uint8)
        rows[0] = LEVELS
        made, kept = Product(weight, torch.zeros(64), 0)(rows), whole_numbers(weight)
        exact = rows.double() @ kept.whole.double().T * kept.scale
    except (RuntimeError, AttributeError, NotImplementedError):
        return False  # a torch or a processor without these calls: layers in fp32 take their place
    return torch.allclose(made.double(), exact, rtol=1e-4, atol=1e-3)


def _read(model: str, seen: Path) -> dict[str, Range]:
    from safetensors.torch import load_file

    front = f"{model}."
    kept = {name.removeprefix(front): ends for name, ends in load_file(seen).items() if name.startswith(front)}
    names = {name.rpartition(".")[0] for name in kept}
    return {name: Range(kept[f"{name}.low"], kept[f"{name}.high"]) for name in names}


class EightBits:
    """A linear layer for inputs of a known range."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor, seen: Range) -> None:
        middle, half = (seen.low + seen.high) / 2, (seen.high - seen.low).clamp(min=_LEAST) / 2 * _ROOM
        strength = weight.abs().amax(0).clamp(min=_LEAST)
        step = 2 * half**_SHARE / strength ** (1 - _SHARE)
        step = step * (2 * half / step).max() / LEVELS
        self._into = 1 / step
        self._shift = LEVELS / 2 + 0.5 - middle / step  # the half rounds: what is behind the point is cut off
        self._product = Product(weight * step, bias + weight @ middle, LEVELS / 2)

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """[…, outputs] of […, inputs]."""
        import torch

        rows = torch.addcmul(self._shift, x.reshape(-1, x.shape[-1]), self._into).clamp_(0, LEVELS).to(torch.uint8)
        return self._product(rows).view(*x.shape[:-1], -1)


class EightBitsAfterGelu:
    """A linear layer for what comes out of the activation, which it overwrites; each row has its own scale."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor) -> None:
        import torch

        self._product = Product(weight, torch.zeros_like(bias), 0)
        self._bias = bias - self._product.sums * _GELU_LEAST

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """[…, outputs] of […, inputs]."""
        import torch

        rows = x.reshape(-1, x.shape[-1])
        width = rows.amax(1, keepdim=True).clamp_(min=0).add_(_GELU_LEAST)
        into = LEVELS / width
        whole = rows.mul_(into).add_(into * _GELU_LEAST + 0.5).to(torch.uint8)
        sums = torch.addcmul(self._bias, self._product(whole), width / LEVELS)
        return sums.view(*x.shape[:-1], -1)


class Product:
    """Rows of integers from 0 to 255, uint8 [n, k], counted from ``zero``, times a weight [m, k] kept in 8 bits, and
    an offset; ``sums`` [m] are those of the kept weights."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor, zero: float) -> None:
        import torch

        kept = whole_numbers(weight)
        self.sums = kept.whole.float().sum(1) * kept.scale
        # With the weights as they are kept, not as they were: else what rounding took from each counts 255 times.
        self._scale, self._bias = kept.scale, bias - self.sums * zero
        self._zero = torch.zeros(len(kept.scale), dtype=torch.int64)
        self._packed = torch.ops.onednn.qlinear_prepack(kept.whole, None)
        self._call: Any = torch.ops.onednn.qlinear_pointwise

    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        """Float32 [n, m]."""
        import torch

        step = STEP if len(rows) > STEP else _FEW
        full = torch.nn.functional.pad(rows, (0, 0, 0, -len(rows) % step))
        made: torch.Tensor = self._call(
            full, 1.0, 0, self._packed, self._scale, self._zero, self._bias, 1.0, 0, torch.float32, "none", [], ""
        )
        return made[: len(rows)]


class Whole(NamedTuple):
    """A weight in whole numbers, int8 [m, k], and the step of each output's, float32 [m]."""

    whole: torch.Tensor
    scale: torch.Tensor


def whole_numbers(weight: torch.Tensor) -> Whole:
    """A weight [m, k] in steps such that no pair of products leaves its 16 bits; k is even."""
    import torch

    pairs = weight.view(len(weight), -1, 2)
    up, down = pairs.clamp(min=0).sum(2).amax(1), (-pairs).clamp(min=0).sum(2).amax(1)
    widest = torch.maximum(weight.abs().amax(1), torch.maximum(up, down))  # both end at 127
    scale = widest.clamp(min=_LEAST) / _MOST
    return Whole((weight / scale[:, None]).round_().to(torch.int8), scale)
