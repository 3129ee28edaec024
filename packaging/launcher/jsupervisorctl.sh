#!/bin/sh
# Starts the command line. exec: the shell leaves, its pid becomes Java's.
@FIND_JAVA@
# Java prints a line for each of these that it obeys; they are meant for other programs.
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
# Without a UTF-8 locale Java would read arguments and file names as ASCII.
case ${LC_ALL:-${LC_CTYPE:-$LANG}} in
  *[Uu][Tt][Ff]*) ;;
  *) export LC_ALL=C.UTF-8 ;;
esac
export MALLOC_ARENA_MAX=1
cache=
# Not where a new one is being made.
case $JSUPERVISORCTL_JAVA_OPTS in
  *AOTCacheOutput*) ;;
  *) [ -f "$home/lib/jsupervisorctl.aot" ] && cache="-XX:AOTCache=$home/lib/jsupervisorctl.aot" ;;
esac
# shellcheck disable=SC2086 # the options are words
exec "$java" @CTL_FLAGS@ ${cache:+"$cache"} $JSUPERVISORCTL_JAVA_OPTS \
  -Djsupervisor.argv0="$0" -cp "@CTL_CLASS_PATH@" io.jsupervisor.ctl.main.JSupervisorCtl "$@"
