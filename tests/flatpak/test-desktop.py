#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""In the sandbox, on a desktop with everything a sandbox needs: the tray, the window, notifications, links, what is kept.

Usage: test-desktop.py [CASE]…, under script/desktop-session --accessibility --portal gtk --keyring --flatpaks
--notifier xfce4-notifyd."""

import os

from sandbox import OWN_FOLDER, check, equal, lab, run

WEEKLY = 'Harbour Works Weekly'
TALK = 'https://storage.googleapis.com/recordings/talk.mp4'
# Of a program that the bus has started for a click: it has no account, and knows the service's own address.
SERVICE = 'https://spaces.avayacloud.com'


def icon_by_its_exported_name(stage):
    stage.play()
    stage.see_icon('idle')
    item = stage.item()
    equal((item.get('IconName'), item.get('IconThemePath')), (f'{lab.NAME}-idle', ''), 'the name and the path of the icon')
    stage.do('start', 'weekly', who=['tobias', 'aiko'])
    stage.see_icon('live')
    stage.picture('sandbox-tray')


def menu_is_clicked(stage):
    stage.play()
    stage.do('start', 'weekly', who=['tobias', 'aiko'])
    stage.see_notices(1)
    stage.open_menu()
    stage.picture('sandbox-menu')
    stage.desktop.click_menu_entry(stage.item(), 'Join')
    stage.see_opened(stage.link('weekly'))


def click_opens_the_window(stage):
    stage.play()
    stage.do('start', 'weekly', who=['tobias', 'aiko'])
    stage.click_icon()
    stage.see_window(WEEKLY, '2 people', 'Tobias Lind')
    stage.picture('sandbox-window')
    stage.press(f'Join the meeting: {WEEKLY}')
    stage.see_opened(stage.link('weekly'))
    stage.press(f'Copy the link of {WEEKLY}')
    stage.see_copied(stage.link('weekly'))


def a_notification_is_brought_up_to_date_and_taken_back(stage):
    stage.play()
    stage.do('start', 'weekly', who='tobias')
    first = stage.see_notices(1)[0]
    equal((first['title'], 'Join' in first['actions'].values()), (WEEKLY, True), 'the notification')
    stage.see('its number', lambda: stage.notices()[0]['id'])
    stage.do('join', 'weekly', who='aiko')
    second = stage.see_notices(2)[1]
    equal(second['replaces'], stage.notices()[0]['id'], 'the second replaces')
    check('Aiko Brandt joined' in second['body'], f'it says “{second["body"]}”')
    stage.see('it on the screen', stage.desktop.popup)
    stage.picture('sandbox-notification')
    stage.do('end', 'weekly')
    stage.see('an empty screen', lambda: not stage.desktop.popup())


def a_button_works(stage):
    stage.play()
    stage.do('start', 'weekly', who='tobias')
    stage.see_notices(1)
    stage.desktop.click_popup_button('Join')
    stage.see_opened(stage.link('weekly'))


def a_button_works_after_the_end(stage):
    stage.play()
    stage.do('start', 'weekly', who='tobias')
    stage.see_notices(1)
    stage.see('it on the screen', stage.desktop.popup)
    equal(stage.end(), 0, 'the exit status')
    check(stage.desktop.popup() is not None, 'the notification went with the program')
    stage.desktop.click_popup_button('Join')
    stage.play_activated()
    stage.see_opened(stage.link('weekly').replace(stage.server.origin, SERVICE))


def what_is_kept_over_a_restart(stage):
    stage.play()
    stage.do('start', 'roof', who='tobias')
    stage.see_notices(1)
    stage.do('record', 'roof', who='tobias')
    stage.do('stop', 'roof')
    stage.do('end', 'roof')
    stage.do('ready', 'roof', link=TALK)
    stage.see_notices(2)
    stage.gsettings('set', lab.NAME + ':/io/github/spacestray/SpacesTray/', 'link-hosts', "['media.example.com']")
    equal(stage.end(), 0, 'the exit status')
    check(os.path.exists(os.path.join(OWN_FOLDER, '.local', 'state', 'spaces-tray', 'default', 'history.db')), 'no history was kept')
    told = len(stage.notices())
    stage.program = stage.applet(stage.server)
    stage.status_is('idle')
    equal(stage.gsettings('get', lab.NAME + ':/io/github/spacestray/SpacesTray/', 'link-hosts'), ["['media.example.com']"],
          'the setting')
    # What is told for certain, after which anything that came before it would have been.
    stage.do('start', 'weekly', who='tobias')
    titles = [notice['title'] for notice in stage.see_notices(told + 1)[told:]]
    equal(titles, [WEEKLY], 'what was told after the restart')


def two_starts_are_one_program(stage):
    stage.play()
    owner = stage.owner()
    second = stage.start([lab.APPLET])
    equal(second.ended(), 0, 'the exit status of the second')
    stage.see_window('No meeting')
    equal(stage.owner(), owner, 'who owns the name')


def starting_with_the_session_cannot_be_asked_for(stage):
    """Most desktops but GNOME and KDE have no portal for it."""
    program = stage.command('autostart', 'on')
    equal((program.status, program.out), (1, ['Spaces Tray does not start with the session.']), 'the answer')
    check('flatpak run ' + lab.NAME in ' '.join(program.err), f'it said {program.err}')
    equal(stage.command('autostart', 'off').status, 0, 'the exit status')


def demonstration_tells_its_morning(stage):
    stage.program = stage.start([lab.APPLET, '--demo', '--speed', '10', '--background'])
    stage.see('the last notification of the morning', lambda: any(notice['title'] == 'Inês Carvalho' for notice in stage.notices()))
    stage.picture('sandbox-demonstration')
    equal(stage.command('quit', '--profile', 'demo').status, 0, 'the exit status of the command')
    equal(stage.program.ended(), 0, 'the exit status')


run(icon_by_its_exported_name, menu_is_clicked, click_opens_the_window, a_notification_is_brought_up_to_date_and_taken_back,
    a_button_works, a_button_works_after_the_end, what_is_kept_over_a_restart, two_starts_are_one_program,
    starting_with_the_session_cannot_be_asked_for, demonstration_tells_its_morning)
