#!/bin/sh
# Runs a command that becomes a daemon of its own accord, in the foreground for jsupervisord, and passes signals on to the pid in the daemon's pid file.
# The pid file is read at each signal. Ends with 0 when the command ends, or once TERM, INT or QUIT is passed on.
if [ $# -lt 2 ]; then
  echo "Usage: $0 <pidfile name> <command> [<cmdarg1> ...]"
  exit 1
fi
pidfile=$1
shift
# As with the classic tool a bare name is a file of this directory; only we look in PATH too.
case $1 in
  */*) ;;
  *) [ -e "./$1" ] && command="./$1" && shift && set -- "$command" "$@" ;;
esac

pass() {
  pid=
  [ -r "$pidfile" ] && read -r pid <"$pidfile"
  case $pid in
    '' | *[!0-9]*)
      echo "Can't read child pidfile $pidfile!"
      return
      ;;
  esac
  kill -s "$1" "$pid" || exit 1
  case $1 in
    TERM | INT | QUIT) exit 0 ;;
  esac
}
for signal in TERM HUP INT USR1 USR2 QUIT; do
  # shellcheck disable=SC2064 # each trap has its own signal
  trap "pass $signal" $signal
done

# A shell's background commands ignore INT and QUIT, and read from nowhere: both is undone.
defaults=--default-signal=INT,QUIT
env "$defaults" true 2>/dev/null || defaults=
exec 3<&0
env ${defaults:+"$defaults"} "$@" <&3 3<&- &
child=$!
# A trap ends the waiting, not the child.
while kill -0 "$child" 2>/dev/null; do
  wait "$child"
done
exit 0
