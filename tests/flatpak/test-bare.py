#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""In the sandbox, on a desktop that has nothing for sandboxes: no portal, no keyring, a panel that knows no exported icons,
and at last no panel. What is missing is said, and everything else works.

Usage: test-bare.py [CASE]…, under script/desktop-session --accessibility."""

from round_trip import compile_round_trip, round_trip
from sandbox import check, equal, lab, run

WEEKLY = 'Harbour Works Weekly'
NO_TRAY = 'Your desktop shows no tray icons.'


def icon_by_its_pixels(stage):
    stage.play()
    stage.see_icon('idle')
    check(stage.item().get('IconPixmap'), 'there are no pixels')
    stage.do('start', 'weekly', who='tobias')
    stage.see_icon('live')
    stage.picture('sandbox-tray-pixels')


def notifications_cannot_be_shown(stage):
    stage.play()
    stage.do('start', 'weekly', who='tobias')
    line = 'Notifications cannot be shown on this desktop'
    stage.see(f'“{line}” in the menu', lambda: line in stage.item().menu().lines())
    stage.open_menu()
    stage.picture('sandbox-menu-without-notifications')
    stage.desktop.click_menu_entry(stage.item(), 'Meetings…')
    stage.see_window(WEEKLY)


def a_page_cannot_be_opened(stage):
    stage.play()
    stage.do('start', 'weekly', who='tobias')
    stage.choose('Join')
    stage.see_window('this desktop has no portal (xdg-desktop-portal)')
    stage.picture('sandbox-window-not-opened')
    stage.press(f'Copy the link of {WEEKLY}')
    stage.see_copied(stage.link('weekly'))
    equal(stage.opened(), [], 'what the browser opened')
    check(any('xdg-desktop-portal' in line for line in stage.program.lines), f'the log has {stage.program.lines}')


def starting_with_the_session(stage):
    program = stage.command('autostart', 'on')
    equal((program.status, len(program.err)), (1, 1), 'the answer')
    check(f'flatpak run {lab.NAME} --background' in program.err[0], f'it said {program.err}')


def no_secret_can_be_kept(stage):
    """What accounts will be told: at once, and never as a secret that is not there."""
    path = compile_round_trip(stage)
    for arguments in (['store', 'default', 'a secret of a test'], ['look-up', 'default']):
        program = round_trip(stage, path, *arguments)
        equal((program.status, program.out, len(program.err)), (2, [], 1), f'the answer to {arguments[0]}')
        check('ServiceUnknown' in program.err[0], f'it said {program.err}')


def no_tray(stage):
    """The last case: the panel does not come back."""
    stage.desktop.kill_panel()
    stage.play()
    equal(stage.command().status, 0, 'the exit status of the second start')
    stage.see_window(NO_TRAY, 'No meeting')
    stage.do('start', 'weekly', who=['tobias', 'aiko'])
    stage.see_window(WEEKLY, '2 people')
    stage.picture('sandbox-window-no-tray')


run(icon_by_its_pixels, notifications_cannot_be_shown, a_page_cannot_be_opened, starting_with_the_session,
    no_secret_can_be_kept, no_tray)
