"""Memory, descriptors and threads of a process, sampled while something else goes on."""

import dataclasses
import os
import pathlib
import re
import statistics
import threading


@dataclasses.dataclass(frozen=True)
class Sample:
    memory_kb: int
    descriptors: int
    threads: int


def sample(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()

    def figure(name):
        return int(re.search(rf"{name}:\s+(\d+)", status)[1])
    return Sample(figure("VmRSS"), len(os.listdir(f"/proc/{pid}/fd")), figure("Threads"))


class Watch:
    def __init__(self, pid, seconds=1.0):
        self.samples = []
        self._pid, self._seconds, self._over = pid, seconds, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _watch(self):
        while not self._over.wait(self._seconds):
            self.samples.append(sample(self._pid))

    def quarters(self, name):
        """The median of each quarter: the first ones fill caches."""
        values = [getattr(each, name) for each in self.samples]
        size = max(1, len(values) // 4)
        return [statistics.median(values[size * number:size * (number + 1)]) for number in range(4)]
