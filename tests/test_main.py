"""`python -m sim` is the command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(("arguments", "code"), [(["--help"], 0), (["check", "no_such_file.yaml"], 2)])
def test_the_module_is_the_command(arguments: list[str], code: int) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "sim", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == code
    assert "Traceback" not in told.stderr
    assert told.stdout + told.stderr
