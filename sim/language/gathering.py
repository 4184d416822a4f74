"""Complaints, gathered while a file is built, so that a person hears of all of them at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from sim.errors import Complaint, Place, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")

ABOUT_NAMES = {"unknown-name", "unknown-trigger", "unknown-level", "unknown-category"}


class Gathering:
    """What has been found wrong so far.

    `broken` holds names whose declaration has been complained about before: that they are unknown elsewhere follows
    from that, and is not told again.
    """

    def __init__(self, complaints: Iterable[Complaint] = (), broken: Iterable[str] = ()) -> None:
        self.complaints = list(complaints)
        self.broken = set(broken)

    def add(self, place: Place, code: str, message: str, hint: str = "") -> None:
        """Note a complaint."""
        self.complaints.append(Complaint(place, code, message, hint))

    def attempt(self, action: Callable[[], T]) -> T | None:
        """What `action` yields, or None after noting what it complains of."""
        try:
            return action()
        except ScenarioError as error:
            self.complaints += [complaint for complaint in error.complaints if not self._follows(complaint)]
            return None

    def found(self) -> tuple[Complaint, ...]:
        """Each complaint once."""
        return tuple(dict.fromkeys(self.complaints))

    def _follows(self, complaint: Complaint) -> bool:
        """Whether a name is unknown only because a declaration is broken: its own, or that of what it stands beside."""
        if complaint.code not in ABOUT_NAMES:
            return False
        words = re.findall(r"[^\W\d][\w.]*", complaint.place.text)
        parts = [word.split(".") for word in words]
        return any(".".join(part[:count]) in self.broken for part in parts for count in range(1, len(part) + 1))

    def settle(self) -> None:
        """Raise everything that was found.

        Raises:
            ScenarioError: something was.
        """
        found = self.found()
        if found:
            raise ScenarioError(found)
