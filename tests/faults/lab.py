# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The lab of the fault tests: a private session bus and home, the real applet, the real simulator, and a
desktop that misbehaves when told to. Everything happens in one main loop; whoever waits, waits for a
condition with a deadline."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

try:
    from gi.repository import Gio, GLib
except ImportError:
    print('1..0 # SKIP python3-gi is missing')
    sys.exit(0)

BUILD = (os.environ.get('SPACES_TRAY_BUILD')
         or os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'build'))
APPLET = os.path.join(BUILD, 'src', 'applet', 'spaces-tray')
SIMULATOR = os.path.join(BUILD, 'src', 'simulator', 'spaces-tray-simulator')
NAME = 'io.github.spacestray.SpacesTray'
PATH = '/io/github/spacestray/SpacesTray'
INTERFACE = 'io.github.spacestray.SpacesTray1'
PROPERTIES = 'org.freedesktop.DBus.Properties'
TOKEN = 'very-secret-token-0123456789abcdef'
DEADLINE = 20

BUS_CONFIGURATION = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<servicedir>{services}</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>'''


class Failure(Exception):
    """What a test says when it fails."""


def check(condition, message):
    if not condition:
        raise Failure(message() if callable(message) else message)


def equal(got, wanted, what):
    check(got == wanted, f'{what}: {got!r}, not {wanted!r}')


def wait(condition, what, seconds=DEADLINE):
    """Runs the main loop until the condition holds; its value."""
    context = GLib.MainContext.default()
    end = time.monotonic() + seconds
    over = GLib.timeout_add(int(seconds * 1000) + 1, lambda: True)
    try:
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() >= end:
                raise Failure(f'waited {seconds} s for {what() if callable(what) else what}')
            context.iteration(True)
    finally:
        GLib.source_remove(over)


def run_for(seconds):
    """Lets so much time pass, for what is measured over time or must not happen."""
    over = []
    GLib.timeout_add(int(seconds * 1000), lambda: over.append(True))
    wait(lambda: over, 'time to pass', seconds + 5)


class Program:
    """A child process with its lines of output; `lines` holds both streams, `said` waits for one."""

    def __init__(self, arguments, environment, stdin=False, preexec=None, cwd=None):
        self.arguments = arguments
        self.lines = []
        self.out = []
        self.err = []
        self.status = None
        self.started_at = time.monotonic()
        self.ended_at = None
        self.on_line = None
        self.open = 2
        self.process = subprocess.Popen(arguments, env=environment, cwd=cwd, preexec_fn=preexec,
                                        stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.pid = self.process.pid
        for stream, lines in ((self.process.stdout, self.out), (self.process.stderr, self.err)):
            os.set_blocking(stream.fileno(), False)
            GLib.io_add_watch(stream.fileno(), GLib.PRIORITY_DEFAULT,
                              GLib.IO_IN | GLib.IO_HUP | GLib.IO_ERR, self._read, [stream, lines, b''])
        GLib.child_watch_add(GLib.PRIORITY_DEFAULT, self.pid, self._ended)

    def _read(self, number, condition, data):
        stream, lines, rest = data
        try:
            chunk = os.read(number, 65536)
        except BlockingIOError:
            return True
        if not chunk:
            stream.close()
            self.open -= 1
            return False
        *whole, data[2] = (rest + chunk).split(b'\n')
        for line in whole:
            text = line.decode(errors='replace')
            lines.append(text)
            self.lines.append(text)
            if self.on_line:
                self.on_line(text)
        return True

    def _ended(self, pid, status):
        self.ended_at = time.monotonic()
        self.status = os.waitstatus_to_exitcode(status)
        self.process.returncode = self.status

    def ended(self, seconds=DEADLINE):
        """Waits for the end; the exit status, or minus the signal."""
        wait(lambda: self.status is not None, lambda: f'the end of {os.path.basename(self.arguments[0])}', seconds)
        return self.status

    def drained(self):
        wait(lambda: self.status is not None and self.open == 0, 'the end of the output')
        return self

    def said(self, text, seconds=DEADLINE, count=1):
        return wait(lambda: ([line for line in self.lines if text in line] + [None] * count)[count - 1],
                    lambda: f'“{text}” in:\n' + '\n'.join(self.lines[-20:]), seconds)

    def signal(self, number):
        if self.status is None:
            os.kill(self.pid, number)

    def close(self):
        if self.status is None:
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGKILL)
            self.ended()
        if self.process.stdin:
            try:
                self.process.stdin.close()
            except OSError:
                pass


class Simulator(Program):
    """The real stand-in server, taking orders."""

    def __init__(self, lab, scenario, port=0, speed=0, ping=None, extra=()):
        path = lab.write('scenario.json', json.dumps(scenario))
        token = lab.write('simulator-token', TOKEN + '\n', 0o600)
        arguments = [SIMULATOR, '--control', '--port', str(port), '--speed', str(speed), '--scenario', path,
                     '--token-file', token, *extra]
        if ping:
            arguments += ['--ping-interval', str(ping[0]), '--ping-timeout', str(ping[1])]
        self.reports = []
        self.answers = {}
        self.number = 0
        super().__init__(arguments, lab.environment, stdin=True)
        self.on_line = self._take
        wait(lambda: self.out or self.status is not None, 'the address of the simulator')
        check(self.status is None, lambda: 'the simulator ended: ' + '\n'.join(self.lines))
        address = json.loads(self.out[0])
        self.origin, self.api = address['origin'], address['api']
        self.port = int(self.origin.rsplit(':', 1)[1])

    def _take(self, line):
        if not line.startswith('{'):
            return
        value = json.loads(line)
        if 'answer' in value:
            self.answers[value['answer']] = value
        elif 'report' in value:
            self.reports.append(value)

    def send(self, order):
        """Gives an order without waiting for the answer; its number."""
        self.number += 1
        self.process.stdin.write(json.dumps(dict(order, id=self.number)).encode() + b'\n')
        self.process.stdin.flush()
        return self.number

    def do(self, do, seconds=DEADLINE, **order):
        number = self.send(dict(order, do=do))
        answer = wait(lambda: self.answers.get(number), f'the answer to {do}', seconds)
        check(answer['ok'], f'{do} {order}: {answer.get("error")}')
        return answer

    def fault(self, fault, **order):
        return self.do('fault', fault=fault, **order)

    def count(self, report):
        return sum(1 for value in self.reports if value['report'] == report)

    def reported(self, report, count=1, seconds=DEADLINE):
        wait(lambda: self.count(report) >= count, f'{count} × {report} from the simulator', seconds)


WATCHER = '''<node><interface name="org.kde.StatusNotifierWatcher">
<method name="RegisterStatusNotifierItem"><arg type="s" direction="in"/></method>
<property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
<property name="RegisteredStatusNotifierItems" type="as" access="read"/>
<property name="ProtocolVersion" type="i" access="read"/>
<signal name="StatusNotifierHostRegistered"/></interface></node>'''
DAEMON = '''<node><interface name="org.freedesktop.Notifications">
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
<arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/><arg type="s" direction="out"/></method></interface></node>'''


class Peer:
    """Something that owns a well-known name on a connection of its own, so that it can die."""

    def __init__(self, lab, xml, path, name):
        self.lab = lab
        self.bus = lab.connect()
        self.interface = Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0]
        self.bus.register_object(path, self.interface, self.call, self.get, None)
        result = self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                                    'RequestName', GLib.Variant('(su)', (name, 4)), None, 0, -1, None)
        equal(result.unpack()[0], 1, f'the name {name}')

    def get(self, connection, sender, path, interface, name):
        return None

    def crash(self):
        """Gone from the bus without a word, its calls unanswered."""
        self.bus.close_sync(None)


class Tray(Peer):
    """A watcher and host; `registered` counts items by their unique name."""

    def __init__(self, lab):
        self.registered = []
        super().__init__(lab, WATCHER, '/StatusNotifierWatcher', 'org.kde.StatusNotifierWatcher')

    def get(self, connection, sender, path, interface, name):
        return {'IsStatusNotifierHostRegistered': GLib.Variant('b', True),
                'RegisteredStatusNotifierItems': GLib.Variant('as', self.registered),
                'ProtocolVersion': GLib.Variant('i', 0)}[name]

    def call(self, connection, sender, path, interface, method, arguments, invocation):
        self.registered.append(sender)
        invocation.return_value(None)


class Notification:
    def __init__(self, number, values):
        self.id = number
        self.replaces = values[1]
        self.title, self.body = values[3], values[4]
        self.actions, self.labels = values[5][::2], values[5][1::2]

    def __repr__(self):
        return f'[{self.id}{" again" if self.replaces else ""}] {self.title}: {self.body}'


class Daemon(Peer):
    """A notification daemon. `mode`: answer, silent (never answers, and shows nothing until told to
    catch_up), or a number of seconds after which it answers. `shown` has every Notify that it has heard."""

    def __init__(self, lab, mode='answer', crash_at=0, first_id=1):
        self.shown = []
        self.mode = mode
        self.crash_at = crash_at
        self.next_id = first_id
        self.waiting = []
        self.closed = []
        super().__init__(lab, DAEMON, '/org/freedesktop/Notifications', 'org.freedesktop.Notifications')
        lab.daemons.append(self)

    def call(self, connection, sender, path, interface, method, arguments, invocation):
        if self.mode == 'silent':
            self.waiting.append((connection, sender, path, interface, method, arguments, invocation))
        elif isinstance(self.mode, (int, float)) and method == 'Notify':
            GLib.timeout_add(int(self.mode * 1000), self._answer, method, arguments, invocation)
        else:
            self._answer(method, arguments, invocation)

    def catch_up(self):
        self.mode = 'answer'
        for call in self.waiting:
            self.call(*call)
        self.waiting = []

    def _answer(self, method, arguments, invocation):
        value = None
        if method == 'Notify':
            values = arguments.unpack()
            number = values[1] or self.next_id
            self.next_id += not values[1]
            self.shown.append(Notification(number, values))
            if self.crash_at and len(self.shown) >= self.crash_at:
                self.crash()
                return False
            value = GLib.Variant('(u)', (number,))
        elif method == 'GetCapabilities':
            value = GLib.Variant('(as)', (['actions', 'body', 'body-markup'],))
        elif method == 'GetServerInformation':
            value = GLib.Variant('(ssss)', ('lab', 'none', '1', '1.2'))
        else:
            self.closed.append(arguments.unpack()[0])
        invocation.return_value(value)
        return False

    def press(self, notification, action):
        self.bus.emit_signal(None, '/org/freedesktop/Notifications', 'org.freedesktop.Notifications',
                             'ActionInvoked', GLib.Variant('(us)', (notification.id, action)))


class Lab:
    """A private bus and home; everything that was started in it ends with it."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix='spaces-tray-faults-')
        self.home = os.path.join(self.directory, 'home')
        os.makedirs(os.path.join(self.home, 'run'), mode=0o700)
        self.programs = []
        self.daemons = []
        self.statuses = []
        self.connections = []
        self.environment = {}
        self.begin()
        self.bus = self.connect()
        self.bus.signal_subscribe(None, PROPERTIES, 'PropertiesChanged', PATH, None, 0, self._changed)

    def begin(self):
        """Makes the environment that everything is started in, with a session bus of its own."""
        socket = os.path.join(self.directory, 'bus')
        self.services = os.path.join(self.directory, 'services')
        os.makedirs(self.services)
        configuration = self.write('bus.conf', BUS_CONFIGURATION.format(path=socket, services=self.services))
        self.environment = {
            'PATH': os.environ.get('PATH', '/usr/bin:/bin'), 'HOME': self.home, 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC',
            'XDG_RUNTIME_DIR': os.path.join(self.home, 'run'), 'XDG_CONFIG_HOME': os.path.join(self.home, 'config'),
            'XDG_DATA_HOME': os.path.join(self.home, 'data'), 'XDG_STATE_HOME': os.path.join(self.home, 'state'),
            'XDG_CACHE_HOME': os.path.join(self.home, 'cache'), 'TMPDIR': self.directory,
            'GSETTINGS_SCHEMA_DIR': os.path.join(BUILD, 'data'), 'GSETTINGS_BACKEND': 'keyfile',
            'G_DEBUG': 'fatal-criticals', 'DBUS_SESSION_BUS_ADDRESS': 'unix:path=' + socket}
        for name in ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS'):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        self.bus_program = self.start(['dbus-daemon', '--nofork', '--config-file', configuration, '--print-address'])
        wait(lambda: self.bus_program.out, 'the session bus')

    def _changed(self, connection, sender, path, interface, name, arguments):
        status = arguments.unpack()[1].get('Status')
        if status:
            self.statuses.append((status['status'], status['reason']))

    def connect(self):
        connection = Gio.DBusConnection.new_for_address_sync(
            self.environment['DBUS_SESSION_BUS_ADDRESS'],
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        connection.set_exit_on_close(False)
        self.connections.append(connection)
        return connection

    def write(self, name, text, mode=0o644):
        """Writes a file whole: a program that reads it meanwhile finds the old text or the new one."""
        path = os.path.join(self.directory, name)
        with open(path + '.new', 'w', encoding='utf-8') as file:
            file.write(text)
        os.chmod(path + '.new', mode)
        os.replace(path + '.new', path)
        return path

    def token_file(self, token=TOKEN):
        return self.write('token', token + '\n', 0o600)

    def start(self, arguments, environment=None, **options):
        program = Program(arguments, dict(self.environment, **(environment or {})), **options)
        self.programs.append(program)
        return program

    def simulator(self, scenario=None, **options):
        program = Simulator(self, scenario or make_scenario(), **options)
        self.programs.append(program)
        return program

    def applet(self, server=None, *arguments, environment=None, token=TOKEN, wrapper=()):
        """Starts the applet in the background against a server (anything with origin and api)."""
        command = [*wrapper, APPLET, '--background']
        if server:
            command += ['--api-url', server.api, '--socket-url', server.origin, '--web-url', server.origin,
                        '--token-file', self.token_file(token)]
        return self.start([*command, *arguments], environment)

    def command(self, *arguments, environment=None, seconds=DEADLINE):
        """Runs the command line to its end."""
        program = self.start([APPLET, *arguments], environment)
        program.ended(seconds)
        return program.drained()

    def ask(self, interface, method, arguments=None, seconds=DEADLINE, name=NAME):
        """Calls the applet while the main loop goes on; (answer or None, seconds it took)."""
        result = []
        began = time.monotonic()
        self.bus.call(name, PATH, interface, method, arguments, None, Gio.DBusCallFlags.NO_AUTO_START,
                      int(seconds * 1000), None, lambda bus, answer: result.append(answer))
        wait(lambda: result, f'the answer to {method}', seconds + 5)
        took = time.monotonic() - began
        try:
            return self.bus.call_finish(result[0]).unpack(), took
        except GLib.Error as error:
            self.last_error = error.message
            return None, took

    def owner(self, name=NAME):
        """The unique name of who owns it, or None."""
        try:
            return self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                                      'GetNameOwner', GLib.Variant('(s)', (name,)), None, 0, -1, None).unpack()[0]
        except GLib.Error:
            return None

    def properties(self):
        answer, _ = self.ask(PROPERTIES, 'GetAll', GLib.Variant('(s)', (INTERFACE,)))
        return answer[0] if answer else None

    def status_is(self, status, reason=None, seconds=DEADLINE):
        """Waits until the applet says so; its properties."""
        seen = []

        def look():
            seen[:] = [self.properties()]
            if not seen[0]:
                return None
            now = seen[0]['Status']
            return seen[0] if now['status'] == status and reason in (None, now['reason']) else None

        end = time.monotonic() + seconds
        while True:
            found = look()
            if found:
                return found
            left = end - time.monotonic()
            if left <= 0:
                raise Failure(f'the status is not {status} ({reason}) but {seen[0] and seen[0]["Status"]}; '
                              f'before: {self.statuses[-8:]}')
            self.next_change(min(left, 0.5))

    def next_change(self, seconds):
        """A change of the status, or that time."""
        count = len(self.statuses)
        end = time.monotonic() + seconds
        wait(lambda: len(self.statuses) > count or time.monotonic() >= end, 'a change', seconds + 5)

    def passed(self, status, reason, since=0, seconds=DEADLINE):
        """Waits until the applet has said so, if only for a moment."""
        wait(lambda: (status, reason) in self.statuses[since:],
             lambda: f'{status} ({reason}); it said {self.statuses[since:]}', seconds)

    def told(self):
        """Every new notification, of all daemons; updates in place are not new."""
        return [n for daemon in self.daemons for n in daemon.shown if not n.replaces]

    def wait_told(self, count, seconds=DEADLINE):
        wait(lambda: len(self.told()) >= count, lambda: f'{count} notifications; there are {self.told()}', seconds)
        return self.told()

    def finish(self):
        """What is left to be checked after a case that went well."""

    def close(self):
        for program in reversed(self.programs):
            program.close()
        self.connections = []
        shutil.rmtree(self.directory, ignore_errors=True)


def make_scenario(spaces=3, **more):
    """Spaces s1, s2… with the people ana (that is me), bo and cy; nothing happens by itself."""
    people = [{'key': key, 'id': f'63f8120d9ac1be00117d5a{number:02x}', 'name': name}
              for number, (key, name) in enumerate((('ana', 'Ana'), ('bo', 'Bo'), ('cy', 'Cy')))]
    return dict({'title': 'faults', 'me': 'ana', 'people': people, 'timeline': [],
                 'spaces': [{'key': f's{n}', 'id': space_id(n), 'title': f'Space {n}',
                             'members': ['ana', 'bo', 'cy']} for n in range(1, spaces + 1)]}, **more)


def space_id(number):
    return f'64c0a71be2d94f0012ab{number:04d}'


def run(*cases, make_lab=Lab):
    """Each case is a function of a lab; TAP on the standard output."""
    wanted = sys.argv[1:]
    cases = [case for case in cases if not wanted or case.__name__ in wanted]
    print(f'1..{len(cases)}', flush=True)
    failed = False
    for number, case in enumerate(cases, 1):
        began = time.monotonic()
        lab = None
        trouble = None
        skip = None
        try:
            lab = make_lab()
            skip = case(lab)
            lab.finish()
        except Failure as failure:
            trouble = str(failure) + '\n' + ''.join(traceback.format_tb(failure.__traceback__)[-2:])
        except Exception:  # pylint: disable=broad-except
            trouble = traceback.format_exc()
        if trouble and lab:
            for program in lab.programs:
                name = os.path.basename(program.arguments[0])
                trouble += ''.join(f'\n{name}[{program.pid}]: {line[:300]}' for line in program.lines[-15:])
        if lab:
            lab.close()
        for line in (trouble or '').splitlines():
            print('#', line)
        note = f' # SKIP {skip}' if isinstance(skip, str) else ''
        print(f'{"not ok" if trouble else "ok"} {number} - {case.__name__} ({time.monotonic() - began:.1f} s){note}',
              flush=True)
        failed = failed or bool(trouble)
    sys.exit(1 if failed else 0)
