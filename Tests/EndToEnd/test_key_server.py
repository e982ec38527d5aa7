"""The site's keys are wrapped by a key server: no key that opens anything is on the disk, workers ask once, when they
start, and go on without it."""

import base64
import os
import re
import signal
import subprocess
import types

import pytest

import sealed
from instance import Instance, free_port, wait_until
from key_server import KEEPER, WORKER, KeyServer, certificate
from test_databases import BINARY, agentor, environment
from visitor import Visitor


@pytest.fixture(scope="module")
def key_server(tmp_path_factory):
    server = KeyServer(tmp_path_factory.mktemp("bao"))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def site(key_server):
    """A site whose first key the server has made, and a channel in which somebody said something."""
    token = key_server.folder / "token"
    token.write_text(key_server.token(WORKER) + "\n")
    settings = {
        "AGENTOR_KEY_SERVER": key_server.address,
        "AGENTOR_KEY_SERVER_CA_FILE": str(key_server.authorities),
        "AGENTOR_KEY_SERVER_TOKEN_FILE": str(token),
    }
    keeper = key_server.folder / "keeper-token"
    keeper.write_text(key_server.token(KEEPER))
    instance = Instance("--empty", **settings)
    keeping = settings | {"AGENTOR_KEY_SERVER_TOKEN_FILE": str(keeper)}
    try:
        made = agentor("keys", "new", **keeping)
        assert made.returncode == 0, made.stderr
        (instance.data / "key").write_text(made.stdout)
        instance.start()
        ada = Visitor(instance, "Ada Wrapped").sign_up().onboard()
        slug = ada.create_channel("Wrapped talk")
        ada.say(slug, "Said at first")
        yield types.SimpleNamespace(
            instance=instance, ada=ada, slug=slug, token=token, key=instance.data / "key",
            keeping=environment(instance) | keeping, unreachable=beginning_without_server(instance),
        )
        assert instance.stop() == 0, instance.command.output
    finally:
        if instance.command and instance.command.process.poll() is None:
            instance.stop()
        instance.remove()


