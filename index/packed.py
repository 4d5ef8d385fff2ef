"""The model's forward pass with its linear layers packed once for the processor.

The same sums as the library's encoder (cosine above 0.999 to it, held by a test), in an eighth less time: weights are
reordered for oneDNN once instead of at every call, query, key and value are one product, and the activation is part
of its layer. The calls are those that torch's own compiler makes for CPUs; torch is pinned, and where they are
missing the plain model is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import torch


class Hidden(NamedTuple):
    """What the model returns: token vectors [rows, tokens, d]."""

    last_hidden_state: torch.Tensor


class _Linear:
    def __init__(self, weight: torch.Tensor, bias: torch.Tensor, activation: str = "none") -> None:
        import torch

        self._ops = torch.ops.mkldnn
        self._weight = self._ops._reorder_linear_weight(weight.detach().contiguous(), None)
        self._bias, self._activation = bias.detach(), activation
        self._algorithm = "none" if activation == "gelu" else ""

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self._ops._linear_pointwise(
            x, self._weight, self._bias, self._activation, [], self._algorithm
        )
        return result


class _Layer:
    """One layer of BERT (https://arxiv.org/abs/1810.04805): attention and two linear layers, each added and scaled."""

    def __init__(self, layer: Any) -> None:
        import torch

        own, out = layer.attention.self, layer.attention.output
        parts = (own.query, own.key, own.value)
        self._joint = _Linear(torch.cat([p.weight for p in parts]), torch.cat([p.bias for p in parts]))
        self._heads, self._width = own.num_attention_heads, own.attention_head_size
        self._out, self._out_norm = _Linear(out.dense.weight, out.dense.bias), out.LayerNorm
        # In fp32 torch's own activation and fused attention are the quicker ones (16 % of a layer's time on AVX2), in
        # bf16 oneDNN's activation and plain attention (15 %).
        self._single = own.query.weight.dtype == torch.float32
        activation = "none" if self._single else "gelu"
        self._up = _Linear(layer.intermediate.dense.weight, layer.intermediate.dense.bias, activation)
        self._down, self._down_norm = (
            _Linear(layer.output.dense.weight, layer.output.dense.bias),
            layer.output.LayerNorm,
        )

    def __call__(self, x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        rows, tokens, _ = x.shape
        query, key, value = self._joint(x).view(rows, tokens, 3, self._heads, self._width).permute(2, 0, 3, 1, 4)
        attended = self._attended(query, key, value, mask).transpose(1, 2).reshape(rows, tokens, -1)
        x = self._out_norm(self._out(attended) + x)
        result: torch.Tensor = self._down_norm(self._down(self._risen(x)) + x)
        return result

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
    """A BERT encoder in evaluation mode, called as the library's is."""

    def __init__(self, model: Any) -> None:
        self._embeddings = model.embeddings
        self._layers = [_Layer(layer) for layer in model.encoder.layer]

    def __call__(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor | None = None,
        token_type_ids: torch.Tensor | None = None,
    ) -> Hidden:
        """Token vectors of token ids [rows, tokens]; the mask is true where a token counts; types are 0 without."""
        x = self._embeddings(input_ids=input_ids, token_type_ids=token_type_ids)
        mask = None
        if attention_mask is not None:
            mask = x.new_zeros(attention_mask.shape).masked_fill(~attention_mask, -1e4)[:, None, None, :]
        for layer in self._layers:
            x = layer(x, mask)
        return Hidden(x)


def packed(model: Any) -> Any:
    """The model packed, or the model itself where it is no BERT or this torch lacks the calls."""
    import torch

    if model.config.model_type != "bert" or model.config.hidden_act != "gelu":
        return model
    try:
        quick = PackedModel(model)
        with torch.inference_mode():
            ids = torch.tensor([[101, 2304, 102]])
            near = torch.nn.functional.cosine_similarity(
                quick(ids).last_hidden_state.float().mean(1), model(input_ids=ids).last_hidden_state.float().mean(1)
            )
    except (RuntimeError, AttributeError, NotImplementedError):
        return model
    return quick if float(near) > 0.999 else model
