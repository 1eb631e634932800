#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The catalogues of texts: complete, well-formed, and told to the translators."""

import os
import re
import subprocess
import tempfile

import catalog

MARK = re.compile(r'\b(?:_|N_|C_|NC_|ngettext|g_dngettext|gettext)\s*\(\s*"|translatable="yes"')
PLAIN = re.compile(r'^(?:Name|Comment|Keywords|GenericName)=', re.MULTILINE)


def marked(path):
    """Whether the file has a text for translators in it."""
    with open(path, encoding='utf-8') as file:
        text = file.read()
    if path.endswith(('.c', '.h', '.ui')):
        return bool(MARK.search(text))
    if path.endswith('.desktop.in'):
        return bool(PLAIN.search(text))
    return path.endswith('.metainfo.xml.in') or 'gettext-domain' in text


def potfiles_lists_every_file(directory):
    found = []
    for folder in ('src', 'data'):
        for place, _, names in os.walk(os.path.join(catalog.ROOT, folder)):
            paths = (os.path.join(place, name) for name in names
                     if name.endswith(('.c', '.h', '.ui', '.desktop.in', '.metainfo.xml.in', '.gschema.xml')))
            found += [os.path.relpath(path, catalog.ROOT) for path in paths if marked(path)]
    listed = [name for name in catalog.listed() if name.startswith(('src/', 'data/'))]
    return [f'not in po/POTFILES: {name}' for name in sorted(set(found) - set(listed))] \
        + [f'nothing to translate in {name}' for name in sorted(set(listed) - set(found))]


def blocks(path):
    with open(path, encoding='utf-8') as file:
        return file.read().split('\n\n')[1:]


def placeholders_have_comments(directory):
    template, said = catalog.make_template(directory)
    wrong = said.splitlines()
    for block in blocks(template):
        text = ''.join(re.findall(r'^(?:msgid(?:_plural)? )?"(.*)"$', block, re.MULTILINE))
        if catalog.PLACEHOLDER.search(text.replace('%%', '')) and '#. Translators:' not in block:
            wrong.append('no comment for the translator: ' + text[:90])
    return wrong


def check_language(directory, language):
    template, _ = catalog.make_template(directory)
    path = os.path.join(catalog.PO, language + '.po')
    wrong = []
    done = subprocess.run(['msgfmt', '--check', '--check-accelerators=_', '-o', os.devnull, path],
                          stderr=subprocess.PIPE, encoding='utf-8', check=False)
    if done.returncode:
        wrong += done.stderr.splitlines()
    merged = os.path.join(directory, 'merged.po')
    subprocess.run(['msgmerge', '--quiet', '--no-fuzzy-matching', '-o', merged, path, template], check=True)
    for kind in ('--untranslated', '--only-fuzzy'):
        left = subprocess.run(['msgattrib', kind, '--no-obsolete', '--no-wrap', merged], stdout=subprocess.PIPE,
                              encoding='utf-8', check=True).stdout
        wrong += [f'{kind[2:]}: {line}' for line in re.findall(r'^msgid "(.+)', left, re.MULTILINE)]
    return wrong


def main():
    catalog.need('xgettext', 'msgfmt', 'msgmerge', 'msgattrib')
    cases = [('potfiles', potfiles_lists_every_file), ('comments', placeholders_have_comments)]
    cases += [(language, lambda directory, language=language: check_language(directory, language))
              for language in catalog.languages()]
    print(f'1..{len(cases)}')
    failed = False
    for number, (name, case) in enumerate(cases, 1):
        with tempfile.TemporaryDirectory() as directory:
            wrong = case(directory)
        for line in wrong:
            print('#', line)
        print(f'{"not ok" if wrong else "ok"} {number} - {name}', flush=True)
        failed = failed or bool(wrong)
    raise SystemExit(failed)


if __name__ == '__main__':
    main()
