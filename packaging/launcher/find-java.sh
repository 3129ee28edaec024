# The tree that holds this file, without a fork in the usual case: every process started here is paid for by each call.
self=$0
[ -h "$self" ] && self=$(readlink -f -- "$self")
case $self in
  /*) ;;
  *) self=$PWD/$self ;;
esac
dir=${self%/*}
case $dir in
  */. | */.. | */./* | */../*) dir=$(cd -- "$dir" && pwd -P) ;;
esac
home=${dir%/*}

# Sets java when the Java in directory $1 is 25 or newer; the release file says so without starting it.
try() {
  [ -x "$1/bin/java" ] || return 1
  version=
  if [ -r "$1/release" ]; then
    while IFS= read -r line; do
      case $line in
        JAVA_VERSION=*) version=${line#*\"} && break ;;
      esac
    done <"$1/release"
  else
    version=$("$1/bin/java" -version 2>&1) && version=${version#*\"}
  fi
  version=${version%%[!0-9]*}
  [ "${version:-0}" -ge 25 ] && java=$1/bin/java
}

find_java() {
  [ -x "$home/runtime/bin/java" ] && java=$home/runtime/bin/java && return
  [ -n "$JSUPERVISOR_JAVA_HOME" ] && try "$JSUPERVISOR_JAVA_HOME" && return
  [ -n "$JAVA_HOME" ] && try "$JAVA_HOME" && return
  for found in /usr/lib/jvm/*; do
    try "$found" && return
  done
  found=$(command -v java) && found=$(readlink -f -- "$found") && try "${found%/bin/java}" && return
  echo "${0##*/}: no Java 25 or newer in runtime/, \$JSUPERVISOR_JAVA_HOME, \$JAVA_HOME, /usr/lib/jvm or PATH (cure: install a JDK or JRE 25, or set JSUPERVISOR_JAVA_HOME)" >&2
  exit 1
}
find_java
