"""The model's forward pass straight from its weights' file, with linear layers packed once for the processor.

The same sums as the library's encoder (cosine above 0.999 to it, held by a test). Importing sentence-transformers for
it takes twice as long as everything else at a start; it runs here only for models of another form. Weights are
reordered for oneDNN once instead of at every call, query, key and value are one product, and the activation is part of
its layer. The calls are those that torch's own compiler makes for CPUs; torch is pinned, and where they are missing
plain linear layers are used.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import torch

State = Mapping[str, "torch.Tensor"]
Part = tuple["torch.Tensor", "torch.Tensor"]
Linear = Callable[["torch.Tensor"], "torch.Tensor"]
Making = Callable[[str, Part, str], Linear]
"""Makes a linear layer of its name ("4.up"), its weight and bias, and the activation behind it ("none" or "gelu")."""

_FORM = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
_ENDS = ("weight", "bias")
_LINEARS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "up": "intermediate.dense",
    "down": "output.dense",
}


class Hidden(NamedTuple):
    """What the model returns: token vectors [rows, tokens, d]; ``between`` are those after the layer asked for."""

    last_hidden_state: torch.Tensor
    between: torch.Tensor


class Shape(NamedTuple):
    """What of a BERT's configuration its forward pass needs."""

    layers: int
    heads: int
    epsilon: float


def read_bert(folder: Path) -> tuple[Shape, dict[str, torch.Tensor]] | None:
    """The form and the weights (float32) of a BERT in a folder; None for models of another form."""
    from safetensors.torch import load_file

    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if any(config.get(name, wanted) != wanted for name, wanted in _FORM.items()) or "model_type" not in config:
            return None
        shape = Shape(config["num_hidden_layers"], config["num_attention_heads"], config["layer_norm_eps"])
    except (OSError, ValueError, KeyError):
        return None
    state = {name: tensor.float() for name, tensor in load_file(folder / "model.safetensors").items()}
    return (shape, state) if all(name in state for name in _needed(shape)) else None


def _needed(shape: Shape) -> list[str]:
    parts = [*_LINEARS.values(), "attention.output.LayerNorm", "output.LayerNorm"]
    front = [f"embeddings.{kind}_embeddings.weight" for kind in ("word", "position", "token_type")]
    names = [f"encoder.layer.{n}.{part}.{end}" for n in range(shape.layers) for part in parts for end in _ENDS]
    return [*front, *(f"embeddings.LayerNorm.{end}" for end in _ENDS), *names]


def linear_name(layer: int, part: str, end: str) -> str:
    """Where a layer's linear part ("query", "key", "value", "out", "up", "down") has its "weight" or "bias"."""
    return f"encoder.layer.{layer}.{_LINEARS[part]}.{end}"


class PackedLinear:
    """A linear layer in the weights' own precision, with its activation; the name is for other kinds of layers."""

    def __init__(self, _name: str, part: Part, activation: str) -> None:
        self._weight, self._bias, self._activation = part[0].contiguous(), part[1], activation
        self._algorithm = "none" if activation == "gelu" else ""
        self._pack()

    def _pack(self) -> None:
        """Reorder the weight where torch can and comes to the same sums with it."""
        import torch

        self._call: Any = None
        try:
            packed = torch.ops.mkldnn._reorder_linear_weight(self._weight, None)
            call = torch.ops.mkldnn._linear_pointwise
            row = torch.linspace(-1, 1, self._weight.shape[1], dtype=self._weight.dtype)[None]
            near = call(row, packed, self._bias, "none", [], "").float()
            same = torch.nn.functional.linear(row, self._weight, self._bias).float()
        except (RuntimeError, AttributeError, NotImplementedError):
            return  # a torch or a processor without these calls: plain layers come to the same sums, more slowly
        if torch.nn.functional.cosine_similarity(near, same).item() > 0.999:
            self._weight, self._call = packed, call

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """[…, outputs] of […, inputs]."""
        import torch

        if self._call is not None:
            result: torch.Tensor = self._call(x, self._weight, self._bias, self._activation, [], self._algorithm)
            return result
        plain = torch.nn.functional.linear(x, self._weight, self._bias)
        return torch.nn.functional.gelu(plain) if self._activation == "gelu" else plain


class _Norm:
    def __init__(self, state: State, name: str, epsilon: float) -> None:
        self._weight, self._bias, self._epsilon = state[f"{name}.weight"], state[f"{name}.bias"], epsilon

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        import torch

        return torch.nn.functional.layer_norm(x, self._weight.shape, self._weight, self._bias, self._epsilon)


