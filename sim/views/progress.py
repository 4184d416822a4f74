"""How far a run has come: a bar with rate and time left, on stderr, only where somebody is watching."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import ProgressColumn, Task


class ProgressBar:
    """A context in which `advance` moves the bar on; silent where stderr is no terminal."""

    def __init__(self, rollouts: int) -> None:
        console = Console(stderr=True)
        self.progress = Progress(*_columns(), console=console, disable=not console.is_terminal, transient=True)
        self.task = self.progress.add_task("rollouts", total=rollouts)

    def advance(self, made: int) -> None:
        """So many more rollouts have been made."""
        self.progress.advance(self.task, made)

    def __enter__(self) -> Self:
        """Show the bar."""
        self.progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away, whatever happened."""
        self.progress.stop()


class RateColumn(TextColumn):
    """Rollouts per second."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        """The rate so far, or nothing at the start."""
        return Text(f"{task.speed:,.0f} per second" if task.speed else "")


def _columns() -> list[ProgressColumn]:
    return [
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    ]
