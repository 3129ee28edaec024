# Completions of jsupervisorctl and jsupervisord for bash.
_jsupervisorctl() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} word command= options=()
  local commands="add avail clear exit fg fleet help maintail open pid quit reload remove reread restart scale shutdown signal start status stop tail update upstream version"
  local i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    case $word in
      -c | -s | -u | -p | -r | --configuration | --serverurl | --username | --password | --history_file)
        options+=("$word" "${COMP_WORDS[i + 1]}")
        ((i++))
        ;;
      -*) ;;
      *)
        command=$word
        break
        ;;
    esac
  done
  case $prev in
    -c | --configuration | -r | --history_file)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      return
      ;;
  esac
  if [[ -z $command ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands -c --configuration -h --help -i --interactive -s --serverurl -u --username -p --password -r --history_file --json" -- "$cur")
    return
  fi
  case $command in
    fleet) mapfile -t COMPREPLY < <(compgen -W "nodes restart signal start status stop tail" -- "$cur") ;;
    help) mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur") ;;
    signal)
      if [[ $prev == signal ]]; then
        mapfile -t COMPREPLY < <(compgen -W "HUP INT QUIT KILL TERM USR1 USR2 CONT STOP" -- "$cur")
        return
      fi
      ;&
    start | stop | restart | status | tail | clear | fg | pid)
      # Colons part words in bash: what stands before the last one is taken off the answers.
      local names
      names=$("${COMP_WORDS[0]}" "${options[@]}" status 2>/dev/null | cut -d ' ' -f 1)
      [[ $command == restart ]] && names+=" --rolling"
      [[ $command == status ]] && names+=" -v --watch"
      mapfile -t COMPREPLY < <(compgen -W "$names all" -- "$cur")
      declare -F __ltrimcolon_completions >/dev/null && __ltrimcolon_completions "$cur"
      ;;
    add | remove | update | scale)
      mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" "${options[@]}" avail 2>/dev/null | cut -d ' ' -f 1 | cut -d : -f 1 | sort -u) all" -- "$cur")
      ;;
  esac
}
_jsupervisord() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  case $prev in
    -e | --loglevel) mapfile -t COMPREPLY < <(compgen -W "critical error warn info debug trace blather" -- "$cur") ;;
    -u | --user) mapfile -t COMPREPLY < <(compgen -u -- "$cur") ;;
    --export) mapfile -t COMPREPLY < <(compgen -W systemd -- "$cur") ;;
    *)
      if [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "-c --configuration -n --nodaemon -s --silent -h --help -v --version -u --user -m --umask -d --directory -l --logfile -y --logfile_maxbytes -z --logfile_backups -e --loglevel -j --pidfile -i --identifier -q --childlogdir -k --nocleanup -a --minfds -t --strip_ansi --minprocs --check --json --strict --echo-config --import --export" -- "$cur")
      else
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      fi
      ;;
  esac
}
complete -F _jsupervisorctl jsupervisorctl
complete -F _jsupervisord jsupervisord
