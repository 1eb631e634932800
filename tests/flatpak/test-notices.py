#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""In the sandbox, on a desktop where a click on a notification is its default action: the meeting, also after the end of
the program.

Usage: test-notices.py [CASE]…, under script/desktop-session --portal gtk --flatpaks --notifier dunst."""

from sandbox import check, equal, run

WEEKLY = 'Harbour Works Weekly'
INTERFACE = 'org.freedesktop.portal.Notification'
# Of a program that the bus has started for a click: it has no account, and knows the service's own address.
SERVICE = 'https://spaces.avayacloud.com'


def click_opens_the_meeting(stage):
    print(f'# the notification portal has version {stage.portal_version(INTERFACE)}')
    asked = stage.listen(INTERFACE)
    stage.play()
    stage.do('start', 'weekly', who='tobias')
    notice = stage.see_notices(1)[0]
    equal((notice['title'], 'default' in notice['actions']), (WEEKLY, True), 'the notification')
    stage.see('it on the screen', stage.desktop.popup)
    stage.picture('sandbox-notification-dunst')
    stage.desktop.click_popup()
    stage.see_opened(stage.link('weekly'))
    number, card = asked.calls('AddNotification')[0][0]
    check(number and card['default-action'] == 'app.join', f'it was asked for {number}: {card}')


def click_opens_the_meeting_after_the_end(stage):
    stage.play()
    stage.do('start', 'weekly', who='tobias')
    stage.see_notices(1)
    stage.see('it on the screen', stage.desktop.popup)
    equal(stage.end(), 0, 'the exit status')
    check(stage.owner() is None, 'the program has not ended')
    stage.desktop.click_popup()
    stage.play_activated()
    stage.see_opened(stage.link('weekly').replace(stage.server.origin, SERVICE))
    check(not stage.window_is_open(), 'a window came with it')


run(click_opens_the_meeting, click_opens_the_meeting_after_the_end)
