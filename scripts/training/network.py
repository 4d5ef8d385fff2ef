"""The reader as it is trained: a teacher that reads question and passage as one text, and the reader itself.

The teacher is a cross-encoder of all six packaged layers, too slow for service. The reader learns from labels and from
the teacher (https://arxiv.org/abs/1503.02531); it sees a passage's tokens only as what the index keeps of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from index.tokens import LAYER, SCALE, WIDTH

STATE = 384
_HEADS = 12
_NEURONS = 512
_MOST = 127 / SCALE
_EPSILON = 1e-12
State = Mapping[str, Tensor]


def device() -> torch.device:
    """Where it is trained: on the graphics card where there is one, else on the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def halves(kind: torch.dtype = torch.bfloat16) -> torch.autocast:
    """Sums in half precision on a graphics card, and as they are on a processor."""
    return torch.autocast(device().type, kind, enabled=device().type == "cuda")


class Tokens(NamedTuple):
    """Rows of tokens: all [rows, tokens] but ``sentences``, which counts the sentences of all rows.

    ``mask`` is true where a token counts, ``types`` is 1 for the passage's, ``segments`` the token's sentence or -1.
    """

    mask: Tensor
    types: Tensor
    segments: Tensor
    sentences: int


class Whole(NamedTuple):
    """What the teacher reads: ids [rows, tokens] of question and passage as one text."""

    ids: Tensor
    tokens: Tokens


class Apart(NamedTuple):
    """What the reader reads: states of the question's tokens [rows, q, 384] and of the passage's [rows, p, 384]."""

    asked: Tensor
    passage: Tensor
    tokens: Tokens


class Judged(NamedTuple):
    """Logits (relevance, answers) [rows, 2] and of each sentence [sentences]."""

    rows: Tensor
    sentences: Tensor


def _linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    made = nn.Linear(weight.shape[1], weight.shape[0])
    made.load_state_dict({"weight": weight, "bias": bias})
    return made


def _norm(state: State, name: str) -> nn.LayerNorm:
    made = nn.LayerNorm(STATE, eps=_EPSILON)
    made.load_state_dict({end: state[f"{name}.{end}"] for end in ("weight", "bias")})
    return made


class Layer(nn.Module):
    """One layer of BERT from the packaged weights, with the weightiest ``neurons`` of its inner part, or all.

    A neuron weighs the product of the lengths of its weights in and out.
    """

    def __init__(self, state: State, number: int, neurons: int | None = None) -> None:
        super().__init__()
        front = f"encoder.layer.{number}"

        def part(name: str) -> nn.Linear:
            return _linear(state[f"{front}.{name}.weight"], state[f"{front}.{name}.bias"])

        self.q, self.k, self.v = (part(f"attention.self.{name}") for name in ("query", "key", "value"))
        self.o = part("attention.output.dense")
        up, down = part("intermediate.dense"), part("output.dense")
        if neurons is not None:
            weights = up.weight.detach().norm(dim=1) * down.weight.detach().norm(dim=0)
            kept = weights.topk(neurons).indices.sort().values
            up = _linear(up.weight.detach()[kept], up.bias.detach()[kept])
            down = _linear(down.weight.detach()[:, kept], down.bias.detach())
        self.up, self.down = up, down
        self.n1, self.n2 = (
            _norm(state, f"{front}.attention.output.LayerNorm"),
            _norm(state, f"{front}.output.LayerNorm"),
        )

    def forward(self, x: Tensor, mask: Tensor, drop: float) -> Tensor:
        """Token vectors [rows, tokens, 384]; the mask is true where a token counts."""
        rows, tokens, _ = x.shape
        q, k, v = (f(x).view(rows, tokens, _HEADS, -1).transpose(1, 2) for f in (self.q, self.k, self.v))
        attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        out = self.o(attended.transpose(1, 2).reshape(rows, tokens, STATE))
        x = self.n1(x + functional.dropout(out, drop, self.training))
        result: Tensor = self.n2(x + functional.dropout(self.down(functional.gelu(self.up(x))), drop, self.training))
        return result