class Layer:
    """One layer of BERT (https://arxiv.org/abs/1810.04805): attention and two linear layers, each added and scaled."""

    def __init__(self, state: State, number: int, shape: Shape, making: Making = PackedLinear) -> None:
        import torch

        front = f"encoder.layer.{number}"
        part = {key: (state[f"{front}.{name}.weight"], state[f"{front}.{name}.bias"]) for key, name in _LINEARS.items()}
        joint = [part[key] for key in ("query", "key", "value")]
        whole = torch.cat([weight for weight, _ in joint]), torch.cat([bias for _, bias in joint])
        self._joint = making(f"{number}.joint", whole, "none")
        self._heads, self._width = shape.heads, len(part["query"][1]) // shape.heads
        self._out = making(f"{number}.out", part["out"], "none")
        self._out_norm = _Norm(state, f"{front}.attention.output.LayerNorm", shape.epsilon)
        # In fp32 torch's own activation and fused attention are the quicker ones (16 % of a layer's time on AVX2), in
        # bf16 oneDNN's activation and plain attention (15 %).
        self._single = part["up"][0].dtype == torch.float32
        self._up = making(f"{number}.up", part["up"], "none" if self._single else "gelu")
        self._down = making(f"{number}.down", part["down"], "none")
        self._down_norm = _Norm(state, f"{front}.output.LayerNorm", shape.epsilon)

    def __call__(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """Token vectors [rows, tokens, d] after the layer; the mask is added to attention's scores."""
        return self.after(x, self.joint(x), mask)

    def joint(self, x: torch.Tensor) -> torch.Tensor:
        """Queries, keys and values of token vectors side by side, [..., 3 d]."""
        return self._joint(x)

    def after(self, x: torch.Tensor, joint: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """The layer's output where its queries, keys and values are known already."""
        return self._added(x, self._seen(joint, mask))

    def after_each(self, x: torch.Tensor, joint: torch.Tensor, lengths: Sequence[int]) -> torch.Tensor:
        """The same for rows of several lengths that lie one behind the other; tokens behind them all see nothing."""
        import torch

        ends = pairwise(accumulate(lengths, initial=0))
        seen = [self._seen(joint[None, first:last], None)[0] for first, last in ends]
        return self._added(x, torch.cat([*seen, x.new_zeros(len(x) - sum(lengths), x.shape[1])]))

    def _seen(self, joint: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """What attention makes of rows, [rows, tokens, d]."""
        rows, tokens, _ = joint.shape
        query, key, value = joint.view(rows, tokens, 3, self._heads, self._width).permute(2, 0, 3, 1, 4)
        return self._attended(query, key, value, mask).transpose(1, 2).reshape(rows, tokens, -1)

    def _added(self, x: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
        x = self._out_norm(self._out(seen).add_(x))
        return self._down_norm(self._down(self._risen(x)).add_(x))

    def _attended(
        self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None
    ) -> torch.Tensor:
        import torch

        if self._single:
            fused: torch.Tensor = torch.nn.functional.scaled_dot_product_attention(query, key, value, mask)
            return fused
        scores = (query * self._width**-0.5) @ key.transpose(-1, -2)
        scores = scores if mask is None else scores + mask
        attended: torch.Tensor = scores.softmax(-1) @ value
        return attended

    def _risen(self, x: torch.Tensor) -> torch.Tensor:
        import torch

        up = self._up(x)
        result: torch.Tensor = torch.ops.aten.gelu_(up) if self._single else up
        return result


class PackedModel:
    """A BERT encoder in evaluation mode from its weights, called as the library's is.

    ``state`` is float32 and may have fewer layers than the file it came from; ``dtype`` is what is computed in.
    """

    def __init__(self, shape: Shape, state: State, dtype: torch.dtype, making: Making = PackedLinear) -> None:
        state = {name: tensor.to(dtype) for name, tensor in state.items() if tensor.is_floating_point()}
        self._words = state["embeddings.word_embeddings.weight"]
        self._places = state["embeddings.position_embeddings.weight"]
        self._types = state["embeddings.token_type_embeddings.weight"]
        self._norm = _Norm(state, "embeddings.LayerNorm", shape.epsilon)
        self._layers = [Layer(state, number, shape, making) for number in range(shape.layers)]

    def __call__(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor | None = None,
        after: int = 0,
    ) -> Hidden:
        """Token vectors of token ids [rows, tokens]; the mask is true where a token counts.

        ``after`` is the layer after which token vectors are wanted too.
        """
        x = between = self._norm(self._words[input_ids] + self._types[0] + self._places[: input_ids.shape[1]])
        mask = added_mask(attention_mask, x) if attention_mask is not None else None
        for number, layer in enumerate(self._layers, 1):
            x = layer(x, mask)
            if number == after:
                between = x
        return Hidden(x, between)


def added_mask(mask: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """What is added to attention's scores so that tokens where the mask [rows, tokens] is false do not count."""
    return like.new_zeros(mask.shape).masked_fill(~mask, -1e4)[:, None, None, :]
