#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""Manual pages, completions and the systemd unit: well-formed, and telling the options that the programs have.

Usage: test-aids.py MAN_DIRECTORY COMPLETIONS_DIRECTORY UNIT PROGRAM...
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile


class Skip(Exception):
    """What is missing for a test."""


def run(*command, **more):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding='utf-8', check=False, **more)


def need(program):
    if not shutil.which(program):
        raise Skip(f'{program} is missing')


def help_of(program):
    return run(program, '--help', env=dict(os.environ, LANGUAGE='C')).stdout


def options_of(text):
    return set(re.findall(r'--[a-z][a-z-]+', text))


def verbs_of(program):
    """The commands that --help tells, each on a line of its own."""
    return re.findall(r'^  ([a-z][a-z-]*) ', help_of(program).partition('Commands:')[2], re.MULTILINE)


def page(program):
    path = os.path.join(MAN, os.path.basename(program) + '.1')
    with open(path, encoding='utf-8') as file:
        return path, file.read()


def man_is_well_formed(program):
    need('mandoc')
    path, _ = page(program)
    done = run('mandoc', '-T', 'lint', '-W', 'style', path)
    assert done.returncode == 0, done.stdout


def man_tells_the_options(program):
    text = page(program)[1].replace('\\-', '-')
    headed = set()
    for line in re.findall(r'^\.TP\n(.*)$', text, re.MULTILINE):
        headed |= options_of(re.sub(r'\\f[A-Z]', '', line))
    assert headed == options_of(help_of(program)), headed ^ options_of(help_of(program))
    for verb in verbs_of(program):
        assert re.search(r'^\.TP\n\.B.? ' + verb, text, re.MULTILINE), verb


def completion(name):
    with open(os.path.join(COMPLETIONS, name), encoding='utf-8') as file:
        return file.read()


def bash_reply(*words):
    """What bash offers for the last of the words."""
    need('bash')
    script = '''source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _spaces_tray; printf '%s\\n' "${COMPREPLY[@]}"'''
    done = run('bash', '-c', script, 'bash', os.path.join(COMPLETIONS, 'spaces-tray.bash'), *words)
    return set(done.stdout.split())


def bash_completes():
    assert bash_reply('spaces-tray', '-') == options_of(help_of(APPLET)), bash_reply('spaces-tray', '-')
    assert bash_reply('spaces-tray', '') == set(verbs_of(APPLET))
    assert bash_reply('spaces-tray', '--token-type', '=', 'o') == {'oauth'}
    assert bash_reply('spaces-tray', '--token-type', '=') == {'jwt', 'oauth'}
    assert bash_reply('spaces-tray', '--token-type', 'j') == {'jwt'}
    assert bash_reply('spaces-tray', '--speed', '') == set()
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, 'token')
        open(path, 'wb').close()
        assert bash_reply('spaces-tray', '--token-file', '=', path[:-2]) == {path}


def zsh_completes():
    need('zsh')
    done = run('zsh', '-n', os.path.join(COMPLETIONS, '_spaces-tray'))
    assert done.returncode == 0, done.stdout
    text = completion('_spaces-tray')
    assert options_of(text) == options_of(help_of(APPLET)), options_of(text) ^ options_of(help_of(APPLET))
    for verb in verbs_of(APPLET):
        assert verb + '\\:' in text, verb


def fish_completes():
    need('fish')

    def offered(line):
        done = run('fish', '-c', 'source $argv[1]; complete -C $argv[2]', os.path.join(COMPLETIONS, 'spaces-tray.fish'), line)
        return {row.split('\t')[0] for row in done.stdout.splitlines()}

    assert offered('spaces-tray --') == options_of(help_of(APPLET)), offered('spaces-tray --')
    assert set(verbs_of(APPLET)) <= offered('spaces-tray '), offered('spaces-tray ')
    assert offered('spaces-tray --token-type=o') == {'--token-type=oauth'}, offered('spaces-tray --token-type=o')


def systemd_takes_the_unit():
    need('systemd-analyze')
    with tempfile.TemporaryDirectory() as directory:
        with open(UNIT, encoding='utf-8') as file:
            text = file.read()
        assert re.search(r'^ExecStart=/.*/spaces-tray --background$', text, re.MULTILINE), text
        # It looks whether the program is there, which it is not before it was installed.
        path = os.path.join(directory, os.path.basename(UNIT))
        with open(path, 'w', encoding='utf-8') as file:
            file.write(re.sub(r'ExecStart=\S+', 'ExecStart=/bin/true', text))
        done = run('systemd-analyze', '--user', '--man=no', 'verify', path,
                   env=dict(os.environ, XDG_RUNTIME_DIR=directory, HOME=directory))
        if re.search('Failed to (connect|initialize|set up|lookup)', done.stdout):
            raise Skip('systemd-analyze does not work here: ' + done.stdout.splitlines()[0])
        wrong = [line for line in done.stdout.splitlines() if os.path.basename(UNIT) in line]
        assert not wrong and done.returncode == 0, done.stdout


def main():
    tests = [(f'{test.__name__}({os.path.basename(program)})', lambda test=test, program=program: test(program))
             for program in PROGRAMS for test in (man_is_well_formed, man_tells_the_options)]
    tests += [(test.__name__, test) for test in (bash_completes, zsh_completes, fish_completes, systemd_takes_the_unit)]
    print(f'1..{len(tests)}')
    failed = False
    for number, (name, test) in enumerate(tests, 1):
        try:
            test()
        except Skip as reason:
            print(f'ok {number} - {name} # SKIP {reason}')
        except AssertionError as error:
            failed = True
            print(*(f'# {line}' for line in str(error).splitlines()), sep='\n')
            print(f'not ok {number} - {name}')
        else:
            print(f'ok {number} - {name}')
    return failed


if __name__ == '__main__':
    MAN, COMPLETIONS, UNIT, *PROGRAMS = sys.argv[1:]
    APPLET = PROGRAMS[0]
    sys.exit(main())