class Encoder(nn.Module):
    """The packaged model; its word vectors stay as they are."""

    def __init__(self, state: State, layers: int = 6) -> None:
        super().__init__()
        front = [state[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")]
        self.word = nn.Parameter(front[0].clone(), requires_grad=False)
        self.position, self.typ = nn.Parameter(front[1].clone()), nn.Parameter(front[2].clone())
        self.norm = _norm(state, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(Layer(state, number) for number in range(layers))

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor, drop: float = 0.0) -> list[Tensor]:
        """Token vectors [rows, tokens, 384] after each layer."""
        x = self.norm(self.word[ids] + self.position[: ids.shape[1]][None] + self.typ[types])
        states = [functional.dropout(x, drop, self.training)]
        for layer in self.layers:
            states.append(layer(states[-1], mask, drop))
        return states[1:]


class Heads(nn.Module):
    """From token vectors to what is judged of the passage and of its sentences."""

    def __init__(self) -> None:
        super().__init__()
        self.mix, self.out = nn.Linear(3 * STATE, 256), nn.Linear(256, 2)
        self.sent, self.sent2 = nn.Linear(STATE, 64), nn.Linear(64, 1)

    def forward(self, hidden: Tensor, tokens: Tokens, drop: float) -> Judged:
        """The passage from the first token and the means of both sides, a sentence from the mean of its tokens."""
        hidden = hidden.float()
        every = tokens.mask.float()[..., None]
        passage = every * (tokens.types == 1).float()[..., None]
        means = [(hidden * side).sum(1) / side.sum(1).clamp(min=1) for side in (passage, every - passage)]
        inner = functional.gelu(self.mix(torch.cat([hidden[:, 0], *means], -1)))
        inside = tokens.segments >= 0
        owners = tokens.segments[inside]
        sums = hidden.new_zeros(tokens.sentences, STATE).index_add_(0, owners, hidden[inside])
        counts = torch.bincount(owners, minlength=tokens.sentences).clamp(min=1)
        carries = self.sent2(functional.gelu(self.sent(sums / counts[:, None])))[:, 0]
        return Judged(self.out(functional.dropout(inner, drop, self.training)), carries)


class Teacher(nn.Module):
    """Question and passage as one text through all layers."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self.encoder, self.heads = Encoder(state), Heads()

    def forward(self, row: Whole, drop: float = 0.0) -> Judged:
        """What it makes of each row."""
        with halves():
            hidden = self.encoder(row.ids, row.tokens.mask, row.tokens.types, drop)[-1]
        judged: Judged = self.heads(hidden, row.tokens, drop)
        return judged

    def begun(self) -> list[nn.Parameter]:
        """What begins with packaged weights and is changed the less."""
        return [p for p in self.encoder.parameters() if p.requires_grad]


class Student(nn.Module):
    """The reader: pressed states of the passage beside the question's through one more layer of the packaged model.

    The names of its parts are those of the tensors that ``index/rereader.py`` reads.
    """

    def __init__(self, state: State, sample: Tensor) -> None:
        """``sample`` [n, 384]: states of passages, from whose main directions the press begins."""
        super().__init__()
        self.pp, self.pin, self.qin = nn.Linear(STATE, WIDTH), nn.Linear(WIDTH, STATE), nn.Linear(STATE, STATE)
        self.typ = nn.Parameter(torch.zeros(2, STATE))
        self.layers, self.heads = nn.ModuleList([Layer(state, LAYER, _NEURONS)]), Heads()
        self._begin(sample.float())

    def _begin(self, sample: Tensor) -> None:
        """A press to the main directions, each of variance 1, and back; the question's states as they are."""
        mean = sample.mean(0)
        values, directions = torch.linalg.eigh(torch.cov(sample.double().T, correction=0))
        lengths = values.flip(0)[:WIDTH].clamp(min=1e-6).sqrt().float()
        main = directions.flip(1)[:, :WIDTH].float()
        press = (main / lengths).T
        self.pp.load_state_dict({"weight": press, "bias": -press @ mean})
        self.pin.load_state_dict({"weight": main * lengths, "bias": mean})
        self.qin.load_state_dict({"weight": torch.eye(STATE), "bias": torch.zeros(STATE)})

    def pressed(self, states: Tensor) -> Tensor:
        """States as the index keeps them, in steps of 1/32; what is lost by rounding has no slope."""
        kept = self.pp(states).float().clamp(-_MOST, _MOST)
        rounded: Tensor = kept + ((kept * SCALE).round() / SCALE - kept).detach()
        return rounded

    def forward(self, row: Apart, drop: float = 0.0) -> Judged:
        """What it makes of each row."""
        with halves():
            asked = self.qin(row.asked)
            passage = self.pin(self.pressed(row.passage).to(asked.dtype))
            x = torch.cat([asked + self.typ[0], passage + self.typ[1]], 1)
            x = functional.dropout(x, drop, self.training)
            for layer in self.layers:
                x = layer(x, row.tokens.mask, drop)
        judged: Judged = self.heads(x, row.tokens, drop)
        return judged

    def begun(self) -> list[nn.Parameter]:
        """What begins with packaged weights and is changed the less."""
        return list(self.layers.parameters())

    def stored(self) -> dict[str, Tensor]:
        """All of it in half precision, as it is stored."""
        return {name: tensor.half().cpu().contiguous() for name, tensor in self.state_dict().items()}
