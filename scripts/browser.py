"""A picture of a page by a browser without a window."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

from corpus.errors import InputError

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def photograph(page: str, suffix: str, out: Path, width: int, height: int) -> None:
    """Writes a page (HTML or SVG, by ``suffix``) as a PNG of a window's size; raises InputError without Chromium."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        raise InputError("A PNG needs Chromium, and none was found. Install it, or name a file that ends in .svg.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"page{suffix}")
        path.write_text(page, encoding="utf-8")
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}"]
        window = [f"--window-size={width},{height}", f"--screenshot={out.resolve()}", path.as_uri()]
        subprocess.run([browser, *arguments, *window], check=True, capture_output=True, timeout=120)


def trim(path: Path, margin: int = 12) -> None:
    """Cuts the empty part below what a picture shows."""
    with Image.open(path) as opened:
        image = opened.convert("RGB")
    box = ImageChops.difference(image, Image.new("RGB", image.size, image.getpixel((0, image.height - 1)))).getbbox()
    if box is not None:
        image.crop((0, 0, image.width, min(box[3] + margin, image.height))).save(path)
