package io.jsupervisor.daemon.main;

/** What {@code jsupervisord -h} prints. Its form is the classic tool's, as wrappers look for it. */
final class Usage {
  private static final String TEXT =
      """
      jsupervisord -- run a set of applications and keep them running.

      Usage: %s [options]

      Options:
      -c/--configuration FILENAME -- the configuration (searched in the usual places if not given)
      -n/--nodaemon -- stay in the foreground (as nodaemon=true in the file)
      -s/--silent -- no log on stdout (as silent=true in the file)
      -h/--help -- print this text and exit
      -v/--version -- print the version and exit
      -u/--user USER -- run as this user (name or number)
      -m/--umask UMASK -- umask of the daemon in the background (default 022)
      -d/--directory DIRECTORY -- directory to enter when going to the background
      -l/--logfile FILENAME -- use FILENAME as the main log
      -y/--logfile_maxbytes BYTES -- rotate the main log at this size (50MB)
      -z/--logfile_backups NUM -- rotated main logs to keep (10)
      -e/--loglevel LEVEL -- critical, error, warn, info, debug, trace or blather
      -j/--pidfile FILENAME -- where to write the daemon's process id
      -i/--identifier STR -- name of this instance
      -q/--childlogdir DIRECTORY -- where AUTO logs of programs go
      -k/--nocleanup -- keep AUTO logs of earlier runs
      -a/--minfds NUM -- file descriptors that must be available
      -t/--strip_ansi -- remove ANSI escapes from the output of programs
      --minprocs NUM -- processes that must be available
      --profile_options LIST -- accepted for compatibility, no effect

      --check -- check the configuration and print what would run; exit 0 or 2
      --json -- with --check: print everything, expanded, as JSON
      --strict -- unknown options are errors, not warnings
      --echo-config -- print a commented sample configuration
      --import FILE... -- print sections for systemd units, Upstart jobs and Procfiles
      --export systemd -- print a systemd unit for each process of the configuration
      """;

  private Usage() {}

  static String text(String program) {
    return TEXT.replace("%s", program);
  }
}
