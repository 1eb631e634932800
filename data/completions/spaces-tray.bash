# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: Spaces Tray contributors
# Completion of bash for spaces-tray.

_spaces_tray ()
{
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  # "--token-file=x" comes as three words.
  if [ "$current" = = ]; then
    current=
  elif [ "$previous" = = ]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  COMPREPLY=()
  case $previous in
    autostart)
      mapfile -t COMPREPLY < <(compgen -W 'on off' -- "$current")
      return ;;
    --token-file)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return ;;
    --token-type)
      mapfile -t COMPREPLY < <(compgen -W 'jwt oauth' -- "$current")
      return ;;
    --speed|--api-url|--socket-url|--web-url|--space|--profile)
      return ;;
  esac
  case $current in
    -*) mapfile -t COMPREPLY < <(compgen -W '--background --demo --speed --api-url --socket-url --web-url --token-file
          --token-type --space --profile --json --version --help' -- "$current") ;;
    *) mapfile -t COMPREPLY < <(compgen -W 'status quit autostart' -- "$current") ;;
  esac
}
complete -F _spaces_tray spaces-tray
