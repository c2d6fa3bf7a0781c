"""What the measurements of whole commands share."""
import os
import subprocess
import sys
import time


def timed(command):
    """Seconds on the clock and of the processor, and what it printed."""
    before, began = os.times(), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    wall, after = time.monotonic() - began, os.times()
    if done.returncode:
        sys.exit(f'{command}: {done.stderr[-2000:]}')
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, cpu, done.stdout


def print_rows(rows):
    for name, row in rows.items():
        print(f'{name:10}', '  '.join(f'{k} {v:.3f}' if isinstance(v, float) else f'{k} {v}' for k, v in row.items()))
