# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""A case is a function that fails by an exception; one that cannot be judged here raises Skip."""

import shutil
import subprocess
import sys
import traceback


class Failure(Exception):
    """What is wrong, as a sentence."""


class Skip(Exception):
    """Why it cannot be judged here."""


def check(condition, message):
    if not condition:
        raise Failure(message)


def equal(got, wanted, what):
    check(got == wanted, f'{what}: {got!r}, not {wanted!r}')


def tool(name):
    path = shutil.which(name)
    if path is None:
        raise Skip(f'{name} is not installed')
    return path


def run(*arguments, **options):
    """What the program printed on both streams; a failure if it did not succeed."""
    done = subprocess.run([str(argument) for argument in arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False, **options)
    check(done.returncode == 0, f'{arguments[0]} ended with {done.returncode}:\n{done.stdout}')
    return done.stdout


def main(cases):
    """Runs the cases in TAP; the exit status."""
    failed = False
    print('TAP version 13')
    print(f'1..{len(cases)}')
    for number, case in enumerate(cases, 1):
        name, end, said = case.__name__.replace('_', '-'), '', ''
        try:
            case()
        except Skip as reason:
            end = f' # SKIP {reason}'
        except Failure as failure:
            said = str(failure)
        except Exception:  # pylint: disable=broad-except
            said = traceback.format_exc()
        failed |= bool(said)
        print(f'{"not ok" if said else "ok"} {number} - {name}{end}')
        for line in said.splitlines():
            print(f'# {line}')
        sys.stdout.flush()
    return 1 if failed else 0
