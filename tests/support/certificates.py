"""Certificate authorities and the certificates of servers, made when a test needs them."""

import datetime
import ssl
import subprocess

import trustme

DAY = datetime.timedelta(days=1)
EXPIRED = {"not_before": datetime.datetime.now() - 3 * DAY, "not_after": datetime.datetime.now() - DAY}
NOT_YET_VALID = {"not_before": datetime.datetime.now() + DAY, "not_after": datetime.datetime.now() + 3 * DAY}


class Authority:
    def __init__(self, folder):
        self._authority = trustme.CA()
        folder.mkdir()
        self.file = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(self.file)

    def make_hashed_folder(self, folder):
        """As OpenSSL looks for an authority: in a file that is named by the hash of its subject."""
        digest = subprocess.run(["openssl", "x509", "-in", self.file, "-noout", "-subject_hash"],
                                capture_output=True, text=True, check=True).stdout.strip()
        folder.mkdir()
        self._authority.cert_pem.write_to_path(folder / f"{digest}.0")
        return folder

    def server(self, *hosts, **options):
        """The TLS of a server with a certificate for these names and addresses."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(*hosts, **options).configure_cert(context)
        context.set_alpn_protocols(["h2", "http/1.1"])
        return context
