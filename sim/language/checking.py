"""`check`: everything that can be said of a file before it is run, errors first, then what is doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.language.builder import examine

if TYPE_CHECKING:
    from pathlib import Path

    from sim.errors import Complaint


def check(path: str | Path, *, require_sources: bool = False) -> tuple[Complaint, ...]:
    """Every complaint about a scenario or case file: errors first, then warnings, each in the order of the file.

    With `require_sources`, numbers that have neither a source nor a reason are errors too.
    """
    _, complaints = examine(path, require_sources=require_sources)
    return tuple(sorted(complaints, key=lambda complaint: complaint.warning))
