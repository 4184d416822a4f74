"""The calendar instant of time 0."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError

if TYPE_CHECKING:
    from sim.language.nodes import Scalar

INSTANT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*(?:(Z)|([+-])(\d{2}):?(\d{2}))?"
)


def parse_start(text: Scalar) -> datetime:
    """The instant that `starts` writes; a bare date is midnight, and no offset is `+00:00`.

    Raises:
        ScenarioError: the text is no date.
    """
    found = INSTANT.fullmatch(text.text.strip())
    hint = "write `2020-10-31`, or `2020-10-31 06:00+04:00`"
    if found is None:
        message = f"`{text}` is no date (year-month-day, hour:minute, offset)"
        raise ScenarioError([Complaint(text.place, "date", message, hint)])
    year, month, day, hour, minute, second, _, sign, hours, minutes = found.groups()
    try:
        offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        zone = timezone(-offset if sign == "-" else offset) if offset else UTC
        return datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=zone
        )
    except (ValueError, OverflowError) as error:
        raise ScenarioError([Complaint(text.place, "date", f"`{text}` is no date: {error}", hint)]) from None
