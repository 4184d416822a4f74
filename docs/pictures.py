"""Draws the picture in README.md from a run of the flagship scenario: `python docs/pictures.py`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image

import sim

TOP = Path(__file__).parent.parent
FLAGSHIP = TOP / "scenarios" / "nagorno_karabakh_2020.yaml"
PICTURES = TOP / "docs" / "pictures"
SHOWN = ("reached_by",)
COLOURS = 128
"""as many as the figures need; a picture is then a third as large"""


def main() -> None:
    """Run the flagship as a bare `flashpoint run` does, and keep the figures that the papers show."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = sim.run(sim.load(FLAGSHIP), out=Path(folder) / "run")
        for name in SHOWN:
            picture = Image.open(made.folder / "figures" / f"{name}.png").convert("RGB")
            picture.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)
            print(f"docs/pictures/{name}.png, from {made.finished:,} rollouts")


if __name__ == "__main__":
    main()
