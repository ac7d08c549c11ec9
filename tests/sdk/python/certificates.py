"""Device certificates made on the spot with the openssl command: self-signed ones, and ones signed by a group's own CA."""

import base64
import hashlib
import subprocess
from pathlib import Path

from azure.iot.device import X509


class Certificate:
    def __init__(self, folder, name):
        self.file = Path(folder) / f"{name}.pem"
        self.key_file = Path(folder) / f"{name}.key"

    @property
    def pem(self):
        return self.file.read_text()

    @property
    def for_sdk(self):
        return X509(str(self.file), str(self.key_file))

    def _der(self):
        lines = self.pem.strip().splitlines()
        return base64.b64decode("".join(lines[1 : lines.index("-----END CERTIFICATE-----")]))

    @property
    def sha1(self):
        return hashlib.sha1(self._der()).hexdigest().upper()

    @property
    def sha256(self):
        return hashlib.sha256(self._der()).hexdigest().upper()


def self_signed(folder, common_name):
    """A certificate that answers for itself, as a device without a CA has it."""
    certificate = Certificate(folder, common_name)
    _openssl("req", "-x509", *_new_key(certificate), "-days", "2", "-out", certificate.file, "-subj", f"/CN={common_name}")
    return certificate


def authority(folder, common_name):
    """A signing certificate for an enrollment group."""
    return self_signed(folder, common_name)


def intermediate(folder, issuer, common_name):
    """A signing certificate that is itself signed by an authority."""
    return signed_by(folder, issuer, common_name, "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n")


def version_1(folder, common_name):
    """A certificate as openssl makes it when nobody names an extension."""
    certificate = Certificate(folder, common_name)
    request = Path(folder) / f"{common_name}.csr"
    _openssl("req", "-new", *_new_key(certificate), "-out", request, "-subj", f"/CN={common_name}")
    _openssl("x509", "-req", "-in", request, "-signkey", certificate.key_file, "-days", "2", "-out", certificate.file)
    return certificate


OF_DEVICE = "basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth\n"


def signed_by(folder, issuer, common_name, extensions_of=OF_DEVICE):
    """A certificate of that authority, usually a device's; its file holds the chain, as devices present it."""
    certificate = Certificate(folder, common_name)
    request, extensions = Path(folder) / f"{common_name}.csr", Path(folder) / "device.ext"
    # Without any extension openssl makes certificates of version 1, which today's TLS libraries refuse.
    extensions.write_text(extensions_of)
    _openssl("req", "-new", *_new_key(certificate), "-out", request, "-subj", f"/CN={common_name}")
    _openssl(
        "x509", "-req", "-in", request, "-CA", issuer.file, "-CAkey", issuer.key_file, "-CAcreateserial",
        "-days", "2", "-out", certificate.file, "-extfile", extensions,
    )
    certificate.file.write_text(certificate.pem + issuer.pem)
    return certificate


def _new_key(certificate):
    return "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", certificate.key_file


def _openssl(*arguments):
    result = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
