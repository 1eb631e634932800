# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""A desktop looked at and clicked as a person does: for tests run under script/desktop-session.

Nothing here sleeps for a fixed time to let something happen: everything is waited for, with a
generous deadline, and what does not come raises NotSeen with a picture of the screen.
"""
import functools
import os
import shutil
import signal
import subprocess
import sys
import time


def skip(reason):
    print('1..0 # SKIP %s' % reason)
    sys.exit(0)


try:
    import gi
    gi.require_version('Atspi', '2.0')
    from gi.repository import Atspi, Gio, GLib
except (ImportError, ValueError) as missing:
    skip('Python bindings are missing (python3-gi, gir1.2-atspi-2.0): %s' % missing)

DEADLINE = 30
PANEL = 'org.xfce.Panel'
WATCHER = 'org.kde.StatusNotifierWatcher'
ITEM = 'org.kde.StatusNotifierItem'
MENU = 'com.canonical.dbusmenu'
NOTIFICATIONS = 'org.freedesktop.Notifications'
PROPERTIES = 'org.freedesktop.DBus.Properties'
LEFT, MIDDLE, RIGHT = '1', '2', '3'


class NotSeen(AssertionError):
    pass


class Picture:
    """Pixels as red, green, blue."""

    def __init__(self, ppm):
        fields = ppm.split(maxsplit=4)[:4]
        if fields[0] != b'P6' or fields[3] != b'255':
            raise ValueError('not a PPM of 8 bits')
        self.width, self.height = int(fields[1]), int(fields[2])
        self.pixels = ppm[-3 * self.width * self.height:]

    def to_ppm(self):
        return b'P6 %d %d 255\n' % (self.width, self.height) + self.pixels

    def crop(self, x, y, width, height):
        rows = (3 * (row * self.width + x) for row in range(y, y + height))
        return Picture(b'P6 %d %d 255\n' % (width, height)
                       + b''.join(self.pixels[start:start + 3 * width] for start in rows))

    def at(self, x, y):
        i = 3 * (y * self.width + x)
        return tuple(self.pixels[i:i + 3])

    def box_of(self, colour, tolerance=40):
        """(x, y, width, height) around the pixels near a colour, or None."""
        xs, ys = [], []
        for y in range(self.height):
            for x in range(self.width):
                if near(self.at(x, y), colour, tolerance):
                    xs.append(x)
                    ys.append(y)
        if not xs:
            return None
        return min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1


def near(pixel, colour, tolerance):
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, colour))


def draw_svg(path, size, background):
    """An SVG as a Picture on a background of one colour."""
    png = subprocess.run(['rsvg-convert', '--width', str(size), '--height', str(size),
                          '--background-color', '#%02x%02x%02x' % background, path],
                         check=True, stdout=subprocess.PIPE).stdout
    return Picture(subprocess.run(['convert', 'png:-', '-depth', '8', 'ppm:-'], input=png,
                                  check=True, stdout=subprocess.PIPE).stdout)


def likeness(a, b, tolerance=64):
    """The part of the pixels that are nearly the same, from 0 to 1."""
    if (a.width, a.height) != (b.width, b.height):
        raise ValueError('pictures of different sizes: %s' % [(p.width, p.height) for p in (a, b)])
    same = sum(near(a.at(x, y), b.at(x, y), tolerance)
               for y in range(a.height) for x in range(a.width))
    return same / (a.width * a.height)


class Listener:
    """Notes every message of an interface on the session bus, and what the owner of a bus name answers."""

    def __init__(self, interface, name):
        self.messages = []
        self._data = b''
        # Whole messages as they are on the wire, so that nothing in a text can confuse the reader.
        self._process = subprocess.Popen(
            ['dbus-monitor', '--session', '--binary', "interface='%s'" % interface,
             "type='method_return',sender='%s'" % name, "type='error',sender='%s'" % name],
            stdout=subprocess.PIPE)
        os.set_blocking(self._process.stdout.fileno(), False)

    def read(self):
        while True:
            try:
                chunk = os.read(self._process.stdout.fileno(), 65536)
            except BlockingIOError:
                break
            if not chunk:
                break
            self._data += chunk
        while len(self._data) >= 16:
            size = Gio.DBusMessage.bytes_needed(self._data)
            if size <= 0 or len(self._data) < size:
                break
            message = Gio.DBusMessage.new_from_blob(self._data[:size],
                                                    Gio.DBusCapabilityFlags.UNIX_FD_PASSING)
            self._data = self._data[size:]
            self.messages.append(message)
        return self.messages

    def calls(self, member):
        """Arguments of each call of a method and what was answered (None before that), in order."""
        answers = {(message.get_destination(), message.get_reply_serial()): message
                   for message in self.read() if message.get_reply_serial()}
        return [(message.get_body().unpack(), answers.get((message.get_sender(), message.get_serial())))
                for message in self.messages if message.get_member() == member]

    def stop(self):
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()


class Monitor(Listener):
    """Listens to the notification daemons."""

    def __init__(self):
        super().__init__(NOTIFICATIONS, NOTIFICATIONS)

    def notifications(self):
        """What was asked to be shown, in order: dicts of id (None before the answer), app, replaces, icon, title,
        body, actions, hints, timeout."""
        found = []
        for arguments, answer in self.calls('Notify'):
            app, replaces, icon, title, body, actions, hints, timeout = arguments
            shown = answer and answer.get_message_type() == Gio.DBusMessageType.METHOD_RETURN
            found.append({'id': answer.get_body().unpack()[0] if shown else None, 'app': app, 'replaces': replaces,
                          'icon': icon, 'title': title, 'body': body,
                          'actions': dict(zip(actions[::2], actions[1::2])), 'hints': hints, 'timeout': timeout})
        return found

    def signals(self, name):
        """Arguments of each signal of a name (ActionInvoked, NotificationClosed)."""
        return [message.get_body().unpack() for message in self.read()
                if message.get_member() == name]


class Entry:
    """One entry of a menu, as read over the bus."""

    def __init__(self, layout):
        self.id, properties, children = layout
        self.label = properties.get('label', '').replace('__', '_')
        self.enabled = properties.get('enabled', True)
        self.separator = properties.get('type') == 'separator'
        self.children = [Entry(child) for child in children]

    def find(self, label):
        for child in self.children:
            found = child if child.label == label else child.find(label)
            if found:
                return found
        return None

    def lines(self, indent=''):
        for child in self.children:
            yield indent + ('-' if child.separator else child.label)
            yield from child.lines(indent + '  ')


class Item:
    """A tray item that is registered with the watcher."""

    def __init__(self, desktop, service):
        self.desktop = desktop
        name, slash, path = service.partition('/')
        self.name = name.rstrip('@')
        self.path = slash + path or '/StatusNotifierItem'

    def get(self, name):
        return self.desktop.call(self.name, self.path, PROPERTIES, 'Get', '(ss)', ITEM, name)[0]

    def menu(self):
        """The menu as the host reads it: the root Entry."""
        answer = self.desktop.call(self.name, self.get('Menu'), MENU, 'GetLayout', '(iias)', 0, -1, [])
        return Entry(answer[1])

    def click_over_bus(self, label):
        entry = self.menu().find(label)
        if entry is None:
            raise NotSeen('no entry "%s" in %s' % (label, list(self.menu().lines())))
        self.desktop.call(self.name, self.get('Menu'), MENU, 'Event', '(isvu)', entry.id, 'clicked',
                          GLib.Variant('i', 0), 0)


class Desktop:
    def __init__(self, pictures=None):
        """pictures: folder for screenshots of what goes wrong."""
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.pictures = pictures or os.environ.get('DESKTOP_PICTURES') or os.environ['DESKTOP_SESSION_DIR']
        os.makedirs(self.pictures, exist_ok=True)

    def wait(self, what, check, deadline=DEADLINE):
        """What check returns once it is true. what: for the message when it never is."""
        end = time.monotonic() + deadline
        while True:
            result = check()
            if result:
                return result
            if time.monotonic() > end:
                picture = os.path.join(self.pictures, 'not-seen.png')
                self.screenshot(picture)
                raise NotSeen('%s (picture: %s)' % (what, picture))
            while GLib.MainContext.default().iteration(False):
                pass
            time.sleep(0.05)

    def call(self, name, path, interface, method, signature=None, *arguments):
        parameters = GLib.Variant(signature, arguments) if signature else None
        return self.bus.call_sync(name, path, interface, method, parameters, None,
                                  Gio.DBusCallFlags.NO_AUTO_START, 10000).unpack()

    def owner(self, name):
        """The process that owns a bus name, or 0."""
        try:
            return self.call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus',
                             'GetConnectionUnixProcessID', '(s)', name)[0]
        except GLib.Error:
            return 0

    # The tray

    def find_item(self, item_id):
        """The registered item of an Id, or None."""
        try:
            services = self.call(WATCHER, '/StatusNotifierWatcher', PROPERTIES, 'Get', '(ss)', WATCHER,
                                 'RegisteredStatusNotifierItems')[0]
        except GLib.Error:
            return None
        for service in services:
            item = Item(self, service)
            try:
                if item.get('Id') == item_id:
                    return item
            except GLib.Error:
                continue
        return None

    def wait_for_item(self, item_id):
        return self.wait('a tray item %s' % item_id, lambda: self.find_item(item_id))

    def kill(self, name):
        """Kills the program that owns a bus name as a crash would; returns what starts it again."""
        process = self.owner(name)
        with open('/proc/%d/cmdline' % process, 'rb') as file:
            command = file.read().decode().rstrip('\0').split('\0')
        os.kill(process, signal.SIGKILL)
        self.wait('the end of %s' % command[0], lambda: not self.owner(name))

        def again():
            self.start(command, os.path.basename(command[0]) + '-again')
            self.wait('%s once more' % command[0], lambda: self.owner(name))
        return again

    def kill_panel(self):
        """Kills the panel as a crash would; returns what starts it again."""
        again = self.kill(PANEL)
        # The tray is a process of its own, which ends with its panel.
        self.wait('the end of the tray', lambda: not self.owner(WATCHER))
        return again

    def start(self, command, name):
        """Starts a program that the session takes down at its end."""
        log = open(os.path.join(self.pictures, name + '.log'), 'wb')
        with log:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    # The screen

    def screenshot(self, path=None, region=None):
        """A Picture of the screen or of (x, y, width, height); written to path where one is given."""
        ppm = subprocess.run(['import', '-silent', '-window', 'root', '-depth', '8', 'ppm:-'],
                             check=True, stdout=subprocess.PIPE).stdout
        picture = Picture(ppm)
        if region:
            picture = picture.crop(*region)
        if path:
            subprocess.run(['convert', 'ppm:-', path], input=picture.to_ppm(), check=True)
        return picture

    def windows(self, window_class):
        """(x, y, width, height) of the windows that show, of a class (a regular expression)."""
        found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--class', window_class],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
        for window in found.split():
            shell = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', window],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
            values = dict(line.split('=') for line in shell.split())
            if int(values.get('WIDTH', 0)) > 20:
                yield tuple(int(values[key]) for key in ('X', 'Y', 'WIDTH', 'HEIGHT'))

    def menu_windows(self):
        """(x, y, width, height) of the menus that are open on the panel, the tallest first."""
        boxes = [box for box in self.windows('[Ww]rapper-2.0|xfce4-panel')
                 if box[2] > 100 and box[3] > 40]
        # A tooltip may be there too, and is lower.
        return sorted(boxes, key=lambda box: box[3], reverse=True)

    def menu_window(self):
        return next(iter(self.menu_windows()), None)

    def menu_rows(self, box=None):
        """The middle (x, y) of each line of text in an open menu, or in the tallest one, from the top."""
        box = box or self.menu_window()
        if box is None:
            return []
        picture = self.screenshot(region=box)
        background = picture.at(3, 3)
        ink = [sum(not near(picture.at(x, y), background, 40) for x in range(4, box[2] - 4))
               for y in range(box[3])]
        # Neither the blank between lines nor a separator, which is ink from side to side.
        written = [y for y in range(2, box[3] - 2) if 0 < ink[y] < box[2] * 0.8]
        rows = []
        for y in written:
            if rows and y - rows[-1][-1] <= 5:
                rows[-1].append(y)
            else:
                rows.append([y])
        # A line of text is taller than whatever else is drawn.
        return [(box[0] + box[2] // 2, box[1] + (row[0] + row[-1]) // 2) for row in rows if len(row) > 5]

    def click_menu_entry(self, item, *labels):
        """Clicks an entry of the open menu of item by mouse, where it is on the screen; with more labels, on
        into its submenu."""
        entry = item.menu()
        done = []
        for label in labels:
            entries = [child for child in entry.children if not child.separator]
            place = [child.label for child in entries].index(label)
            box, rows = self.wait('a menu of %d lines' % len(entries), functools.partial(
                self.find_menu, len(entries), done))
            self.click(*rows[place])
            done.append(box)
            entry = entries[place]

    def find_menu(self, lines, done):
        """The open menu of so many lines that is not done with, as (box, rows), or None."""
        for box in self.menu_windows():
            rows = self.menu_rows(box) if box not in done else ()
            if len(rows) == lines:
                return box, rows
        return None

    def find_icon(self, colour, region):
        """(x, y, width, height) of what has an icon's colour in a region of the screen, or None."""
        box = self.screenshot(region=region).box_of(colour)
        return box and (box[0] + region[0], box[1] + region[1], box[2], box[3])

    def icon_likeness(self, svg, box):
        """How much the place of an icon (x, y, size) looks like an SVG, from 0 to 1."""
        x, y, size = box
        seen = self.screenshot(region=(x, y, size, size))
        background = self.screenshot(region=(x - 2, y, 1, 1)).at(0, 0)
        return likeness(seen, draw_svg(svg, size, background))

    # The mouse

    def click(self, x, y, button=LEFT):
        # xdotool waits for the mouse to move, for 15 s where it is there already.
        subprocess.run(['xdotool', 'mousemove', str(x - 1), str(y), 'mousemove', '--sync', str(x), str(y), 'click',
                        button], check=True)

    def move_away(self, x=5, y=300):
        subprocess.run(['xdotool', 'mousemove', str(x), str(y)], check=True)

    # What is on the screen, by AT-SPI (desktop-session --accessibility)

    def accessibles(self, role, name=None):
        """Those that show, of a role ('menu item', 'push button') and perhaps a name."""
        root = Atspi.get_desktop(0)
        for i in range(root.get_child_count()):
            try:
                yield from self._showing(root.get_child_at_index(i), role, name)
            except GLib.Error:
                continue  # gone meanwhile

    def _showing(self, node, role, name, depth=0):
        if node is None or depth > 20:
            return
        if (node.get_role_name() == role and name in (None, node.get_name())
                and node.get_state_set().contains(Atspi.StateType.SHOWING)):
            yield node
        for i in range(node.get_child_count()):
            yield from self._showing(node.get_child_at_index(i), role, name, depth + 1)

    def middle_of(self, accessible):
        box = accessible.get_extents(Atspi.CoordType.SCREEN)
        return box.x + box.width // 2, box.y + box.height // 2

    def click_accessible(self, role, name):
        """Clicks the middle of what is called name, by mouse."""
        place = self.wait('a %s called "%s"' % (role, name), lambda: next(
            (self.middle_of(found) for found in self.accessibles(role, name)), None))
        self.click(*place)

    # Notifications

    def popup(self):
        """(x, y, width, height) of dunst's or xfce4-notifyd's popup on the screen, or None."""
        return next(self.windows('[Dd]unst|[Xx]fce4-notifyd'), None)

    def click_popup(self):
        """Clicks a notification's text: its default action on dunst."""
        x, y, width, height = self.wait('a notification on the screen', self.popup)
        self.click(x + width // 2, y + height // 2)

    def click_popup_button(self, label):
        """Clicks a notification's button: xfce4-notifyd has some, dunst none."""
        self.click_accessible('push button', label)


def need_programs(*programs):
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        skip('programs are missing: %s' % ', '.join(missing))
