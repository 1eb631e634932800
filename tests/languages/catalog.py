# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The texts of the program, as gettext sees them, and a language made up from them."""

import gettext
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..'))
PO = os.path.join(ROOT, 'po')
DOMAIN = 'spaces-tray'
BUGS = 'https://github.com/spacestray/SpacesTray/issues'
# The keywords of meson's preset "glib", which makes the catalogue for translators.
XGETTEXT = ['xgettext', '--from-code=UTF-8', '--package-name=' + DOMAIN, '--add-comments=Translators', '--keyword=_',
            '--keyword=N_', '--keyword=C_:1c,2', '--keyword=NC_:1c,2', '--keyword=g_dcgettext:2', '--keyword=g_dngettext:2,3',
            '--keyword=g_dpgettext2:2c,3', '--flag=N_:1:pass-c-format', '--flag=C_:2:pass-c-format',
            '--flag=NC_:2:pass-c-format', '--flag=g_dngettext:2:pass-c-format', '--flag=g_strdup_printf:1:c-format',
            '--flag=g_printerr:1:c-format', '--flag=g_print:1:c-format', '--flag=g_set_error:4:c-format',
            '--flag=g_string_append_printf:2:c-format']
PLACEHOLDER = re.compile(r'%(?:\d+\$)?[-+ #0]*\d*(?:\.\d+)?(?:hh|h|ll|l|z)?[a-zA-Z]')
# What stays as it is in the made-up language: placeholders, tags, options and the commands themselves.
KEPT = re.compile(PLACEHOLDER.pattern + r'|</?[a-z]+>|&[a-z]+;|--[a-z-]+|spaces-tray(?:-[a-z]+)*|dbus-run-session'
                  r'|chmod 600|https?://[^\s,]*')
# What they are called, and which language they pretend to be: one that no catalogue is written in.
MADE_UP = {'made-up': 'qps', 'backwards': 'qpr'}
PSEUDO = dict(zip(map(ord, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'),
                  'ÀƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž'))


def need(*programs):
    """Says which program is missing, and that the tests are skipped for it."""
    for program in programs:
        if not shutil.which(program):
            print(f'1..0 # SKIP {program} is missing')
            sys.exit(0)


def listed():
    """The files that po/POTFILES lists."""
    with open(os.path.join(PO, 'POTFILES'), encoding='utf-8') as file:
        return [line for line in file.read().splitlines() if line and not line.startswith('#')]


def languages():
    with open(os.path.join(PO, 'LINGUAS'), encoding='utf-8') as file:
        return [word for line in file if not line.startswith('#') for word in line.split()]


def make_template(directory):
    """Collects the texts of all listed files; (path of the template, what xgettext complained of)."""
    path = os.path.join(directory, DOMAIN + '.pot')
    sources = [name for name in listed() if name.endswith(('.c', '.h', '.ui'))]
    others = [name for name in listed() if name not in sources]
    said = ''
    for names, more in ((sources, []), (others, ['--join-existing'])):
        if names:
            done = subprocess.run([*XGETTEXT, *more, '--output', path, *names], cwd=ROOT, stderr=subprocess.PIPE,
                                  encoding='utf-8', check=True)
            said += done.stderr
    subprocess.run(['sed', '-i', 's/charset=CHARSET/charset=UTF-8/; s|^"Report-Msgid-Bugs-To: |&' + BUGS + '|', path],
                   check=True)
    return path, said


def pseudo(text):
    """The text in letters that no English text has, in brackets that show where it was cut."""
    if text == 'ltr':
        return text
    body = text.rstrip('\n')
    parts = KEPT.split(body)
    kept = KEPT.findall(body)
    out = parts[0].translate(PSEUDO)
    for keep, part in zip(kept, parts[1:]):
        out += keep + part.translate(PSEUDO)
    return f'⟦{out}⟧' + text[len(body):]


def backwards(text):
    """As pseudo, in a language that is written from right to left."""
    return 'rtl' if text == 'ltr' else f'\u200f{pseudo(text)}\u200f'


def quote(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n').replace('\t', '\\t') + '"'


def folder_of(directory, language):
    folder = os.path.join(directory, language, 'LC_MESSAGES')
    os.makedirs(folder, exist_ok=True)
    return folder


def compile_language(directory, language):
    """Compiles po/LANGUAGE.po into a folder for bindtextdomain()."""
    subprocess.run(['msgfmt', '-o', os.path.join(folder_of(directory, language), DOMAIN + '.mo'),
                    os.path.join(PO, language + '.po')], check=True)


def texts_of(path):
    """The texts of a compiled catalogue: (context or '', msgid, number of the plural form or None) to text."""
    with open(path, 'rb') as file:
        texts = gettext.GNUTranslations(file)._catalog  # pylint: disable=protected-access
    found = {}
    for key, text in texts.items():
        name, form = key if isinstance(key, tuple) else (key, None)
        context, _, msgid = name.rpartition('\x04')
        if msgid:
            found[(context, msgid, form)] = text
    return found


def english_texts(template, directory):
    """The template's own texts, as texts_of() gives them."""
    source, compiled = (os.path.join(directory, 'en' + suffix) for suffix in ('.po', '.mo'))
    with open(source, 'wb') as file:
        subprocess.run(['msgen', template], stdout=file, check=True)
    subprocess.run(['sed', '-i', 's/^"Plural-Forms:.*/"Plural-Forms: nplurals=2; plural=n != 1;\\\\n"/', source], check=True)
    subprocess.run(['msgfmt', '-o', compiled, source], check=True)
    return texts_of(compiled)


def make_made_up(template, directory, name):
    """Writes and compiles a made-up language, in which every text of the template is changed; the number of texts."""
    language = MADE_UP[name]
    change = backwards if name == 'backwards' else pseudo
    folder = folder_of(directory, language)
    texts = english_texts(template, directory)
    lines = ['msgid ""', 'msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"']
    for (context, msgid, form), text in texts.items():
        if form not in (None, 0):
            continue
        if context:
            lines.append('msgctxt ' + quote(context))
        lines.append('msgid ' + quote(msgid))
        if form is None:
            lines.append('msgstr ' + quote(change(text)))
        else:
            lines += ['msgid_plural ' + quote(msgid), 'msgstr[0] ' + quote(change(text)),
                      'msgstr[1] ' + quote(change(texts[(context, msgid, 1)]))]
    path = os.path.join(directory, language + '.po')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines) + '\n')
    subprocess.run(['msgfmt', '-o', os.path.join(folder, DOMAIN + '.mo'), path], check=True)
    return len(texts)
