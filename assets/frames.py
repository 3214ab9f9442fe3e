"""How a station's tables reach the next: in memory within a run, on disk for later ones.

Kept tables hold personal data, so they lie in the protected working folder of the output
(``OUT/.hecha/stations``) and only the newest month's are kept. ``hecha run`` keeps none.
"""

import os
import pickle
import shutil
from pathlib import Path
from typing import Any

import dagster as dg


class FrameStore(dg.IOManager):
    """Hands values from asset to asset; ``keep_in`` also stores them for other processes."""

    def __init__(self, keep_in: Path | None = None) -> None:
        self.keep_in = keep_in
        self.values: dict[tuple[str, str], Any] = {}

    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        """Remember the value; write it when tables are kept."""
        key = (context.asset_key.path[-1], context.partition_key)
        self.values[key] = obj
        if self.keep_in is None:
            return
        folder = self.keep_in / key[0]
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = folder / f".{key[1]}.{os.getpid()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            pickle.dump(obj, file, protocol=pickle.HIGHEST_PROTOCOL)
        for old in folder.glob("[0-9]*"):
            old.unlink()
        os.replace(fresh, folder / key[1])

    def load_input(self, context: dg.InputContext) -> Any:
        """The value of the upstream asset in the same partition."""
        key = (context.asset_key.path[-1], context.partition_key)
        if key in self.values:
            return self.values[key]
        path = (self.keep_in or Path()) / key[0] / key[1]
        if self.keep_in is None or not path.is_file():
            raise dg.Failure(
                description=f"{key[0]} of {key[1]} is not kept; materialise the whole job monthly_audit"
            )
        with path.open("rb") as file:
            return pickle.load(file)

    def forget(self) -> None:
        """Drop all values from memory and disk."""
        self.values.clear()
        if self.keep_in is not None:
            shutil.rmtree(self.keep_in, ignore_errors=True)


@dg.io_manager(required_resource_keys={"settings"})
def kept_frames(context: dg.InitResourceContext) -> FrameStore:
    """The store of ``dagster dev``: tables are kept, so a single asset can be materialised."""
    return FrameStore(context.resources.settings.working / "stations")
