"""A key server: OpenBao itself, over TLS, with a transit engine."""

import datetime
import http.client
import ipaddress
import json
import pathlib
import ssl
import subprocess
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from instance import free_port, wait_until

PROGRAM = pathlib.Path(sys.executable).with_name("bao")
# What a worker needs, and what whoever looks after keys needs besides.
WORKER = ["decrypt"]
KEEPER = ["decrypt", "encrypt", "rewrap", "datakey/wrapped"]


def certificate(path: pathlib.Path) -> None:
    """Writes PATH.pem, which vouches for itself on loopback, and its key PATH.key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, path.name)])
    now = datetime.datetime.now(datetime.UTC)
    loopback = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(loopback, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.with_suffix(".pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    path.with_suffix(".key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


class KeyServer:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.port = free_port()
        self.address = f"https://127.0.0.1:{self.port}"
        certificate(folder / "server")
        self.authorities = folder / "server.pem"
        (folder / "data").mkdir()
        (folder / "bao.hcl").write_text(f"""
            storage "raft" {{
                path = "{folder}/data"
                node_id = "one"
            }}
            listener "tcp" {{
                address = "127.0.0.1:{self.port}"
                cluster_address = "127.0.0.1:{free_port()}"
                tls_cert_file = "{folder}/server.pem"
                tls_key_file = "{folder}/server.key"
            }}
            api_addr = "{self.address}"
            cluster_addr = "https://127.0.0.1:{free_port()}"
        """)
        self.process = None
        self.launch()
        made = self.ask("PUT", "sys/init", secret_shares=1, secret_threshold=1)
        self.unsealing, self.root = made["keys"][0], made["root_token"]
        self.unseal()
        self.ask("POST", "sys/mounts/transit", type="transit")
        self.ask("POST", "transit/keys/agentor")

    def launch(self):
        """Starts it, sealed once it was made."""
        with (self.folder / "bao.log").open("a") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "server", f"-config={self.folder}/bao.hcl"], stdout=log, stderr=log, cwd=self.folder
            )
        wait_until(self.answers, 60, "the key server answers")

    def answers(self) -> bool:
        assert self.process.poll() is None, (self.folder / "bao.log").read_text()
        try:
            return self.send("GET", "sys/seal-status")[0] == 200
        except OSError:
            return False

    def unseal(self):
        self.ask("PUT", "sys/unseal", key=self.unsealing)
        wait_until(lambda: self.send("GET", "sys/health")[0] == 200, 60, "the key server is its own leader")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def send(self, method: str, path: str, **body) -> tuple[int, dict]:
        context = ssl.create_default_context(cafile=self.authorities)
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=context)
        try:
            token = {"X-Vault-Token": self.root} if hasattr(self, "root") else {}
            connection.request(method, f"/v1/{path}", json.dumps(body) if method != "GET" else None, token)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        finally:
            connection.close()

    def ask(self, method: str, path: str, **body) -> dict:
        status, answer = self.send(method, path, **body)
        assert status in (200, 204), (path, status, answer)
        return answer

    def token(self, actions: list[str]) -> str:
        """One that may do these with the key, and nothing else."""
        name = "-".join(actions).replace("/", "-")
        rules = "".join(
            f'path "transit/{action}/agentor" {{ capabilities = ["update"] }}\n' for action in actions
        )
        self.ask("POST", f"sys/policies/acl/{name}", policy=rules)
        answer = self.ask("POST", "auth/token/create", policies=[name], no_default_policy=True, period="24h")
        return answer["auth"]["client_token"]

    def revoke(self, token: str):
        self.ask("POST", "auth/token/revoke", token=token)

    def rotate(self):
        self.ask("POST", "transit/keys/agentor/rotate")

    def plaintext(self, line: str) -> str:
        """The base64 of what a line wraps."""
        return self.ask("POST", "transit/decrypt/agentor", ciphertext=line)["data"]["plaintext"]
