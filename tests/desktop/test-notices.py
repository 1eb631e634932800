#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The applet's notices on a real notification daemon: seen, clicked, brought up to date, taken back, and right again
after the daemon died.

Usage: test-notices.py DAEMON [CASE]…, under script/desktop-session --accessibility with that daemon."""

import sys

from stage import NOTIFICATIONS, check, equal, lab, run

DAEMON = sys.argv.pop(1)
WEEKLY = 'Harbour Works Weekly'
ROOF = 'Pier 9 Rooftop'
INES = 'Inês Carvalho'
MORNING = [(ROOF, 'Meeting on'), (WEEKLY, 'Meeting started'), (ROOF, 'Audio meeting started'),
           (WEEKLY, 'The recording is ready'), (INES, 'Meeting started'), (ROOF, 'The recording is ready')]
TALK = 'https://storage.googleapis.com/recordings/talk.mp4'


def click_default(stage, label):
    """What a person does first: clicks the text, or the button where there is one."""
    if DAEMON == 'dunst':
        stage.desktop.click_popup()
    else:
        stage.desktop.click_popup_button(label)


def popups(stage):
    return list(stage.desktop.windows('[Dd]unst|[Xx]fce4-notifyd'))


def a_meeting_is_joined(stage):
    stage.play()
    stage.do('start', 'weekly', who=['tobias', 'aiko'])
    notice = stage.see_notices(1)[0]
    equal((notice['title'], notice['body'].splitlines()[1:], notice['actions']),
          (WEEKLY, ['Tobias Lind and Aiko Brandt are in it'], {'default': 'Join'}), 'the notification')
    check(notice['body'].startswith('Meeting started at '), f'it begins “{notice["body"]}”')
    stage.see('a notification on the screen', stage.desktop.popup)
    stage.picture(f'notice-meeting-{DAEMON}')
    click_default(stage, 'Join')
    stage.see_opened(stage.link('weekly'))
    stage.see('an empty screen', lambda: not popups(stage))


def a_recording_is_viewed(stage):
    stage.play()
    stage.do('start', 'roof', who='tobias')
    stage.see_notices(1)
    stage.do('record', 'roof', who='tobias')
    stage.do('stop', 'roof')
    stage.do('end', 'roof')
    # The meeting is over: what said that it is on is taken back, with nobody touching it.
    stage.see('an empty screen', lambda: not popups(stage))
    stage.do('ready', 'roof', link=TALK)
    notice = stage.see_notices(2)[1]
    equal((notice['title'], notice['actions'], notice['replaces']),
          (ROOF, {'default': 'View recording', 'copy-link': 'Copy link'}, 0), 'the notification')
    check(notice['body'].startswith('The recording is ready') and notice['body'].endswith('Recorded by Tobias Lind'),
          f'it says “{notice["body"]}”')
    stage.see('a notification on the screen', stage.desktop.popup)
    stage.picture(f'notice-recording-{DAEMON}')
    if DAEMON != 'dunst':
        stage.desktop.click_popup_button('Copy link')
        stage.see_copied(TALK)
        equal(stage.opened(), [], 'what the browser opened')
        return
    stage.desktop.click_popup()
    stage.see_opened(TALK)


def who_comes_is_added_in_place(stage):
    stage.play()
    stage.do('start', 'weekly', who='tobias')
    first = stage.see_notices(1)[0]
    stage.see('its number', lambda: stage.notices()[0]['id'])
    stage.do('join', 'weekly', who='aiko')
    second = stage.see_notices(2)[1]
    equal((second['replaces'], second['title']), (stage.notices()[0]['id'], first['title']), 'the second replaces')
    check('Aiko Brandt joined' in second['body'], f'it says “{second["body"]}”')
    stage.see('a notification on the screen', lambda: len(popups(stage)) == 1)
    stage.picture(f'notice-joined-{DAEMON}')


def what_a_person_closed_stays_closed(stage):
    stage.play()
    stage.do('start', 'weekly', who='tobias')
    stage.see_notices(1)
    click_default(stage, 'Join')
    stage.see_opened(stage.link('weekly'))
    stage.do('join', 'weekly', who='aiko')
    # Something that is told for certain, after which all that came before it would have been.
    stage.do('start', 'roof', who='tobias')
    titles = [notice['title'] for notice in stage.see_notices(2)]
    equal(titles, [WEEKLY, ROOF], 'what was told')


def daemon_dies(stage):
    stage.play()
    stage.do('start', 'weekly', who='tobias')
    stage.see_notices(1)
    stage.see('its number', lambda: stage.notices()[0]['id'])
    start_daemon = stage.desktop.kill(NOTIFICATIONS)
    start_daemon()
    stage.do('start', 'roof', who='aiko')
    stage.see('the second notification', lambda: stage.notices()[-1]['title'] == ROOF and stage.notices()[-1]['id'])
    stage.see('it on the screen', stage.desktop.popup)
    equal([notice['title'] for notice in stage.notices()], [WEEKLY, ROOF], 'what was told')
    click_default(stage, 'Join')
    stage.see_opened(stage.link('roof'))
    equal(stage.program.status, None, 'the exit status of the applet')


def demonstration_tells_its_morning(stage):
    stage.program = stage.start([lab.APPLET, '--demo', '--speed', '10', '--background'])
    stage.see('the last notification of the morning', lambda: (
        stage.notices()[-1:] and stage.notices()[-1]['title'] == ROOF
        and any(notice['title'] == INES for notice in stage.notices())))
    told = [(notice['title'], notice['body'].split(' at ')[0].split(' since ')[0].splitlines()[0])
            for notice in stage.notices() if notice['replaces'] == 0]
    equal(told, MORNING, 'what was told')
    stage.picture(f'notices-demonstration-{DAEMON}')
    equal(stage.command('quit', '--profile', 'demo').status, 0, 'the exit status of the command')
    equal(stage.program.ended(), 0, 'the exit status')


run(a_meeting_is_joined, a_recording_is_viewed, who_comes_is_added_in_place, what_a_person_closed_stays_closed,
    daemon_dies, demonstration_tells_its_morning)
