"""An SMTP server that does as a test tells it."""

import asyncio
import contextlib
import email
import email.policy
import socket

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from instance import free_port, wait_until

USER, PASSWORD = "agentor", "p@ss word/with:signs"


class Conversation(SMTP):
    """One connection, which may end badly."""

    told: "MailServer"

    async def _handle_client(self):
        if self.told.behaviour == "silent":
            await self.told.silence()
        await super()._handle_client()

    async def smtp_DATA(self, argument):
        if self.told.behaviour == "drops":
            self.told.attempts.append(None)
            await self.push("354 Go on")
            self.transport.abort()
            return
        await super().smtp_DATA(argument)

    async def smtp_QUIT(self, argument):
        if self.told.behaviour == "stalls at the end":
            await self.told.silence()
        await super().smtp_QUIT(argument)


class MailServer:
    """Behaviours: accepts; refuses (550 for the recipient), refuses the mail (554), refuses the sender (550);
    is busy (451), silent (not even a greeting), stalls (never says whether it took the mail), stalls at the end (took
    it), drops (the connection, within the mail), forgets (drops it after the mail, which it took)."""

    def __init__(self, host: str = "127.0.0.1", **options):
        self.host = host
        self.port = free_port()
        self.behaviour = "accepts"
        self.mails: list = []
        # Also those that were not accepted, as far as they came.
        self.attempts: list = []
        self.users: list[str] = []
        self._options = options
        self._releases = 0
        self._controller = None

    @property
    def url(self) -> str:
        return f"smtp://{self.host}:{self.port}"

    def start(self):
        class Listening(Controller):
            def factory(self):
                conversation = Conversation(self.handler, **self.SMTP_kwargs)
                conversation.told = self.handler
                return conversation

        self._controller = Listening(
            self,
            hostname=self.host,
            port=self.port,
            authenticator=self._authenticate,
            auth_require_tls=False,
            **self._options,
        )
        self._controller.start()
        return self

    def stop(self):
        self.release()
        self._controller.stop(no_assert=True)

    def wait_for(self, count: int, seconds: float = 15):
        """Waits until so many mails were accepted; returns them, decoded."""
        wait_until(lambda: len(self.mails) >= count, seconds, f"{count} mails arrive")
        assert len(self.mails) == count
        return self.mails

    def wait_for_attempts(self, count: int, seconds: float = 15):
        wait_until(lambda: len(self.attempts) >= count, seconds, f"{count} attempts are made")

    # What aiosmtpd asks

    def _authenticate(self, server, session, envelope, mechanism, data):
        user, password = data.login.decode(), data.password.decode()
        self.users.append(user)
        return AuthResult(success=(user, password) == (USER, PASSWORD), handled=False)

    async def silence(self):
        releases = self._releases
        while releases == self._releases:
            await asyncio.sleep(0.02)

    def release(self):
        """Ends every silence."""
        self._releases += 1

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.behaviour == "refuses the sender":
            return f"550 5.1.8 <{address}> is not welcome"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.behaviour == "refuses":
            return f"550 5.1.1 <{address}>: no such mailbox"
        if self.behaviour == "is busy":
            return f"451 4.3.2 <{address}>: try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        mail.source = envelope.original_content
        mail.envelope = (envelope.mail_from, envelope.rcpt_tos)
        self.attempts.append(mail)
        if self.behaviour == "refuses the mail":
            return "554 5.7.1 This does not look like a letter"
        if self.behaviour == "stalls":
            await self.silence()
            if self.behaviour != "accepts":
                return "451 4.3.0 Not now"
        self.mails.append(mail)
        if self.behaviour == "forgets":
            server.transport.abort()
        return "250 OK"


@contextlib.contextmanager
def running(server: MailServer):
    server.start()
    try:
        yield server
    finally:
        server.stop()


def own_address() -> str | None:
    """An address of this machine that is not loopback; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = probe.getsockname()[0]
        return None if address.startswith("127.") else address
