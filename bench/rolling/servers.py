"""The app servers of the benchmark, as the examples run them, and the proxies in front."""

import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
APPS = ROOT / "examples/apps"
UWSGI = (
    "--master --processes 2 --enable-threads --threads 2 --lazy-apps --need-app --die-on-term --no-orphans"
    f" --chdir {APPS}/flask --wsgi-file app.py --callable app"
)
# PORT is the port of an instance, in the classic tool's words. stopwaitsecs etc. are the same for both tools.
SERVERS = {
    "gunicorn": ("http", f"/usr/bin/gunicorn --chdir {APPS}/flask --bind 127.0.0.1:PORT --workers 2 --graceful-timeout 10 app:app"),
    "uwsgi-http": ("http", f"/usr/bin/uwsgi --plugins http,python3 --http 127.0.0.1:PORT {UWSGI}"),
    "uwsgi": ("uwsgi", f"/usr/bin/uwsgi --plugins python3 --socket 127.0.0.1:PORT {UWSGI}"),
    "gevent": ("http", f"/usr/bin/python3 {APPS}/gevent/serve.py --port PORT"),
    "tornado": ("http", f"/usr/bin/python3 {APPS}/tornado/serve.py --port=PORT --logging=error"),
}
# The same on a listener that the daemon holds, descriptor 3, as the examples have it.
HELD = {
    "gunicorn": f"/usr/bin/gunicorn --chdir {APPS}/flask --bind fd://3 --workers 2 --graceful-timeout 10 app:app",
    "uwsgi-http": (
        "/usr/bin/uwsgi --plugins python3 --http-socket fd://3 --master --processes 2 --enable-threads --threads 2 --lazy-apps --need-app --no-orphans"
        f' --hook-master-start "unix_signal:15 gracefully_kill_them_all" --chdir {APPS}/flask --wsgi-file app.py --callable app'
    ),
    "gevent": f"/usr/bin/python3 {APPS}/gevent/serve.py",
    "tornado": f"/usr/bin/python3 {APPS}/tornado/serve.py --logging=error",
}
# They close each connection after one answer and do not say so, and wrk counts that as an error; ab goes by the answer's length. Proxies do not mind.
CLOSES_UNSAID = {"gevent", "uwsgi-http"}


class Nginx:
    """Reads one upstream file, which ours writes, or whoever runs the classic tool."""

    name = "nginx"

    def __init__(self, run, port, protocol):
        self.config = run / "nginx.conf"
        self.file = run / "upstream.conf"
        self.pid = run / "nginx.pid"
        self.log = run / "nginx.log"
        into = "include /etc/nginx/uwsgi_params; uwsgi_pass app;" if protocol == "uwsgi" else "proxy_pass http://app;"
        self.config.write_text(
            f"""daemon off; pid {self.pid}; error_log {self.log} notice; worker_processes 2; user root;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {run}/t1; proxy_temp_path {run}/t2; uwsgi_temp_path {run}/t3; fastcgi_temp_path {run}/t4; scgi_temp_path {run}/t5;
    include {self.file};
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        location / {{ {into} }}
    }}
}}
"""
        )
        self.command = ["/usr/sbin/nginx", "-c", str(self.config)]
        self.test = f"/usr/sbin/nginx -t -q -c {self.config}"
        self.reload = f"/usr/sbin/nginx -s reload -c {self.config}"
        self.options = f"file={self.file}\ntest_command={self.test}\nreload_command={self.reload}"

    def write(self, ports):
        """As a careful user of the classic tool has it."""
        servers = "".join(f"server 127.0.0.1:{port} max_fails=3 fail_timeout=1s; " for port in ports)
        self.file.write_text(f"upstream app {{ zone app 64k; least_conn; {servers}}}\n")

    def bare_reload(self):
        subprocess.run(self.reload.split(), check=True)

    def reloads(self):
        return self.log.read_text().count(", reconfiguring") if self.log.exists() else 0


class Apache:
    name = "apache"
    MODULES = "mpm_event authz_core proxy proxy_http proxy_uwsgi proxy_balancer lbmethod_bybusyness slotmem_shm".split()

    def __init__(self, run, port, protocol):
        self.config = run / "apache.conf"
        self.file = run / "upstream.conf"
        self.log = run / "apache.log"
        self.scheme = protocol
        modules = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in self.MODULES)
        self.config.write_text(
            f"""{modules}ServerRoot {run}
DefaultRuntimeDir {run}
PidFile {run}/apache.pid
ErrorLog {self.log}
ServerName localhost
User www-data
Group www-data
Listen 127.0.0.1:{port}
Include {self.file}
ProxyPass "/" "balancer://app/"
"""
        )
        self.command = ["/usr/sbin/apache2", "-DFOREGROUND", "-f", str(self.config)]
        self.test = f"/usr/sbin/apache2 -t -f {self.config}"
        self.reload = f"/usr/sbin/apache2 -k graceful -f {self.config}"
        self.options = f"file={self.file}\ntest_command={self.test}\nreload_command={self.reload}"

    def write(self, ports):
        reuse = " disablereuse=On" if self.scheme == "http" else ""
        members = "".join(f'BalancerMember "{self.scheme}://127.0.0.1:{port}" retry=1{reuse}\n' for port in ports)
        self.file.write_text(f'<Proxy "balancer://app">\n{members}ProxySet lbmethod=bybusyness\n</Proxy>\n')

    def bare_reload(self):
        subprocess.run(self.reload.split(), check=True)

    def reloads(self):
        return self.log.read_text().count("Doing graceful restart") if self.log.exists() else 0


class Haproxy:
    """Never reloaded: ours speaks to its runtime socket."""

    name = "haproxy"

    def __init__(self, run, port, protocol):
        assert protocol == "http", "HAProxy does not speak uwsgi"
        self.config = run / "haproxy.cfg"
        self.config.write_text(
            f"""global
    stats socket {run}/haproxy.sock mode 600 level admin
defaults
    mode http
    timeout connect 2s
    timeout client 30s
    timeout server 30s
    option redispatch 1
    retries 3
    retry-on conn-failure empty-response
frontend site
    bind 127.0.0.1:{port}
    default_backend app
backend app
    balance leastconn
    server-template slot 1-9 127.0.0.1:1 disabled
"""
        )
        self.command = ["/usr/sbin/haproxy", "-db", "-f", str(self.config)]
        self.options = f"runtime_socket={run}/haproxy.sock"

    def reloads(self):
        return 0


PROXIES = {proxy.name: proxy for proxy in (Nginx, Apache, Haproxy)}
