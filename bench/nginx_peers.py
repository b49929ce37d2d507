"""The nginx instances: the peers that we are compared with, and the mock model."""

import pathlib
import shutil
import time

from bench_tools import free_port, wait_until_up

# Where nginx-light of Debian 12 ends a word of its configuration.
LONGEST_WORD = 4000

# As wide as ours: it counts and never refuses.
LIMIT_ZONE = "limit_req_zone $binary_remote_addr zone=visitors:10m rate=1000000r/s;"
LIMIT = "limit_req zone=visitors burst=1000000 nodelay;"


class Nginx:
    """`http` is the inside of the http block; its server listens on @PORT@."""

    def __init__(self, processes, name, http, workers=1):
        self.port = free_port()
        folder = processes.folder / name
        folder.mkdir()
        config = f"""worker_processes {workers}; daemon off; pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
events {{ worker_connections 4096; }}
http {{
  keepalive_requests 100000000; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
{http}
}}
"""
        config = config.replace("@PORT@", str(self.port)).replace("@FOLDER@", str(folder))
        (folder / "nginx.conf").write_text(config)
        self.process = processes.start([shutil.which("nginx") or "/usr/sbin/nginx",
                                        "-c", folder / "nginx.conf", "-p", folder])
        wait_until_up(self.port)
        self.pids = self._workers(workers)

    def _workers(self, count):
        pid = self.process.pid
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
        while len(children.read_text().split()) < count:
            time.sleep(0.01)
        return [int(child) for child in children.read_text().split()]


ACCESS_LOG = """  log_format line '{"time":"$time_iso8601","status":$status,"request_time":$request_time}';
  access_log @FOLDER@/access.log line buffer=64k flush=1s;"""


def static_peer(processes, health, answer):
    """Answers both paths with a fixed body, behind a limit and a log."""
    quoted = lambda text: text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "")
    return Nginx(processes, "static", f"""  {LIMIT_ZONE}
{ACCESS_LOG}
  server {{
    listen 127.0.0.1:@PORT@; default_type application/json;
    {LIMIT}
    location = /healthz {{ return 200 "{quoted(health)}"; }}
    location = /chat {{ return 200 "{quoted(answer)}"; }}
  }}""")


def proxy_settings(model_port, streaming):
    buffering = "off" if streaming else "on"
    return f"""  {LIMIT_ZONE}
{ACCESS_LOG}
  upstream model {{ server 127.0.0.1:{model_port}; keepalive 64; keepalive_requests 100000000; }}
  server {{
    listen 127.0.0.1:@PORT@ reuseport;
    {LIMIT}
    location / {{
      proxy_pass http://model; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_buffering {buffering};
    }}
  }}"""


def proxy_peer(processes, model_port, workers, streaming=False):
    name = f"proxy-{workers}{'-streaming' if streaming else ''}"
    return Nginx(processes, name, proxy_settings(model_port, streaming), workers)


def mock_model(processes, answer):
    """Reads the question and answers at once, always the same."""
    assert len(answer) < LONGEST_WORD and not set(answer) & set("'$\\")
    return Nginx(processes, "model", f"""  access_log off;
  server {{
    listen 127.0.0.1:@PORT@; default_type text/event-stream;
    location = /v1/chat/completions {{ return 200 '{answer}'; }}
  }}""")
