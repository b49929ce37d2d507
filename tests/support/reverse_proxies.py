"""nginx and haproxy as Debian ships them, in front of a server, with their default settings."""

import pathlib
import shutil
import socket
import subprocess
import time

NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  upstream chat {{ server 127.0.0.1:{upstream}; {reuse} }}
  server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://chat; {location} }} }}
}}
"""

# haproxy has no time limits of its own, and warns where none are set.
HAPROXY = """
defaults
  mode http
  timeout connect 5s
  timeout client 50s
  timeout server 50s
frontend front
  bind 127.0.0.1:{port}
  default_backend back
backend back
  server chat 127.0.0.1:{upstream}
"""


def missing(name):
    return None if program(name) else f"no {name} here"


def program(name):
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class ReverseProxy:
    def __init__(self, folder, command, port):
        self.port = port
        self._output = open(pathlib.Path(folder) / f"output-{port}", "wb")
        self._process = subprocess.Popen(command, stdout=self._output, stderr=self._output)
        self._wait()

    def _wait(self):
        for _ in range(1000):
            try:
                self.connect().close()
                return
            except ConnectionRefusedError:
                assert self._process.poll() is None, pathlib.Path(self._output.name).read_text()
                time.sleep(0.01)
        raise AssertionError("the proxy does not listen")

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def stop(self):
        self._process.terminate()
        self._process.wait(timeout=10)
        self._output.close()


def nginx(folder, upstream, keeps_connections=False):
    """By default a connection for each request; else those to the server are used again."""
    port = free_port()
    configuration = pathlib.Path(folder) / f"nginx-{port}.conf"
    configuration.write_text(NGINX.format(
        folder=folder, port=port, upstream=upstream, reuse="keepalive 8;" if keeps_connections else "",
        location='proxy_http_version 1.1; proxy_set_header Connection "";' if keeps_connections else ""))
    return ReverseProxy(folder, [program("nginx"), "-p", str(folder), "-c", str(configuration)], port)


def haproxy(folder, upstream):
    port = free_port()
    configuration = pathlib.Path(folder) / f"haproxy-{port}.cfg"
    configuration.write_text(HAPROXY.format(port=port, upstream=upstream))
    return ReverseProxy(folder, [program("haproxy"), "-db", "-f", str(configuration)], port)
