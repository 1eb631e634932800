#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The applet on a desktop without a tray: notices come, and the window takes the tray's place and says why.

Usage: test-no-tray.py [CASE]…, under script/desktop-session --accessibility --panel none."""

from stage import equal, run

WEEKLY = 'Harbour Works Weekly'
WHY = 'Your desktop shows no tray icons.'


def window_says_so(stage):
    stage.play()
    equal(stage.command().status, 0, 'the exit status of the second start')
    stage.see_window(WHY, 'No meeting')
    stage.picture('window-no-tray')
    stage.do('start', 'weekly', who=['tobias', 'aiko'])
    stage.see_window(WEEKLY, '2 people')
    equal(stage.see_notices(1)[0]['title'], WEEKLY, 'the notification')
    stage.press(f'Join the meeting: {WEEKLY}')
    stage.see_opened(stage.link('weekly'))


run(window_says_so)
