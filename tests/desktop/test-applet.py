#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The applet in the tray of a real panel: what it shows in each state, its menu and its window, by mouse.

Usage: test-applet.py [CASE]…, under script/desktop-session --accessibility."""

import os
import signal

from stage import check, equal, lab, run

WEEKLY = 'Harbour Works Weekly'
TALK = 'https://storage.googleapis.com/recordings/talk.mp4'


def recorded(stage, space, link):
    """A meeting that is over, and its recording, ready to be watched."""
    stage.do('start', space, who='tobias')
    stage.do('record', space, who='tobias')
    stage.do('stop', space)
    stage.do('ready', space, link=link)
    stage.do('end', space)


def shows(stage, state, title, *tooltip):
    """The icon by shape and colour, the words on the bus, and the words on the screen."""
    stage.see_icon(state)
    stage.see(f'the title “{title}”', lambda: stage.item().get('Title').startswith(title))
    equal(stage.item().get('IconName'), f'{lab.NAME}-{state}', 'the name of the icon')
    _, _, head, body = stage.item().get('ToolTip')
    check(head.startswith(title), f'the tooltip says “{head}”')
    for words in tooltip:
        check(words in body, f'the tooltip goes on “{body}”')
    stage.see_tooltip()
    stage.picture(f'tray-{state}')
    stage.desktop.move_away()
    stage.see('no tooltip', lambda: not stage.tooltip())


def each_state_is_seen(stage):
    stage.play(token='of-somebody-else')
    shows(stage, 'signed-out', 'Not signed in: Avaya Spaces refused the token', 'Put a fresh token in the token file')
    # With an hour to the next attempt it is the person who connects.
    stage.server.fault('refuse', status=401, retryAfter=3600, count=1)
    stage.see('that refusal', lambda: any(report.get('status') == 401 for report in stage.server.reports
                                          if report['report'] == 'refuse'))
    stage.token_file()
    stage.choose('Connect now')
    shows(stage, 'idle', 'No meeting', '3 spaces are watched')
    stage.do('start', 'weekly', who=['tobias', 'aiko'])
    shows(stage, 'live', f'Meeting: {WEEKLY}, 2 people, just started', 'Tobias Lind and Aiko Brandt')
    stage.do('record', 'weekly', who='tobias')
    shows(stage, 'recording', f'Meeting: {WEEKLY}, 2 people, just started, being recorded', '● being recorded')
    stage.do('join', 'weekly', who='maren')
    shows(stage, 'joined', f'You are in a meeting: {WEEKLY}, 3 people, just started, being recorded', 'Maren Okafor')
    stage.do('end', 'weekly')
    shows(stage, 'idle', 'No meeting')
    # A space that may not be asked stays unknown until something happens in it.
    stage.server.fault('rest', status=403)
    stage.server.fault('kick')
    shows(stage, 'stale', 'Not all spaces are known', 'some spaces could not be asked')
    stage.do('quit')
    shows(stage, 'offline', 'Not connected', 'Next attempt at ')


def left_click_opens_the_window(stage):
    stage.play()
    stage.click_icon()
    stage.see_window('No meeting')
    stage.picture('window-idle')
    recorded(stage, 'roof', TALK)
    stage.do('start', 'weekly', who=['tobias', 'aiko'])
    stage.see_window(WEEKLY, '2 people', 'Tobias Lind', 'Aiko Brandt', 'Pier 9 Rooftop')
    stage.picture('window-live')
    stage.press(f'Join the meeting: {WEEKLY}')
    stage.see_opened(stage.link('weekly'))
    stage.press(f'Copy the link of {WEEKLY}')
    stage.see_copied(stage.link('weekly'))
    stage.press('View the recording of Pier 9 Rooftop')
    stage.see_opened(stage.link('weekly'), TALK)
    stage.press('Copy the link of the recording of Pier 9 Rooftop')
    stage.see_copied(TALK)
    # A click while it is open brings up the one that there is.
    process = stage.desktop.owner(stage.WINDOW)
    stage.click_icon()
    stage.do('end', 'weekly')
    stage.see_window('No meeting')
    equal(stage.desktop.owner(stage.WINDOW), process, 'the process of the window')
    equal(len(list(stage.desktop.windows('SpacesTray'))), 1, 'windows')


def menu_leads_everywhere(stage):
    stage.play()
    recorded(stage, 'roof', TALK)
    stage.do('start', 'weekly', who=['tobias', 'aiko'])
    stage.see_icon('live')
    lines = list(stage.item().menu().lines())
    check(lines[:6] == ['Meetings…', '-', WEEKLY, 'just started · 2 people: Tobias Lind and Aiko Brandt', 'Join',
                        'Copy link'] and lines[-3:] == ['Connected', '-', 'Quit'], f'the menu is {lines}')
    stage.open_menu()
    stage.picture('menu-live')
    stage.desktop.click_menu_entry(stage.item(), 'Join')
    stage.see_opened(stage.link('weekly'))
    stage.choose('Copy link')
    stage.see_copied(stage.link('weekly'))
    recording = next(line for line in lines if line.startswith('Pier 9 Rooftop'))
    stage.choose(recording, 'View recording')
    stage.see_opened(stage.link('weekly'), TALK)
    stage.choose(recording, 'Copy link')
    stage.see_copied(TALK)
    stage.choose('Meetings…')
    stage.see_window(WEEKLY)


def quit_leaves_nothing_behind(stage):
    stage.play()
    stage.see_icon('idle')
    stage.choose('Quit')
    equal(stage.program.ended(), 0, 'the exit status')
    check(stage.desktop.find_item('spaces-tray') is None, 'the item is still registered')
    stage.see_no_icon()
    check(not stage.owner(), 'the name is still owned')


def panel_dies(stage):
    stage.play()
    stage.see_icon('idle')
    start_panel = stage.desktop.kill_panel()
    stage.do('start', 'weekly', who='tobias')
    stage.status_is('live')
    start_panel()
    stage.see_icon('live')
    stage.click_icon()
    stage.see_window(WEEKLY)
    equal(stage.program.status, None, 'the exit status of the applet')


def second_start_opens_the_window(stage):
    stage.play()
    second = stage.command('--background')
    equal((second.status, second.out), (0, ['Spaces Tray is already running.']), 'the second, in the background')
    check(not stage.window_is_open(), 'it opened the window')
    equal(stage.command().status, 0, 'the exit status of the second')
    stage.see_window('No meeting')
    # There is a tray: past the time that it is waited for, nothing is said of it.
    lab.run_for(2.5)
    check(not any('tray icons' in text for text in stage.window_texts()), 'the window misses a tray')


def signals_end_it(stage):
    """A session that ends."""
    stage.play()
    stage.see_icon('idle')
    os.kill(stage.program.pid, signal.SIGTERM)
    equal(stage.program.ended(), 0, 'the exit status')
    stage.see_no_icon()


run(each_state_is_seen, left_click_opens_the_window, menu_leads_everywhere, quit_leaves_nothing_behind, panel_dies,
    second_start_opens_the_window, signals_end_it)
