"""Run a command and print what that one process took, as a line of JSON.

python -I -S stopwatch.py COMMAND...

This is a process of its own because the peak memory of a process counts what its parent had when
it was started (Linux, `setmax_mm_hiwater_rss` at execve): the parent must be small.
"""

import json
import os
import sys
import time

began = time.perf_counter()
child = os.fork()
if child == 0:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execv(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
result = {
    "status": os.waitstatus_to_exitcode(status),
    "wall_seconds": time.perf_counter() - began,
    "cpu_seconds": usage.ru_utime + usage.ru_stime,
    "peak_bytes": usage.ru_maxrss * 1024,
}
print(json.dumps(result))
