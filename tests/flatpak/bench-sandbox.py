#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""What the sandbox costs: the demonstration started in it and, where a build tree has the program, outside, in one run.
Start to icon is from launch until the tray has the item; CPU and memory are of the applet's own process, when it is quiet.

Usage: bench-sandbox.py, under script/desktop-session --portal gtk --flatpaks."""

import os
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'bench'))
from bench_process import Process  # noqa: E402
from sandbox import FLATPAK, lab, seen  # noqa: E402

STARTS = 3
NAME = lab.NAME + '.demo'
WORDS = ['--demo', '--background', '--speed', '1']


class Applet(Process):
    """The process that owns the name, whatever it was started through."""

    def __init__(self, desktop, command, **environment):
        super().__init__(command, **environment)
        desktop.wait_for_item('spaces-tray-demo')
        self.icon_ms = (time.monotonic() - self.started_at) * 1000
        self.pid = applet_process()


def read(entry, name):
    try:
        with open(f'/proc/{entry}/{name}', 'rb') as file:
            return file.read().split(b'\0')
    except OSError:
        return [b'']


def applet_process():
    """The bus knows only the proxy of a sandbox: so it is the program of this desktop by its command line."""
    desktop = b'DESKTOP_SESSION_DIR=' + os.environb[b'DESKTOP_SESSION_DIR']
    for entry in filter(str.isdigit, os.listdir('/proc')):
        words = read(entry, 'cmdline')
        if os.path.basename(words[0]) == b'spaces-tray' and b'--demo' in words and desktop in read(entry, 'environ'):
            return int(entry)
    raise RuntimeError('there is no applet')


def measure(desktop, command, **environment):
    rows = []
    for _ in range(STARTS):
        applet = Applet(desktop, command, **environment)
        applet.wait_quiet(20)
        rows.append((applet.icon_ms, applet.cpu_ms(), *applet.memory()))
        subprocess.run([*command[:-len(WORDS)], 'quit', '--profile', 'demo'], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, **environment})
        desktop.wait('the end of the applet', lambda: not desktop.owner(NAME))
        applet.process.wait()
    return [statistics.median(column) for column in zip(*rows)]


def main():
    desktop = seen.Desktop()
    print(f'# median of {STARTS} starts: ms to icon, ms of CPU until quiet, MiB private, shared fairly, resident')
    programs = {'in the sandbox': [*FLATPAK, lab.NAME]}
    if os.path.exists(lab.APPLET):
        programs['outside'] = [lab.APPLET]
    for name, command in programs.items():
        figures = measure(desktop, [*command, *WORDS], GSETTINGS_SCHEMA_DIR=os.path.join(lab.BUILD, 'data')
                          if name == 'outside' else '')
        print(f'# {name}: {figures[0]:.0f} {figures[1]:.0f} {figures[2]:.1f} {figures[3]:.1f} {figures[4]:.1f}', flush=True)


main()
