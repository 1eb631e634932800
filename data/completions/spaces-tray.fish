# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
# Completion of fish for spaces-tray.

complete -c spaces-tray -f
complete -c spaces-tray -n __fish_use_subcommand -a status -d 'Print what the running applet knows'
complete -c spaces-tray -n __fish_use_subcommand -a quit -d 'End the running applet'
complete -c spaces-tray -n __fish_use_subcommand -a autostart -d 'Say whether it starts with the session, or switch that'
complete -c spaces-tray -n '__fish_seen_subcommand_from autostart' -a 'on off'
complete -c spaces-tray -l background -d 'Open no window'
complete -c spaces-tray -l demo -d 'Show a morning of meetings against a built-in server'
complete -c spaces-tray -l speed -x -d 'How many times faster the demonstration goes'
complete -c spaces-tray -l api-url -x -d 'Address of the service, ending in /api'
complete -c spaces-tray -l socket-url -x -d 'Address of the events of the service'
complete -c spaces-tray -l web-url -x -d 'Address of the pages that links open'
complete -c spaces-tray -l token-file -r -F -d 'File with the token of your account'
complete -c spaces-tray -l token-type -x -a 'jwt oauth' -d 'Kind of token'
complete -c spaces-tray -l space -x -d 'Watch this space'
complete -c spaces-tray -l profile -x -d 'Run besides others'
complete -c spaces-tray -l json -d 'Print the status as JSON'
complete -c spaces-tray -l version -d 'Print the version'
complete -c spaces-tray -s h -l help -d 'Print the options'
