"""the WordPress plugin in Debian's WordPress: settings as an owner makes them, the chat as a visitor meets it"""

import contextlib
import importlib.util
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import zipfile

TAKES = "about 1 min"
TOOLS = ["php", "mariadbd", "node", "chromium"]
OPTIONS = {}

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORDPRESS = pathlib.Path("/usr/share/wordpress")
MOST_BYTES = 50_000


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until(holds, seconds=30):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it does not start"
        time.sleep(0.1)


@contextlib.contextmanager
def process(*command, **options):
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        yield started
    finally:
        started.terminate()
        started.wait(timeout=30)


@contextlib.contextmanager
def database(folder):
    """A server of its own, reached by a socket alone."""
    data, path = folder / "mysql", folder / "mysql.sock"
    user = ["--user=root"] if os.getuid() == 0 else []
    subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", *user],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with process("mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={path}", "--skip-networking", *user):
        wait_until(path.exists)
        query = ["mariadb", "--no-defaults", f"--socket={path}", "-u", "root", "-e", "CREATE DATABASE wordpress"]
        wait_until(lambda: subprocess.run(query, capture_output=True).returncode == 0)
        yield path


def install(folder, sock, url, archive):
    site = folder / "site"
    shutil.copytree(WORDPRESS, site, symlinks=False, ignore_dangling_symlinks=True)
    (site / "wp-config.php").unlink(missing_ok=True)
    (site / "wp-config.php").write_text(f"""<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:{sock}');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', ''); define('WP_HOME', '{url}'); define('WP_SITEURL', '{url}');
define('AUTH_KEY', 'a'); define('SECURE_AUTH_KEY', 'b'); define('LOGGED_IN_KEY', 'c'); define('NONCE_KEY', 'd');
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true); define('WP_DEBUG', true); define('WP_DEBUG_DISPLAY', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
""")
    # What a plugin with the WP Consent API provides, as far as the visitor's request says.
    (site / "wp-content/mu-plugins").mkdir()
    (site / "wp-content/mu-plugins/consent.php").write_text(
        "<?php if (isset($_GET['consent'])) { function wp_has_consent($category) { return $_GET['consent'] === $category; } }")
    with zipfile.ZipFile(archive) as plugin:
        plugin.extractall(site / "wp-content/plugins")
    subprocess.run(["php", "-r", """
        define('WP_INSTALLING', true);
        require $argv[1] . '/wp-load.php';
        require_once ABSPATH . 'wp-admin/includes/upgrade.php';
        require_once ABSPATH . 'wp-admin/includes/plugin.php';
        wp_install('A clinic', 'owner', 'owner@clinic.example', true, '', 'secret-of-the-test');
        $fault = activate_plugin('mta-chat/mta-chat.php');
        if (is_wp_error($fault)) { fwrite(STDERR, $fault->get_error_message()); exit(1); }
        """, str(site)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {"HTTP_HOST": "127.0.0.1"})
    return site


def run(proof):
    if not WORDPRESS.exists():
        proof.check("WordPress is here (Debian: wordpress, mariadb-server, php-cli, php-mysql)", False)
        return
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mta-wordpress-"))
    try:
        archive = folder / "mta-chat.zip"
        subprocess.run(["sh", ROOT / "integrations/wordpress/pack.sh", archive], check=True)
        size = archive.stat().st_size
        proof.check("the plugin with the widget has at most 50 KB", size <= MOST_BYTES, f"{size} bytes")
        path = ROOT / "tests/widget/run.py"
        spec = importlib.util.spec_from_file_location("widget_run", path)
        widget = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(widget)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        with database(folder) as sock:
            site = install(folder, sock, url, archive)
            with process("php", "-S", f"127.0.0.1:{port}", "-t", str(site), env=os.environ | {"PHP_CLI_SERVER_WORKERS": "4"}):
                wait_until(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0)
                os.environ["WORDPRESS_URL"] = url
                passed, failed = widget.run("chromium", [ROOT / "tests/proof/wordpress.test.mjs"])
        proof.check("settings page, chat on the site, where it is shown, consent", failed == 0, f"{passed} passed, {failed} failed")
        proof.measured(f"plugin {size} bytes, WordPress {(WORDPRESS / 'wp-includes/version.php').read_text().split('wp_version = ')[1].split(';')[0]}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