def beginning_without_server(instance) -> subprocess.Popen:
    """A worker whose key server is nowhere. It takes half a minute to give up."""
    settings = environment(instance) | {"AGENTOR_KEY_SERVER": f"https://127.0.0.1:{free_port()}"}
    return subprocess.Popen(
        [BINARY, "serve", "--socket", str(instance.data / "other.sock")], env=os.environ | settings, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def end_workers(instance):
    """The supervisor begins others in their place."""
    workers = set(instance.workers())
    for worker in workers:
        os.kill(worker, signal.SIGTERM)
    wait_until(lambda: workers.isdisjoint(instance.workers()), 30, "the workers end")


def restart(instance):
    end_workers(instance)
    instance.recover()


def boxes(instance) -> str:
    return instance.sql(sealed.KEYS + " order by 1")


def opened(site, key_server) -> str:
    """What was said at first, by the description in docs/security.md and what the server says of the lines."""
    file = key_server.folder / "plain"
    lines = [base64.b64decode(key_server.plaintext(line)).hex() for line in site.key.read_text().split()]
    file.write_text("\n".join(lines))
    place = site.instance.sql(
        f"select {sealed.MESSAGE} from messaging.messages m join messaging.channels c on c.id = m.channel_id "
        f"where c.slug = '{site.slug}' and m.seq = 1"
    )
    return sealed.Keys(file, boxes(site.instance).split()).open(place)


def test_what_is_sealed_opens_with_the_key_the_server_has_wrapped_and_with_no_other(site, key_server):
    assert re.fullmatch(r"vault:v1:[A-Za-z0-9+/=]+\n", site.key.read_text())
    assert opened(site, key_server) == "Said at first"
    restart(site.instance)
    site.ada.say(site.slug, "Said to other workers")
    assert site.ada.log(site.slug) == ["Said at first", "Said to other workers"]
    state = agentor("keys", **environment(site.instance))
    assert state.returncode == 0, state.stderr
    assert re.search(rf"^keys from +AGENTOR_KEY_FILE, {site.key}$", state.stdout, re.MULTILINE)
    assert re.search(rf"^key server +{key_server.address}, transit/agentor$", state.stdout, re.MULTILINE)
    assert re.search(r"^key 1 +wrapped by version 1 of the server's key$", state.stdout, re.MULTILINE)
    seen = agentor("doctor", **environment(site.instance))
    assert re.search(r"^fine +Key server: .* opens all keys", seen.stdout, re.MULTILINE), seen.stdout


def test_the_newest_version_wraps_the_same_keys_and_the_old_one_can_be_forbidden(site, key_server):
    before = boxes(site.instance)
    first = site.key.read_text().strip()
    # Beside what the server has made, one that was in plain.
    plain = "ab" * 32
    site.key.write_text(f"{first}\n{plain}\n")
    key_server.rotate()
    done = agentor("keys", "rewrap", **site.keeping)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.split()
    assert [line[:9] for line in lines] == ["vault:v2:", "vault:v2:"]
    assert site.key.read_text() == f"{first}\n{plain}\n"
    assert key_server.plaintext(lines[0]) == key_server.plaintext(first)
    assert base64.b64decode(key_server.plaintext(lines[1])).hex() == plain
    site.key.write_text(done.stdout)
    key_server.ask("POST", "transit/keys/agentor/config", min_decryption_version=2)
    restart(site.instance)
    assert site.ada.log(site.slug)[0] == "Said at first"
    assert boxes(site.instance) == before

    # What was wrapped before is of no use any more. As the first line it is told, and below it leaves the others alone.
    for content, code in ((f"{first}\n{lines[0]}\n", 1), (f"{lines[0]}\n{first}\n", 0)):
        site.key.write_text(content)
        state = agentor("keys", **environment(site.instance))
        assert (state.returncode, "version is disallowed by policy" in state.stderr) == (code, True), state
        left = agentor("keys", "rewrap", **site.keeping)
        assert left.returncode == 1 and first in left.stdout.split() and "is left as it was" in left.stderr
    restart(site.instance)
    assert site.ada.log(site.slug)[0] == "Said at first"
    assert "a key cannot be opened by the key server" in site.instance.log()
    seen = agentor("doctor", **environment(site.instance))
    assert re.search(r"^WARNING +Key server: .*does not open these keys: 2 ", seen.stdout, re.MULTILINE)
    site.key.write_text(lines[0] + "\n")
    restart(site.instance)


def test_a_new_key_of_the_servers_wraps_all_data_keys(site, key_server):
    before = boxes(site.instance)
    made = agentor("keys", "new", **site.keeping)
    assert made.returncode == 0, made.stderr
    site.key.write_text(made.stdout + site.key.read_text())
    restart(site.instance)
    done = agentor("keys", "rotate", **environment(site.instance))
    assert done.returncode == 0 and "are wrapped by the first key" in done.stdout, done.stderr
    acts = site.instance.sql("select action from agentor.audit_log where action like 'keys.%' order by number").split()
    assert acts[-2:] == ["keys.made", "keys.rotated"] and "keys.rewrapped" in acts, acts
    assert boxes(site.instance) != before
    assert opened(site, key_server) == "Said at first"
    site.key.write_text(made.stdout)
    restart(site.instance)
    assert site.ada.log(site.slug)[0] == "Said at first"


def test_a_site_serves_on_without_the_server_and_its_workers_begin_when_it_is_back(site, key_server):
    key_server.stop()
    other = site.ada.create_channel("Talk without a server")
    site.ada.say(other, "Nobody was asked")
    assert site.ada.log(other) == ["Nobody was asked"]
    assert site.ada.log(site.slug)[0] == "Said at first"
    asked = agentor("keys", **environment(site.instance))
    assert asked.returncode == 1
    assert re.fullmatch(rf"Error: The key server {key_server.address} cannot be asked: .*\.\n", asked.stderr)
    seen = agentor("doctor", **environment(site.instance))
    assert seen.returncode == 1
    assert re.search(r"^BROKEN +Key server: The key server .* cannot be asked", seen.stdout, re.MULTILINE)
    assert re.search(r"^fine +Settings: ", seen.stdout, re.MULTILINE)

    end_workers(site.instance)
    wait_until(lambda: "the keys are not opened yet" in site.instance.log(), 20, "the workers wait")
    assert not site.instance.is_healthy()
    key_server.launch()
    wait_until(lambda: "503 Vault is sealed" in site.instance.log(), 60, "the workers are told that it is sealed")
    key_server.unseal()
    site.instance.recover()
    assert site.ada.log(other) == ["Nobody was asked"]


def test_a_token_that_was_revoked_keeps_workers_from_beginning_until_there_is_another(site, key_server):
    key_server.revoke(site.token.read_text().strip())
    site.ada.say(site.slug, "Said after it was revoked")
    end_workers(site.instance)
    words = "does not let this token use its key agentor at transit: 403 permission denied"
    wait_until(lambda: words in site.instance.log(), 30, "the workers say why they end")
    site.token.write_text(key_server.token(WORKER))
    site.instance.recover()
    assert site.ada.log(site.slug)[-1] == "Said after it was revoked"


def test_whatever_is_wrong_with_the_server_is_one_line(site, key_server, directory):
    known = environment(site.instance)
    certificate(directory / "other")
    for changes, words in [
        ({"AGENTOR_KEY_SERVER_CA_FILE": str(directory / "other.pem")}, "cannot be asked: SSL certificate problem"),
        ({"AGENTOR_KEY_SERVER_CA_FILE": ""}, "cannot be asked: SSL certificate problem"),
        ({"AGENTOR_KEY_SERVER": f"https://localhost:{key_server.port}"}, "cannot be asked: SSL: no alternative"),
        ({"AGENTOR_KEY_SERVER": f"http://127.0.0.1:{key_server.port}"}, "answers with status 400, and not as"),
        ({"AGENTOR_KEY_SERVER": site.instance.base}, "answers with status 404, and not as a key server does"),
        ({"AGENTOR_KEY_SERVER_KEY": "other"}, "does not let this token use its key other at transit: 403"),
    ]:
        told = agentor("keys", **(known | changes))
        assert told.returncode == 1, told.stderr
        assert re.fullmatch(r"Error: The key server http\S+ .*\.\n", told.stderr), told.stderr
        assert words in told.stderr
    root = directory / "root"
    root.write_text(key_server.root)
    known["AGENTOR_KEY_SERVER_TOKEN_FILE"] = str(root)
    for changes, words in [
        ({"AGENTOR_KEY_SERVER_KEY": "other"}, "cannot use its key other at transit: 400 encryption key not found."),
        ({"AGENTOR_KEY_SERVER_MOUNT": "other"}, "has no transit engine at other: 404 no handler for route"),
    ]:
        told = agentor("keys", **(known | changes))
        assert told.returncode == 1 and words in told.stderr, told.stderr
    assert agentor("keys", **known).returncode == 0


def test_keys_and_token_can_be_credentials_of_systemds(site, directory):
    (directory / "agentor.keys").write_text(site.key.read_text())
    (directory / "agentor.key-server-token").write_text(site.token.read_text())
    known = environment(site.instance) | {"CREDENTIALS_DIRECTORY": str(directory)}
    twice = agentor("keys", **known)
    assert twice.returncode != 0 and "the credential agentor.keys, not several" in twice.stderr
    state = agentor("keys", **(known | {"AGENTOR_KEY_FILE": "", "AGENTOR_KEY_SERVER_TOKEN_FILE": ""}))
    assert state.returncode == 0, state.stderr
    assert re.search(r"^keys from +the credential agentor.keys$", state.stdout, re.MULTILINE)


def test_a_worker_that_finds_no_server_gives_up_and_says_why(site):
    _, told = site.unreachable.communicate(timeout=90)
    assert site.unreachable.returncode == 1
    *attempts, last = told.splitlines()
    assert re.fullmatch(r"Error: The key server https://127.0.0.1:\d+ cannot be asked: .*\.", last), told
    assert len(attempts) > 3 and all("the keys are not opened yet" in line for line in attempts)


def test_neither_keys_nor_token_are_in_any_log(site, key_server):
    lines = site.key.read_text().split()
    secrets = [site.token.read_text().strip()]
    for line in lines:
        plain = key_server.plaintext(line)
        secrets += [plain, base64.b64decode(plain).hex()]
    logs = site.instance.log() + site.instance.log("nginx") + site.instance.command.output
    assert "cannot be asked" in logs
    for secret in secrets:
        assert secret not in logs
    on_disk = subprocess.run(["grep", "-rlF", *(f"-e{secret}" for secret in secrets[1:]), site.instance.data])
    assert on_disk.returncode == 1
