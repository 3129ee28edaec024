"""Says what the classic supervisord makes of configuration files.

Reads one path a line on stdin; prints one JSON object a line: {"error": text} or
{"programs": [...], "warnings": [...], ...}. Uses the parser of the installed package, with the
changes of the newest source that our compatibility reference lists: `environment=` is cut in POSIX
mode, and that of [supervisord] is expanded once.
"""
import json
import shlex
import signal
import sys
import warnings

warnings.simplefilter("ignore")

from supervisor import datatypes, options


def new_pairs(arg):
    lexer = shlex.shlex(str(arg), posix=True)
    lexer.wordchars += "/.+-():"
    tokens = list(lexer)
    pairs = {}
    for i in range(0, len(tokens), 4):
        three = tokens[i:i + 3]
        if len(three) != 3 or three[1] != "=":
            raise ValueError("Unexpected end of key/value pairs in value '%s'" % arg)
        pairs[three[0]] = three[2]
    return pairs


class Parser(options.UnhosedConfigParser):
    def saneget(self, section, option, default=options._marker, do_expand=True, expansions={}):
        if section == "supervisord" and option == "environment":
            do_expand = False
        return super().saneget(section, option, default, do_expand, expansions)


options.UnhosedConfigParser = Parser
options.dict_of_key_value_pairs = new_pairs

SIGNALS = {s.value: s.name[3:] for s in signal.Signals}
SIGNALS.update({6: "ABRT", 17: "CHLD", 29: "IO", 34: "34", 64: "64", 0: "0"})


class Failed(Exception):
    pass


class Server(options.ServerOptions):
    def usage(self, msg):
        raise Failed(str(msg))

    def exit(self, code):
        raise Failed("exit %s" % code)


def log_name(value):
    return "AUTO" if value is options.Automatic else value


def restart(value):
    if value is datatypes.RestartWhenExitUnexpected:
        return "unexpected"
    return value is datatypes.RestartUnconditionally


def process(group, config):
    out = {}
    for key in ("name", "command", "directory", "priority", "autostart", "startsecs",
                "startretries", "stopwaitsecs", "stopasgroup", "killasgroup", "redirect_stderr",
                "serverurl", "environment"):
        out[key] = getattr(config, key)
    for stream in ("stdout", "stderr"):
        for key in ("logfile_maxbytes", "logfile_backups", "capture_maxbytes", "events_enabled",
                    "syslog"):
            out[stream + "_" + key] = getattr(config, stream + "_" + key)
        out[stream + "_logfile"] = log_name(getattr(config, stream + "_logfile"))
    out["group"] = group.name
    out["group_priority"] = group.priority
    out["umask"] = config.umask
    out["uid"] = config.uid
    out["autorestart"] = restart(config.autorestart)
    out["stopsignal"] = SIGNALS[int(config.stopsignal)]
    out["exitcodes"] = sorted(set(config.exitcodes))
    if isinstance(group, options.EventListenerPoolConfig):
        from supervisor.events import getEventNameByType
        out["events"] = sorted(getEventNameByType(t) for t in group.pool_events)
        out["buffer_size"] = group.buffer_size
    if isinstance(group, options.FastCGIGroupConfig):
        socket = group.socket_config
        out["socket"] = socket.url
        out["socket_backlog"] = socket.backlog
        out["socket_mode"] = getattr(socket, "mode", None)
        owner = getattr(socket, "owner", None)
        out["socket_owner"] = None if owner is None else [owner[0], owner[1]]
    return out


def dump(path):
    server = Server()
    server.here = None
    try:
        server.realize(["-c", path], doc="", progname="supervisord")
    except Failed as failed:
        return {"error": str(failed)}
    programs = []
    for group in server.process_group_configs:
        for config in group.process_configs:
            programs.append(process(group, config))
    daemon = {key: getattr(server, key) for key in
              ("logfile", "logfile_maxbytes", "logfile_backups", "pidfile", "umask", "minfds",
               "minprocs", "childlogdir", "directory", "identifier", "uid")}
    daemon["loglevel"] = server.loglevel
    for key in ("nodaemon", "silent", "nocleanup", "strip_ansi"):
        daemon[key] = bool(getattr(server, key))
    servers = []
    for config in server.server_configs:
        one = {key: config.get(key) for key in
               ("section", "username", "password", "host", "port", "file", "chmod")}
        one["chown"] = list(config["chown"]) if "chown" in config else None
        servers.append(one)
    return {"programs": programs, "supervisord": daemon, "servers": servers,
            "warnings": server.parse_warnings, "infos": server.parse_infos}


for line in sys.stdin:
    try:
        result = dump(line.rstrip("\n"))
    except RecursionError:
        raise
    except Exception as crash:
        result = {"crash": "%s: %s" % (type(crash).__name__, crash)}
    print(json.dumps(result), flush=True)
