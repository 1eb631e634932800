# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""A program under measurement."""

import os
import subprocess
import time

CPUCLOCK_SCHED = 2  # of linux/posix-timers.h: with it, the clock that clock_getcpuclockid() gives


class Process:

    def __init__(self, arguments, **environment):
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(arguments, env={**os.environ, **environment}, stdout=subprocess.DEVNULL,
                                        stderr=None if os.environ.get('VERBOSE') else subprocess.DEVNULL)
        self.pid = self.process.pid

    def memory(self):
        """Private dirty, PSS and resident memory in MiB."""
        fields = {}
        with open(f'/proc/{self.pid}/smaps_rollup') as rollup:
            for line in rollup:
                key, _, value = line.partition(':')
                if value.strip().endswith('kB'):
                    fields[key] = int(value.split()[0]) / 1024
        return fields['Private_Dirty'], fields['Pss'], fields['Rss']

    def threads(self):
        return len(os.listdir(f'/proc/{self.pid}/task'))

    def cpu_ms(self):
        """Of all threads, those that are gone included."""
        return time.clock_gettime_ns(~self.pid << 3 | CPUCLOCK_SCHED) / 1e6

    def wakeups(self):
        """How often each thread was woken: one that ends takes its count with it."""
        woken = {}
        for task in os.listdir(f'/proc/{self.pid}/task'):
            with open(f'/proc/{self.pid}/task/{task}/status') as status:
                woken[task] = sum(int(line.split()[1]) for line in status if line.startswith('voluntary_ctxt'))
        return woken

    def wait_quiet(self, patience=120):
        """Until it has used no CPU for 300 ms."""
        deadline = time.monotonic() + patience
        before = self.cpu_ms()
        quiet = 0
        while quiet < 3 and time.monotonic() < deadline:
            time.sleep(0.1)
            now = self.cpu_ms()
            quiet = quiet + 1 if now - before < 0.5 else 0
            before = now

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
