"""What `scholiast build --timings --format json` tells, as numbers."""

import json
from collections.abc import Mapping


def stages(printed: str) -> dict[str, float]:
    """Return the seconds of each stage of a build by its name; empty where nothing was told.

    Jobs that are done within a stage, side by side, are left out: their time is that of the stage.
    Raises ValueError where the text is not JSON.
    """
    record = json.loads(printed)
    return {
        told["stage"]: told["seconds"]
        for told in record.get("timings", ())
        if told["of"] == "build"
    }


def of_proofreading(stages: Mapping[str, float]) -> float | None:
    """Return the seconds of all stages that proofread; None where nothing is told of stages.

    Where stages run side by side their times are added, so that this is rather too much.
    """
    if not stages:
        return None
    return sum(seconds for name, seconds in stages.items() if name.split()[0] == "verify")
