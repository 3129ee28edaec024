package io.jsupervisor.ctl.main;

/** The text of {@code -h}. */
final class Usage {
  private Usage() {}

  static String text(String argv0) {
    return """
    jsupervisorctl -- control applications that jsupervisord or supervisord runs.

    Usage: %s [options] [action [arguments]]

    Options:
    -c/--configuration FILE -- configuration file (searched for if not given)
    -h/--help -- print this text and exit
    -i/--interactive -- start an interactive shell; with an action: ask before
         shutdown and reload, and for a name and password
    -s/--serverurl URL -- where the server listens: http://host:port or
         unix:///path (default "http://localhost:9001")
    -u/--username NAME -- user name for the server
    -p/--password PASSWORD -- password for the server
    -r/--history_file FILE -- where the interactive shell keeps its history
    --json -- print one JSON object; also accepted behind the action

    Actions are words like "status", "tail" or "stop"; "help" lists them, and
    "help status" explains one. Without an action they are asked for one by one.

    """
        .replace("%s", argv0);
  }
}
