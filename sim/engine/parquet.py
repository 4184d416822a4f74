"""Rollouts on disk: chunk after chunk into one Parquet file, one row a rollout. The only door to duckdb.

Times are days since the start, NULL where something never came; levels, categories and flags are written by name;
`path` is a list of (rung, day). The file's key-value metadata says which scenario, digest and seed made it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import RunFolderError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from sim.engine.rollouts import Names, Rollouts


class RolloutsFile:
    """Writes chunks beside each other and joins them at the end, so that memory does not grow with the run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.parts: list[Path] = []
        self.metadata: dict[str, str] = {}

    def write(self, chunk: Rollouts) -> None:
        """Write the next chunk as a part of its own."""
        import duckdb

        part = self.path.with_name(f"{self.path.name}.part{len(self.parts):05d}")
        self.metadata = metadata_of(chunk)
        with duckdb.connect() as connection:
            connection.register("rows_", _for_duckdb(chunk.columns))
            connection.register("steps_", _steps(chunk))
            connection.execute(f"COPY ({_rows(chunk)}) TO {_quoted(str(part))} (FORMAT parquet)")
        self.parts.append(part)

    def close(self) -> None:
        """Join the parts, in order, into the file; RunFolderError when there is none."""
        import duckdb

        if not self.parts:
            message = f"no rollout was finished, so there is nothing to write to {self.path}"
            raise RunFolderError(message)
        listed = ", ".join(_quoted(str(part)) for part in self.parts)
        pairs = ", ".join(f"{name}: {_quoted(value)}" for name, value in self.metadata.items())
        with duckdb.connect() as connection:
            connection.execute(
                f"COPY (SELECT * FROM read_parquet([{listed}])) TO {_quoted(str(self.path))} "
                f"(FORMAT parquet, KV_METADATA {{{pairs}}})"
            )
        for part in self.parts:
            part.unlink()
        self.parts = []


def metadata_of(rollouts: Rollouts) -> dict[str, str]:
    """What a Parquet file of these rollouts says of itself."""
    names = rollouts.names
    return {"scenario": names.scenario, "digest": names.digest, "seed": str(rollouts.seed), "starts": names.starts}


def read_rows(path: Path, columns: str = "*") -> list[tuple[Any, ...]]:
    """The rows of a Parquet file of rollouts, in order; `columns` as in SQL."""
    import duckdb

    if not path.is_file():
        message = f"no rollouts at {path}"
        raise RunFolderError(message)
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT {columns} FROM read_parquet({_quoted(str(path))})").fetchall()


def _rows(chunk: Rollouts) -> str:
    """The query that turns a chunk's arrays into the rows of the file."""
    told = [f"{_cell(chunk.names, name, array)} AS {_named(name)}" for name, array in chunk.columns.items()]
    return (
        f"SELECT {', '.join(told)}, path FROM rows_ LEFT JOIN (SELECT rollout AS which, "
        "list({'rung': rung, 'day': day} ORDER BY step) AS path FROM steps_ GROUP BY rollout) "
        "ON rollout = which ORDER BY rollout"
    )


def _cell(names: Names, column: str, array: NDArray[Any]) -> str:
    """One column in SQL: a name for the index of a level, NULL for NaN."""
    quoted = _named(column)
    variable = column.removeprefix("final_")
    values = names.variables.get(variable, ()) if column.startswith("final_") else ()
    if values:
        return f"list_extract([{', '.join(map(_quoted, values))}], {quoted} + 1)"
    if array.dtype.kind == "f":
        return f"CASE WHEN isnan({quoted}) THEN NULL ELSE {quoted} END"
    return quoted


def _steps(chunk: Rollouts) -> dict[str, NDArray[Any]]:
    """The paths as one long table: rollout, step, rung, day."""
    steps = [
        (rollout, step, chunk.names.rungs[rung], day)
        for rollout, path in zip(chunk.columns["rollout"], chunk.paths, strict=True)
        for step, (rung, day) in enumerate(path)
    ]
    columns = list(zip(*steps, strict=True)) or [(), (), (), ()]
    kinds: tuple[Any, ...] = (np.int64, np.int64, np.str_, np.float64)
    arrays = [np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True)]
    return dict(zip(("rollout", "step", "rung", "day"), arrays, strict=True))


def _for_duckdb(columns: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {name: array.astype(object) if array.dtype.kind == "U" else array for name, array in columns.items()}


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _named(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
