# Completions of jsupervisorctl for fish.
set -l commands add avail clear exit fg fleet help maintail open pid quit reload remove reread restart scale shutdown signal start status stop tail update upstream version
complete -c jsupervisorctl -f
complete -c jsupervisorctl -s c -l configuration -r -F -d 'Configuration file'
complete -c jsupervisorctl -s s -l serverurl -x -d 'Address of the daemon'
complete -c jsupervisorctl -s u -l username -x -d 'User name'
complete -c jsupervisorctl -s p -l password -x -d 'Password'
complete -c jsupervisorctl -s r -l history_file -r -F -d 'History of the conversation'
complete -c jsupervisorctl -s i -l interactive -d 'Stay and take commands'
complete -c jsupervisorctl -s h -l help -d 'Print the usage'
complete -c jsupervisorctl -l json -d 'Answers for programs'
complete -c jsupervisorctl -n "not __fish_seen_subcommand_from $commands" -a "$commands"
complete -c jsupervisorctl -n '__fish_seen_subcommand_from start stop restart status tail clear fg pid signal' -a "(jsupervisorctl status 2>/dev/null | string replace -r ' .*' '') all"
complete -c jsupervisorctl -n '__fish_seen_subcommand_from add remove update scale' -a "(jsupervisorctl avail 2>/dev/null | string replace -r '[ :].*' '' | sort -u)"
complete -c jsupervisorctl -n '__fish_seen_subcommand_from restart update' -l rolling -d 'A few processes at a time'
complete -c jsupervisorctl -n '__fish_seen_subcommand_from signal' -a 'HUP INT QUIT KILL TERM USR1 USR2 CONT STOP'
complete -c jsupervisorctl -n '__fish_seen_subcommand_from fleet' -a 'nodes restart signal start status stop tail'
complete -c jsupervisorctl -n '__fish_seen_subcommand_from help' -a "$commands"
