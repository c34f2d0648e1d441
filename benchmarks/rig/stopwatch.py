"""Run a command and print what it and the processes that it began took, as a line of JSON.

python -I -S stopwatch.py COMMAND...

The memory is looked at now and then: the proportional set size (PSS, Linux, proc_pid_smaps_rollup)
of all of them together, so that what they share counts once.
"""

import json
import os
import select
import sys
import time

EVERY_SECONDS = 0.1


def family(pid: int) -> list[int]:
    """That process and all that it began, as far as they are still there."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as children:  # noqa: PTH123 (pathlib is slow to load)
            younger = children.read().split()
    except OSError:
        return [pid]
    return [pid, *(each for child in younger for each in family(int(child)))]


def proportional_bytes(pid: int) -> int:
    """Its share of memory; 0 where it is gone."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as rollup:  # noqa: PTH123
            sizes = (line.split() for line in rollup if line.startswith("Pss:"))
            return sum(int(kilobytes) * 1024 for _, kilobytes, _ in sizes)
    except OSError:
        return 0


began = time.perf_counter()
child = os.fork()
if child == 0:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execv(sys.argv[1], sys.argv[1:])
peak = 0
with os.fdopen(os.pidfd_open(child)) as ending:
    while not select.select([ending], [], [], EVERY_SECONDS)[0]:
        peak = max(peak, sum(map(proportional_bytes, family(child))))
_, status, usage = os.wait4(child, 0)
result = {
    "status": os.waitstatus_to_exitcode(status),
    "wall_seconds": time.perf_counter() - began,
    "cpu_seconds": usage.ru_utime + usage.ru_stime,
    "peak_bytes": peak,
}
print(json.dumps(result))
