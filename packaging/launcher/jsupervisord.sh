#!/bin/sh
# Starts the daemon. exec: the shell leaves, its pid becomes Java's.
@FIND_JAVA@
# What is set or unset below is for this Java only. The daemon gives its children the environment it was started with:
# one line each, NAME=VALUE to set it back, NAME to remove it.
restore=
keep() {
  eval "old=\${$1-} had=\${$1+yes}"
  restore="$restore${restore:+
}$1${had:+=$old}"
}
# Java prints a line for each of these that it obeys; they are meant for the children.
for name in JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS; do
  eval "had=\${$name+yes}"
  [ -n "$had" ] && keep "$name" && unset "$name"
done
# Without a UTF-8 locale Java would read arguments and file names as ASCII.
case ${LC_ALL:-${LC_CTYPE:-$LANG}} in
  *[Uu][Tt][Ff]*) ;;
  *) keep LC_ALL && export LC_ALL=C.UTF-8 ;;
esac
# glibc's malloc keeps an arena for each thread; the daemon's native memory needs one.
keep MALLOC_ARENA_MAX
export MALLOC_ARENA_MAX=1

# A shell exports variables of its own, PWD above all; the children get those that were there before.
restore="$restore
PWD
OLDPWD
SHLVL
_
$(sed -znE '/^(PWD|OLDPWD|SHLVL|_)=/p' "/proc/$$/environ" 2>/dev/null | tr '\0' '\n')"

# Signals wait, blocked, until the daemon's signalfd reads them: no handler of the JVM, no window at start.
block=--block-signal=HUP,INT,QUIT,USR2,TERM,CHLD
rs=-Xrs
env "$block" true 2>/dev/null || block= rs=
cache=
# Not where a new one is being made.
case $JSUPERVISOR_JAVA_OPTS in
  *AOTCacheOutput*) ;;
  *) [ -f "$home/lib/jsupervisord.aot" ] && cache="-XX:AOTCache=$home/lib/jsupervisord.aot" ;;
esac
# shellcheck disable=SC2086 # the options are words
# _JAVA_SR_SIGNUM: HotSpot suspends its threads with USR2, and unblocks it for that, unless told another.
exec env ${block:+"$block"} _JAVA_SR_SIGNUM=16 "$java" @DAEMON_FLAGS@ $rs ${cache:+"$cache"} $JSUPERVISOR_JAVA_OPTS \
  -Djffi.boot.library.path="$home/lib/native" -Djsupervisor.env.restore="$restore" -Djsupervisor.home="$home" \
  -Djsupervisor.argv0="$0" -cp "@DAEMON_CLASS_PATH@" io.jsupervisor.daemon.main.Main "$@"
