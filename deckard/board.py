"""Event files for TensorBoard, where the package `tensorboard` (an extra) is installed."""

import os
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

FOLDER = "tensorboard"


class Board:
    """Appends figures to event files: a folder for each series, and in it a file of this process.

    Files are opened for each writing, so that what a killed run wrote can be read.
    """

    def __init__(self, run: Path) -> None:
        self.folder = run / FOLDER
        self.file = f"events.out.tfevents.{time.time():.0f}.{os.getpid()}"
        self.installed = find_spec("tensorboard") is not None

    def add(self, series: str, step: int, figures: Mapping[str, float]) -> None:
        """Append figures at a step of a series; OSError when they cannot be written."""
        if not self.installed or not figures:
            return
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.compat.proto.summary_pb2 import Summary
        from tensorboard.summary.writer.record_writer import RecordWriter

        values = [Summary.Value(tag=tag, simple_value=value) for tag, value in figures.items()]
        event = Event(wall_time=time.time(), step=step, summary=Summary(value=values))
        path = self.folder / series / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            records = RecordWriter(file)
            if not file.tell():
                head = Event(wall_time=time.time(), file_version="brain.Event:2")
                records.write(head.SerializeToString())
            records.write(event.SerializeToString())
