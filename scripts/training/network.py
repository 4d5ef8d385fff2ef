"""The reader as it is trained: the packaged encoder's lower layers with low-rank additions, and three small heads."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from index.rereader import SCALE

WIDTH = 384


class Added(nn.Module):
    """A frozen linear layer ``W`` with a trained addition ``SCALE B A`` (LoRA, https://arxiv.org/abs/2106.09685)."""

    def __init__(self, linear: Any, rank: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(linear.weight.detach().clone(), requires_grad=False)
        self.bias = nn.Parameter(linear.bias.detach().clone(), requires_grad=False)
        self.A = nn.Parameter(torch.randn(rank, self.weight.shape[1]) / math.sqrt(self.weight.shape[1]))
        self.B = nn.Parameter(torch.zeros(self.weight.shape[0], rank))

    def forward(self, x: Tensor) -> Tensor:
        """The layer's output, [..., out]."""
        return functional.linear(x, self.weight + SCALE * (self.B @ self.A), self.bias)


class Layer(nn.Module):
    """One layer of BERT; its norms are trained too."""

    def __init__(self, layer: Any, rank: int) -> None:
        super().__init__()
        own = layer.attention.self
        self.q, self.k, self.v = (Added(part, rank) for part in (own.query, own.key, own.value))
        self.o, self.up = Added(layer.attention.output.dense, rank), Added(layer.intermediate.dense, rank)
        self.down = Added(layer.output.dense, rank)
        self.n1, self.n2 = layer.attention.output.LayerNorm, layer.output.LayerNorm
        self.heads = own.num_attention_heads

    def forward(self, x: Tensor, mask: Tensor, drop: float) -> Tensor:
        """Token vectors [rows, tokens, 384]; the mask is true where a token counts."""
        rows, tokens, _ = x.shape
        q, k, v = (f(x).view(rows, tokens, self.heads, -1).transpose(1, 2) for f in (self.q, self.k, self.v))
        attended = functional.scaled_dot_product_attention(
            q, k, v, attn_mask=mask[:, None, None, :], dropout_p=drop if self.training else 0.0
        )
        out = self.o(attended.transpose(1, 2).reshape(rows, tokens, WIDTH))
        x = self.n1(x + functional.dropout(out, drop, self.training))
        result: Tensor = self.n2(x + functional.dropout(self.down(functional.gelu(self.up(x))), drop, self.training))
        return result


class Encoder(nn.Module):
    """Embeddings (frozen but for token types and norm) and the lowest layers."""

    def __init__(self, model: Any, layers: int, rank: int) -> None:
        super().__init__()
        front = model.embeddings
        self.word = nn.Parameter(front.word_embeddings.weight.detach().clone(), requires_grad=False)
        self.pos = nn.Parameter(front.position_embeddings.weight.detach().clone(), requires_grad=False)
        self.typ = nn.Parameter(front.token_type_embeddings.weight.detach().clone())
        self.n = front.LayerNorm
        self.layers = nn.ModuleList(Layer(layer, rank) for layer in model.encoder.layer[:layers])

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor, drop: float) -> Tensor:
        """Token vectors [rows, tokens, 384]."""
        x = self.n(self.word[ids] + self.pos[: ids.shape[1]][None] + self.typ[types])
        x = functional.dropout(x, drop, self.training)
        for layer in self.layers:
            x = layer(x, mask, drop)
        result: Tensor = x
        return result


class Network(nn.Module):
    """Encoder and heads; named as ``index.rereader`` reads them."""

    def __init__(self, folder: Path, layers: int, rank: int) -> None:
        super().__init__()
        from transformers import AutoModel

        model: Any = AutoModel.from_pretrained(str(folder), local_files_only=True)
        self.enc = Encoder(model, layers, rank)
        self.mix, self.out = nn.Linear(3 * WIDTH, 256), nn.Linear(256, 2)
        self.sent, self.sent2 = nn.Linear(WIDTH, 64), nn.Linear(64, 1)

    def forward(
        self, ids: Tensor, mask: Tensor, types: Tensor, segments: Tensor, sentences: int, drop: float = 0.0
    ) -> tuple[Tensor, Tensor]:
        """Logits (relevance, answers) [rows, 2] and of each sentence [sentences]; a segment of -1 is no sentence's."""
        hidden = self.enc(ids, mask, types, drop).float()
        every = mask.float()[..., None]
        passage = every * (types == 1).float()[..., None]
        means = [(hidden * side).sum(1) / side.sum(1).clamp(min=1) for side in (passage, every - passage)]
        inner = functional.gelu(self.mix(torch.cat([hidden[:, 0], *means], -1)))
        judged = self.out(functional.dropout(inner, drop, self.training))
        inside = segments >= 0
        owners = segments[inside]
        sums = hidden.new_zeros(sentences, WIDTH).index_add_(0, owners, hidden[inside])
        counts = hidden.new_zeros(sentences).index_add_(0, owners, torch.ones_like(owners, dtype=hidden.dtype))
        return judged, self.sent2(functional.gelu(self.sent(sums / counts.clamp(min=1)[:, None])))[:, 0]

    def trained(self) -> dict[str, Tensor]:
        """What was trained, in half precision, as it is stored."""
        own = {name: p for name, p in self.named_parameters() if p.requires_grad}
        return {name: p.detach().half().cpu().contiguous() for name, p in own.items()}
