#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
"""The catalogues of texts: complete, well-formed, told to the translators, and written as each language is."""

import gettext
import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree

import catalog

MARK = re.compile(r'\b(?:_|N_|C_|NC_|ngettext|g_dngettext|gettext)\s*\(\s*"|translatable="yes"')
PLAIN = re.compile(r'^(?:Name|Comment|Keywords|GenericName)=', re.MULTILINE)
# printf's flag I, for the digits of the locale: programs that read our output could not.
OWN_DIGITS = re.compile(r'%(?:\d+\$)?[-+ #0]*I')
DATE_CODES = re.compile(r'%-?[aAbBdeHklmMpPSyY%]')
ENDS = '.…:!?'
# Wrong in that language, and what it is.
HABITS = {
    'de': [(r'[”"«»]|“\w', 'quotation marks are „ and “'), (r'\w …', 'a no-break space stands in front of …')],
    'es': [(r'[“”"]', 'quotation marks are « and »')],
    'fr': [(r'[“”"]', 'quotation marks are « and »'), (r"'", 'the apostrophe is ’'),
           (r'«(?!\u00a0)|(?<!\u00a0)»', 'a no-break space within « »'),
           (r'[^\u00a0]:(?= |$)', 'a no-break space in front of :'),
           (r'[^\u202f][;!?]', 'a narrow no-break space in front of ; ! ?')],
}
# What is searched for and not read.
UNREAD = re.compile(r'^Avaya;')


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


def sentences_are_whole(directory):
    """A text that ends in the middle of a sentence is glued to another: no language could turn the two around."""
    template, _ = catalog.make_template(directory)
    texts = catalog.english_texts(template, directory)
    return [f'glued to another: {text!r}' for (context, _, _), text in texts.items()
            if text != text.strip() and context != 'list of names']


def shared_letters(texts):
    """The letters behind _ that more than one of the texts has: only one of them could be reached."""
    letters = [letter.lower() for text in texts for letter in re.findall(r'_(\w)', text)[:1]]
    return sorted({letter for letter in letters if letters.count(letter) > 1})


def underlined(path):
    """The texts of a window of which a letter is a shortcut: (context, msgid)."""
    found = []
    for element in xml.etree.ElementTree.parse(path).iter():
        below = list(element)
        is_menu = element.tag in ('item', 'submenu')
        if is_menu or any(child.get('name') == 'use-underline' and child.text == 'True' for child in below):
            found += [(child.get('context', ''), child.text) for child in below if child.get('translatable') == 'yes']
    return found


def shortcuts_are_one_each(texts):
    wrong = []
    for name in catalog.listed():
        if name.endswith('.ui'):
            own = [texts.get((context, msgid, None), msgid) for context, msgid in underlined(os.path.join(catalog.ROOT, name))]
            wrong += [f'{name}: the shortcut {letter} is there twice' for letter in shared_letters(own)]
    return wrong


def shortcuts_of_english(directory):
    assert shared_letters(['_Join', 'Copy _link', 'Co_nnect', 'Plain']) == []
    assert shared_letters(['_Join', 'Copy _link', '_leave', '_Join']) == ['j', 'l']
    template, _ = catalog.make_template(directory)
    return shortcuts_are_one_each(catalog.english_texts(template, directory))


def is_complete(template, path, directory):
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


def plural_rule(text):
    """Which form a number takes, by the header of a catalogue."""
    return gettext.c2py(re.search(r'plural=([^;\\]+)', text).group(1))  # pylint: disable=no-member


def header_is_right(template, language, path, directory):
    with open(path, encoding='utf-8') as file:
        head = file.read().split('\n\n')[0]
    wrong = [f'the header has no: {line}' for line in
             (f'Language: {language}', 'Last-Translator: Spaces Tray contributors', 'Language-Team: Spaces Tray contributors')
             if f'"{line}\\n"' not in head]
    if '@' in head:
        wrong.append('the header has an address of a person')
    if '# Words: ' not in head:
        wrong.append('the header has no list of words')
    return wrong + plurals_are_right(template, language, head, directory)


def plurals_are_right(template, language, head, directory):
    """As gettext itself would have them."""
    new = os.path.join(directory, 'new.po')
    subprocess.run(['msginit', '--no-translator', '--locale', language, '--input', template, '--output', new],
                   stderr=subprocess.DEVNULL, check=True)
    with open(new, encoding='utf-8') as file:
        rule, wanted = plural_rule(head), plural_rule(file.read())
    same = all(rule(number) == wanted(number) for number in range(1000))
    return [] if same else ['the plural forms are not those of the language']


def digits_are_plain(path):
    """A compiled catalogue keeps such texts elsewhere."""
    with open(path, encoding='utf-8') as file:
        return [f'has digits of the locale: {line}' for line in file.read().splitlines()
                if line.startswith('msgstr') and OWN_DIGITS.search(line)]


def kept(text):
    """What is typed as it stands."""
    return sorted(word for word in catalog.KEPT.findall(text) if not word.startswith('%'))


def is_like(context, english, text):
    """How the translation differs from the text in what must be the same."""
    ends = [part[-1] if part[-1:] in ENDS else '' for part in (english.rstrip('\n'), text.rstrip('\n'))]
    if context == 'text direction':
        return '' if text in ('ltr', 'rtl') else 'neither ltr nor rtl'
    if context == 'date format':
        return 'not a format of a date' if '%' in DATE_CODES.sub('', text) else ''
    if ends[0] != ends[1]:
        return f'should end with “{ends[0]}”'
    if kept(english) != kept(text):
        return f'should have {kept(english)}, has {kept(text)}'
    if [len(part) - len(part.strip()) for part in (english, text)] != [0, 0] and english.strip() != ',':
        return 'begins or ends with a space'
    return ''


def texts_are_like_english(texts, english):
    wrong = []
    for key, text in texts.items():
        context, msgid, form = key
        said = is_like(context, english.get(key, english.get((context, msgid, None), msgid)), text)
        if said:
            wrong.append(f'“{text}” {said}')
    return wrong


def habits_are_kept(language, texts):
    return [f'“{text}”: {what}' for (context, _, _), text in texts.items()
            if context != 'date format' and not UNREAD.search(text)
            for pattern, what in HABITS.get(language, []) if re.search(pattern, catalog.KEPT.sub('', text))]


def menu_is_called_by_its_words(texts):
    """A sentence that sends a person to an entry of the menu calls it as the menu does."""
    name = texts[('tray menu', 'Connect now', None)]
    return [f'“{text}” does not name “{name}”' for (_, msgid, _), text in texts.items()
            if 'Connect now' in msgid and name not in text]


def check_language(directory, language):
    template, _ = catalog.make_template(directory)
    path = os.path.join(catalog.PO, language + '.po')
    wrong = is_complete(template, path, directory) + digits_are_plain(path)
    if wrong:
        return wrong
    catalog.compile_language(directory, language)
    texts = catalog.texts_of(os.path.join(directory, language, 'LC_MESSAGES', catalog.DOMAIN + '.mo'))
    return header_is_right(template, language, path, directory) \
        + texts_are_like_english(texts, catalog.english_texts(template, directory)) \
        + habits_are_kept(language, texts) + menu_is_called_by_its_words(texts) + shortcuts_are_one_each(texts)


def main():
    catalog.need('xgettext', 'msgfmt', 'msgmerge', 'msgattrib', 'msginit', 'msgen')
    cases = [('potfiles', potfiles_lists_every_file), ('comments', placeholders_have_comments),
             ('sentences', sentences_are_whole), ('shortcuts', shortcuts_of_english)]
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
