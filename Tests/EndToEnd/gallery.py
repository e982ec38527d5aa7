"""Every page of the site as it was served, and windows to look at it."""

import datetime
import re
import urllib.parse

from authenticator import Authenticator
from instance import ROOT
from sent_files import FILE, PDF, links_to, picture, send, send_picture, show_work, submit_form
from visitor import PASSWORD, Visitor, handle_of, next_address

# With the status each is answered with.
PAGES = {
    "home": 200,
    "home, signed in": 200,
    "sign-up": 200,
    "sign-up with errors": 422,
    "sign-up, code": 200,
    "sign-up, code with errors": 422,
    "sign-up, nothing begun": 410,
    "sign-in": 200,
    "sign-in with errors": 422,
    "sign-in refused": 422,
    "sign-in, locked, refused": 429,
    "sign-in, code asked for": 200,
    "sign-in, code asked for with errors": 422,
    "sign-in, code": 200,
    "sign-in, code with errors": 422,
    "sign-in, second factor": 200,
    "sign-in, second factor with errors": 422,
    "unlock": 200,
    "unlock, sent": 200,
    "forgot password": 200,
    "forgot password, sent": 200,
    "reset password": 200,
    "reset password with errors": 422,
    "reset password, second factor": 200,
    "link, sign-up": 200,
    "link, sign-up elsewhere": 200,
    "link, sign-up elsewhere refused": 422,
    "link, unlock": 200,
    "link, email": 200,
    "link, email confirmed": 200,
    "link, undo": 200,
    "link, keep": 200,
    "link, ended": 410,
    "terms": 200,
    "terms changed": 200,
    "provider, create account": 200,
    "provider, create account with errors": 422,
    "provider, connect": 200,
    "provider, unverified": 422,
    "provider, cancelled": 403,
    "provider, connected already": 409,
    "suspended": 403,
    "account": 200,
    "account, handle": 200,
    "account, handle with errors": 422,
    "account, changing email": 200,
    "prove": 200,
    "prove with errors": 422,
    "prove, second factor": 200,
    "prove, mail": 200,
    "prove, mail sent": 200,
    "prove, handed back": 403,
    "name": 200,
    "name with errors": 422,
    "picture": 200,
    "picture with errors": 422,
    "picture, set": 200,
    "channel, picture": 200,
    "your files": 200,
    "file, delete": 200,
    "password": 200,
    "password with errors": 422,
    "password, first": 200,
    "email": 200,
    "email with errors": 422,
    "email, sent": 200,
    "sessions": 200,
    "sessions, several": 200,
    "second factor": 200,
    "second factor, set up": 200,
    "second factor, set up with errors": 422,
    "second factor, codes": 200,
    "second factor, on": 200,
    "connections": 200,
    "connections, connected": 200,
    "delete": 200,
    "deleted": 200,
    "keep": 200,
    "mailbox": 200,
    "mail": 200,
    "styleguide": 200,
    "onboarding": 200,
    "onboarding, begun": 200,
    "onboarding, agent step": 200,
    "onboarding, agent step with errors": 422,
    "onboarding, optional step": 200,
    "onboarding, agent check": 200,
    "onboarding, client step": 200,
    "onboarding, client check": 200,
    "agent profile": 200,
    "agent profile with errors": 422,
    "client profile": 200,
    "client profile with errors": 422,
    "agent profile, changed meanwhile, refused": 422,
    "own profile, unseen": 200,
    "own profile, published": 200,
    "own profile, changed": 200,
    "profile, preview": 200,
    "profile, withdraw": 200,
    "profile, version": 200,
    "agent": 200,
    "agent, for a stranger": 200,
    "agent, hard to lay out": 200,
    "agents": 200,
    "agents, for a stranger": 200,
    "agents, looked for": 200,
    "agents, nobody": 200,
    "agents, ordered": 200,
    "agents, of a saved search": 200,
    "saved people": 200,
    "saved people, nobody": 200,
    "saved people, note": 200,
    "saved people, note with errors": 422,
    "saved people, remove": 200,
    "search": 200,
    "search, with what is kept": 200,
    "search, found": 200,
    "search, nothing found": 200,
    "search, people": 200,
    "search, services": 200,
    "search, services, nothing found": 200,
    "search, people, with errors": 422,
    "search with errors": 422,
    "search, save": 200,
    "search, save with errors": 422,
    "saved searches": 200,
    "saved searches, none": 200,
    "saved search, new": 200,
    "saved search, new, with errors": 422,
    "saved search, name": 200,
    "saved search, feed": 200,
    "saved search, feed made": 200,
    "saved search, remove": 200,
    "dashboard, of an agent": 200,
    "dashboard, with what is saved": 200,
    "works, none": 200,
    "works": 200,
    "work, new": 200,
    "work, new, with errors": 422,
    "work, edit": 200,
    "work, delete": 200,
    "work": 200,
    "work, for a stranger": 200,
    "work, hard to lay out": 200,
    "service, with a picture, edit": 200,
    "service, with a picture": 200,
    "files, shown": 200,
    "services, none": 200,
    "services": 200,
    "service, new": 200,
    "service, new, with errors": 422,
    "service, edit": 200,
    "service": 200,
    "service, hard to lay out": 200,
    "conversation, about a service": 200,
    "dashboard, new": 200,
    "dashboard": 200,
    "channels, new": 200,
    "channels": 200,
    "channels, looked for": 200,
    "channels, none found": 200,
    "channels, left": 200,
    "channels, none left": 200,
    "folders": 200,
    "folders with errors": 422,
    "folder": 200,
    "folder, remove": 200,
    "channel, folder": 200,
    "channels, in folders": 200,
    "channels, of a folder": 200,
    "new channel": 200,
    "new channel with errors": 422,
    "channel, empty": 200,
    "channel": 200,
    "channel, earlier": 200,
    "channel, around a message": 200,
    "channel, a day without messages": 200,
    "channel, day refused": 422,
    "channel, with news": 200,
    "channel, with news above": 200,
    "log, around a message": 200,
    "message": 200,
    "message, one's own": 200,
    "message, with a look-alike": 200,
    "message, with reactions": 200,
    "message, reaction refused": 422,
    "channel, with reactions": 200,
    "log, with reactions": 200,
    "channel, message refused": 422,
    "messages, empty": 200,
    "messages, handle refused": 422,
    "messages": 200,
    "messages, unread first": 200,
    "messages, requests": 200,
    "messages, archive": 200,
    "conversation, new": 200,
    "conversation, new, with errors": 422,
    "conversation, to a stranger": 200,
    "conversation": 200,
    "conversation, refused": 422,
    "conversation, requested": 200,
    "conversation, requested, with contact data": 200,
    "conversation, held": 200,
    "conversation, held, taken away": 200,
    "conversation, awaited": 200,
    "conversation, closed": 200,
    "group, new": 200,
    "group, new, with errors": 422,
    "group": 200,
    "group, refused": 422,
    "group, requested": 200,
    "group, closed": 200,
    "group, leaving": 200,
    "messages, group refused": 422,
    "who may write": 200,
    "what reaches me": 200,
    "what reaches me, with errors": 422,
    "notifications": 200,
    "notifications, of a stranger": 200,
    "level": 200,
    "being there": 200,
    "being there, with errors": 422,
    "a message that was seen": 200,
    "who may write, with errors": 422,
    "thread, empty": 200,
    "thread": 200,
    "thread, refused": 422,
    "threads": 200,
    "channel, with threads": 200,
    "channel, quoting": 200,
    "slow mode": 200,
    "slow mode, with errors": 422,
    "kept for": 200,
    "kept for, with errors": 422,
    "thread, live": 200,
    "members": 200,
    "members, nobody found": 200,
    "member": 200,
    "member with errors": 422,
    "member, remove": 200,
    "member, ban": 200,
    "member, ban with errors": 422,
    "bans": 200,
    "bans, nobody": 200,
    "record": 200,
    "channel settings": 200,
    "channel settings with errors": 422,
    "channel, who may do what": 200,
    "channel, who can join": 200,
    "channel, going on the web": 200,
    "channel, on the web": 200,
    "channel, on the web, for a stranger": 200,
    "channel, on the web, earlier": 200,
    "channel, on the web, with an account": 200,
    "channel, on the web, empty": 200,
    "thread, on the web": 200,
    "message, on the web": 200,
    "channels, for a stranger": 200,
    "channels, for a stranger, none found": 200,
    "feed of what is unread": 200,
    "feed of what is unread, made": 200,
    "notices in this browser": 200,
    "notices in this browser, told": 200,
    "notices in this browser, with errors": 422,
    "channel, address": 200,
    "channel, address with errors": 422,
    "channel, archive": 200,
    "channel, archived": 200,
    "channel, withheld": 200,
    "channel settings, withheld": 200,
    "channel, of a guest": 200,
    "join, kept out": 403,
    "invite": 200,
    "invite with errors": 422,
    "unsubscribe, from invitations": 200,
    "invitation link": 200,
    "invitation link, made": 200,
    "ask to join": 200,
    "ask to join, with errors": 422,
    "ask to join, asked": 200,
    "ask to join, declined": 200,
    "invitations, asked": 200,
    "members, asked": 200,
    "channel, asked": 200,
    "channel, requests": 200,
    "channel, no requests": 200,
    "notifications, of requests": 200,
    "newcomers": 200,
    "newcomers, waiting": 200,
    "waiting": 200,
    "waiting, nothing": 200,
    "channel, waiting": 200,
    "scheduled, waiting": 200,
    "member, messages": 200,
    "member, messages with errors": 422,
    "member, messages taken away": 200,
    "message, take away": 200,
    "thread, locked": 200,
    "thread, locked, of a member": 200,
    "invitations, none": 200,
    "invitations": 200,
    "join by a link": 200,
    "channel, formatted": 200,
    "message, formatted": 200,
    "message, edit": 200,
    "message, edit with errors": 422,
    "message, edit of another version, refused": 422,
    "message, edit of a deleted one, refused": 422,
    "message, edited": 200,
    "message, history": 200,
    "message, delete": 200,
    "message, deleted": 200,
    "live, formatted": 200,
    "channel, with a draft": 200,
    "channel, with pins": 200,
    "pins": 200,
    "pins, none": 200,
    "message, pinned and kept": 200,
    "reports, none": 200,
    "reports": 200,
    "report": 200,
    "report, with errors": 422,
    "report, once more": 200,
    "report, person": 200,
    "report, service": 200,
    "report, channel": 200,
    "report, file": 200,
    "report, work": 200,
    "file, reported": 200,
    "work, reported": 200,
    "message, with files to report": 200,
    "file, hidden, own": 200,
    "channel, with a hidden file": 200,
    "works, hidden": 200,
    "case, file": 200,
    "case, work": 200,
    "decided, none": 200,
    "decided": 200,
    "decided, filtered": 200,
    "decided, nothing": 200,
    "channel, reported": 200,
    "moderation": 200,
    "moderation, without a second factor": 403,
    "case": 200,
    "case, taken": 200,
    "case, with errors": 422,
    "case, decided": 200,
    "case, decided meanwhile, refused": 422,
    "administration, without a second factor": 403,
    "administration": 200,
    "administration, people": 200,
    "administration, people, nobody": 200,
    "administration, person": 200,
    "administration, person, oneself": 200,
    "administration, see the site as somebody": 200,
    "administration, see the site as somebody with errors": 422,
    "view, today": 200,
    "view, messages": 200,
    "view, channels": 200,
    "view, account": 200,
    "view, profile": 200,
    "view, not shown": 403,
    "sessions, an administrator looked": 200,
    "administration, suspend": 200,
    "administration, suspend with errors": 422,
    "administration, person, suspended": 200,
    "administration, create": 200,
    "administration, waiting list": 200,
    "administration, invite": 200,
    "administration, admit": 200,
    "administration, channels": 200,
    "administration, hand over": 200,
    "administration, care": 200,
    "administration, limits": 200,
    "administration, limits, changed": 200,
    "administration, a limit": 200,
    "administration, a limit with errors": 422,
    "administration, a limit taken back": 200,
    "administration, health": 200,
    "administration, a rule": 200,
    "administration, a rule tried": 200,
    "administration, options": 200,
    "administration, offer one more": 200,
    "administration, offer one more with errors": 422,
    "administration, rename an option": 200,
    "administration, move an option": 200,
    "administration, keeping, nothing on hold": 200,
    "administration, keeping": 200,
    "administration, keep for": 200,
    "administration, keep for with errors": 422,
    "administration, hold": 200,
    "administration, two moderators": 200,
    "administration, two moderators with errors": 422,
    "administration, mail": 200,
    "administration, drop a mail": 200,
    "administration, log": 200,
    "administration, log, nothing": 200,
    "case, held": 200,
    "case, held, taken": 200,
    "case, hidden": 200,
    "case, proposed": 200,
    "case, proposed by another": 200,
    "case, of two": 200,
    "case, appealed": 200,
    "case, appealed, with errors": 422,
    "case, appeal decided": 200,
    "appeals": 200,
    "appeals, none": 200,
    "message, hidden": 200,
    "message, hidden, own": 200,
    "channel, with something hidden": 200,
    "decisions": 200,
    "decisions, none": 200,
    "decision": 200,
    "decision, with errors": 422,
    "decision, appealed": 200,
    "decision, taken back": 200,
    "silenced": 403,
    "blocks, nobody": 200,
    "blocks": 200,
    "block": 200,
    "mute": 200,
    "unblock": 200,
    "conversation, blocked": 200,
    "conversation, by a blocked one": 200,
    "conversation, never begun, blocked": 200,
    "thread, closed": 200,
    "message, of somebody blocked": 200,
    "channel, folded": 200,
    "log, folded": 200,
    "bookmarks": 200,
    "bookmarks, empty": 200,
    "send later": 200,
    "send later with errors": 422,
    "scheduled": 200,
    "scheduled, held": 200,
    "scheduled, empty": 200,
    "scheduled, change": 200,
    "scheduled, cancel": 200,
    "forward": 200,
    "forward with errors": 422,
    "dashboard, long words": 200,
    "channels, long words": 200,
    "channel, long words": 200,
    "channel, outside, long words": 200,
    "message, long words": 200,
    "account, long words": 200,
    "dashboard, right to left": 200,
    "channel, right to left": 200,
    "channel, outside": 200,
    "channel, leaving": 200,
    "channels, one left": 200,
    "private channel": 200,
    "live": 200,
    "live, empty": 200,
    "live, resumed": 200,
    "log": 200,
    "log, earlier": 200,
    "live, left": 404,
    "live, signed out": 401,
    "inbox, live": 200,
    "inbox, signed out": 401,
    "not found": 404,
    "not allowed": 405,
    "form not ours": 403,
    "form without a cookie": 403,
    "no cookies": 200,
    "database away": 503,
    "database away, words kept": 503,
    "malformed": 400,
    "unavailable": 503,
}
FRAMED = {
    "thread, live",
    "live",
    "live, empty",
    "live, resumed",
    "live, formatted",
    "log",
    "log, with reactions",
    "log, folded",
    "log, around a message",
    "log, earlier",
    "live, left",
    "live, signed out",
    "inbox, live",
    "inbox, signed out",
    "unavailable",
}


#: Messages with marks of all kinds, in both directions, and what is hard to lay out.
FORMATTED = (
    "Two things, **then**. The *name* sits ~~above~~ below, as in `label.svg`:\n\n- the red is the red of the lid\n"
    "- the lid\n  1. is quiet\n  2. stays\n\n> I would move the name up.\n> By a finger.\n\nSo it is.",
    "# What is set\n\n```\nwidth:  48 mm\n        " + "x" * 150 + "\n\nheight: 30 mm\n```\n\n---\n\n[The page](https://example.org/a) "
    "and https://example.org/" + "long-" * 40,
    "**شكراً** على *كل شيء*:\n\n- الأول\n- الثاني `code`\n\n> اقتباس",
    ">>>> " + "deep " * 20 + "\n\n- a\n  - b\n    - c\n      - " + "d" * 200,
)


def gallery_of(instance, github) -> dict:
    """Every page, by the names above. It is made once for an instance: what people decide in it stays."""
    return pages_of_the_site(instance) | pages_of_accounts(instance, github) | pages_of_agents(instance)


def pages_of_accounts(instance, github) -> dict:
    names = ("Gwen Guest", "Mia Moving", "Flo Factor", "Leo Leaving", "Sue Suspended", "Nan New")
    guest, mover, careful, leaver, suspended, newcomer = (Visitor(instance, name) for name in names)
    pages = {"sign-up, nothing begun": guest.get("/sign-up/confirm"), "terms": guest.get("/terms")}

    # Getting an account.
    draft = {"name": newcomer.name, "email": newcomer.email, "password": PASSWORD}
    newcomer.submit(newcomer.get("/sign-up").form("/sign-up"), draft)
    pages["sign-up, code"] = newcomer.get("/sign-up/confirm")
    code = pages["sign-up, code"].form("/sign-up/confirm")
    pages["sign-up, code with errors"] = newcomer.submit(code, {"code": "12"})
    link = instance.link(newcomer.email)
    pages["link, sign-up"] = newcomer.get(link)
    pages["link, sign-up elsewhere"] = guest.get(link)
    elsewhere = pages["link, sign-up elsewhere"].form("/confirm")
    pages["link, sign-up elsewhere refused"] = guest.submit(elsewhere, {"password": "some other password"})
    pages["link, ended"] = guest.get("/confirm?token=" + "0" * 64)

    # Signing in without a password that is known.
    for visitor in (mover, careful, leaver, suspended):
        visitor.sign_up().onboard()
    pages["sign-in, code asked for"] = guest.get("/sign-in/code?next=%2Fchannels")
    ask = pages["sign-in, code asked for"].form("/sign-in/code")
    pages["sign-in, code asked for with errors"] = guest.submit(ask, {})
    pages["sign-in, code"] = guest.follow(guest.submit(ask, {"email": mover.email}))
    code = pages["sign-in, code"].form("/sign-in/code/confirm")
    pages["sign-in, code with errors"] = guest.submit(code, {"code": "12345678"})
    pages["unlock"] = guest.get("/sign-in/unlock")
    pages["unlock, sent"] = guest.submit(pages["unlock"].form("/sign-in/unlock"), {"email": mover.email})
    pages["link, unlock"] = guest.get(instance.link(mover.email, "Unlock"))
    pages["forgot password"] = guest.get("/forgot-password")
    forgot = pages["forgot password"].form("/forgot-password")
    pages["forgot password, sent"] = guest.submit(forgot, {"email": mover.email})
    pages["reset password"] = guest.get(instance.link(mover.email, "password"))
    reset = pages["reset password"].form("/reset-password")
    pages["reset password with errors"] = guest.submit(reset, {"password": "short"})
    form = guest.get("/sign-in").form("/sign-in")
    for _ in range(11):
        locked = guest.submit(form, {"email": f"locked.{mover.email}", "password": "a wrong password"})
    pages["sign-in, locked, refused"] = locked

    # What one decides about an account.
    pages["account"] = mover.get("/account?done=name")
    pages["account, handle"] = mover.get("/account/handle")
    pages["account, handle with errors"] = mover.submit(
        pages["account, handle"].form("/account/handle"), {"handle": "supp0rt"}
    )
    for name in ("name", "password", "email"):
        pages[name] = mover.get(f"/account/{name}")
        entered = {"name": "", "current": "", "password": "Mia Moving 1", "email": mover.email}
        form = pages[name].form(f"/account/{name}")
        values = {field: entered[field] for field, _ in form.fields if field in entered}
        pages[f"{name} with errors"] = mover.submit(form, values)
    pages["sessions"] = mover.get("/account/sessions")
    Visitor(instance).sign_in(email=mover.email)
    pages["sessions, several"] = mover.get("/account/sessions?done=ended")
    pages["link, undo"] = guest.get(instance.link(mover.email, "new device"))
    form = pages["email"].form("/account/email")
    pages["email, sent"] = mover.follow(mover.submit(form, {"email": f"new.{mover.email}"}))
    pages["account, changing email"] = mover.get("/account")
    pages["link, email"] = guest.get(instance.link(f"new.{mover.email}"))
    pages["link, email confirmed"] = guest.submit(pages["link, email"].form("/confirm"), {})
    pages["prove"] = mover.get("/account/prove?next=%2Faccount%2Fpassword")
    form = pages["prove"].form("/account/prove")
    pages["prove with errors"] = mover.submit(form, {"password": "not the password"})
    long_ago(instance, mover.email)
    form = pages["email"].form("/account/email")
    pages["prove, handed back"] = mover.submit(form, {"email": "another@example.org"})
    instance.sql("update agentor.consents set version = '2000-01-01'" + whose(mover.email))
    pages["terms changed"] = mover.get("/terms/agree?next=%2Fdashboard")

    # The second factor.
    pages["second factor"] = careful.get("/account/second-factor")
    pages["second factor, set up"] = careful.get("/account/second-factor/set-up")
    form = pages["second factor, set up"].form("/account/second-factor/set-up")
    pages["second factor, set up with errors"] = careful.submit(form, {"code": "000000"})
    authenticator = Authenticator(re.search(r'class="secret">([A-Z2-7 ]+)<', pages["second factor, set up"].text)[1])
    pages["second factor, codes"] = careful.submit(form, {"code": authenticator.code()})
    pages["second factor, on"] = careful.get("/account/second-factor")
    pages["prove, second factor"] = careful.get("/account/prove")
    half = Visitor(instance)
    pages["sign-in, second factor"] = half.follow(half.sign_in(email=careful.email))
    form = pages["sign-in, second factor"].form("/sign-in/second-factor")
    pages["sign-in, second factor with errors"] = half.submit(form, {"code": "nothing"})
    half.submit(half.get("/forgot-password").form("/forgot-password"), {"email": careful.email})
    pages["reset password, second factor"] = half.get(instance.link(careful.email, "Choose"))

    # Leaving.
    pages["delete"] = leaver.get("/account/delete")
    pages["deleted"] = leaver.submit(pages["delete"].form("/account/delete"), {})
    leaver.sign_in()
    pages["keep"] = leaver.get("/account/keep")
    pages["link, keep"] = guest.get(instance.link(leaver.email, "will be deleted"))
    instance.sql(f"update agentor.accounts set suspended_at = now() where email = '{suspended.email}'")
    pages["suspended"] = Visitor(instance).sign_in(email=suspended.email)

    # Providers.
    def arrive_from_github(visitor, person, path="/sign-in/with/github"):
        """What is shown after coming back from GitHub; None is somebody who has cancelled there."""
        name = f"{person}@provider.example"
        people = [number for number, each in enumerate(github.people) if each.email == name]
        return visitor.get(github.authorize(visitor.get(path).location, people[0] if people else None))

    joining, connecting, unverified = Visitor(instance), Visitor(instance), Visitor(instance)
    pages["provider, create account"] = joining.follow(arrive_from_github(joining, "gil"))
    form = pages["provider, create account"].form("/sign-in/join")
    pages["provider, create account with errors"] = joining.submit(form, {"name": ""})
    pages["provider, cancelled"] = arrive_from_github(unverified, None)
    pages["provider, unverified"] = arrive_from_github(unverified, "eve")
    joining.submit(form, {"name": "Gil Gallery"})
    pages["connections, connected"] = joining.get("/account/connections?done=connected")
    pages["password, first"] = joining.get("/account/password")
    pages["prove, mail"] = joining.get("/account/prove")
    form = pages["prove, mail"].form("/account/prove")
    pages["prove, mail sent"] = joining.follow(joining.submit(form, {}))
    mover.submit(mover.get("/terms/agree").form("/terms/agree"), {})
    pages["connections"] = mover.get("/account/connections")
    owner = Visitor(instance, "Hal Halfway")
    owner.email = "hal@provider.example"
    owner.sign_up()
    pages["provider, connect"] = connecting.follow(arrive_from_github(connecting, "hal"))
    pages["provider, connected already"] = arrive_from_github(owner, "gil", "/account/connections/github/connect")

    pages["styleguide"] = guest.get("/styleguide")
    pages["mailbox"] = guest.get("/mailbox")
    pages["mail"] = guest.get(f"/mailbox/{instance.mails(newcomer.email)[0].name}")
    return pages


def pages_of_agents(instance) -> dict:
    agent, hard, client, stranger = (Visitor(instance, name) for name in ("Ag Ent", "W" * 100, "Cli Ent", "Str Anger"))
    client.sign_up().onboard()
    agent.sign_up().onboard_as_agent()
    pages = {"own profile, unseen": agent.get("/profile"), "profile, preview": agent.get("/profile/preview")}
    agent.publish()
    pages["own profile, published"] = agent.get("/profile?done=published")
    agent.save_profile({"headline": "Another headline", "about": FORMATTED[0], "links": "https://example.com/" + "x" * 200})
    pages["own profile, changed"] = agent.get("/profile")
    pages["profile, version"] = agent.get("/profile/versions/1")
    pages["profile, withdraw"] = agent.get("/profile/withdraw")
    agent.publish()
    form = agent.get("/onboarding/agent-profile").form("/onboarding/agent-profile")
    stale = {"headline": "unbroken" * 14, "revision": "0"}
    pages["agent profile, changed meanwhile, refused"] = agent.submit(form, stale)
    pages["services, none"] = agent.get("/profile/services")
    pages["service, new"] = agent.get("/profile/services/new")
    form = pages["service, new"].form("/profile/services/new")
    pages["service, new, with errors"] = agent.submit(form, {"title": "", "price": "x"})
    agent.offer({})
    agent.offer({"title": "A draft", "price": ""}, publish=False)
    pages["services"] = agent.get("/profile/services?done=published")
    pages["service, edit"] = agent.get("/profile/services/1")
    pages["service"] = client.get(f"/agents/{handle_of(agent)}/services/1")
    pages["conversation, about a service"] = client.get(f"/messages/{handle_of(agent)}?about=1")
    pages["works, none"] = agent.get("/profile/portfolio")
    pages["work, new"] = agent.get("/profile/portfolio/new")
    pages["work, new, with errors"] = submit_form(
        agent, "/profile/portfolio/new", {"year": "x", "link": "x", "show": "1"}, ("a.png", picture()), ("b.txt", b"None.")
    )
    show_work(agent, {"title": "A lens, ground", "description": FORMATTED[0], "year": "2024", "link": "https://example.com/lens"})
    show_work(agent, {"title": "Two lamps"}, ("high.png", picture(400, 1200)), ("wide.png", picture(1600, 500)))
    show_work(agent, {"title": "Nothing to see yet", "show": None, "save": "1"})
    pages["works"] = agent.get("/profile/portfolio?done=shown")
    pages["work, edit"] = agent.get("/profile/portfolio/2?done=saved")
    pages["work, delete"] = agent.get("/profile/portfolio/3/delete")
    pages["work"] = client.get(f"/agents/{handle_of(agent)}/work/1")
    pages["work, for a stranger"] = stranger.get(f"/agents/{handle_of(agent)}/work/2")
    submit_form(agent, "/profile/services/1", {}, ("lamp.png", picture(900, 700)))
    pages["service, with a picture, edit"] = agent.get("/profile/services/1?done=saved")
    pages["service, with a picture"] = client.get(f"/agents/{handle_of(agent)}/services/1")
    pages["files, shown"] = agent.get("/files")
    pages["agent"] = client.get(f"/agents/{handle_of(agent)}")
    pages["agent, for a stranger"] = stranger.get(f"/agents/{handle_of(agent)}")
    hard.sign_up().onboard_as_agent(
        {
            "headline": "\u05db\u05d5\u05ea\u05e8\u05ea " + "L" * 100,
            "about": "\n\n".join(FORMATTED),
            "skills": ", ".join(f"{place} " + "s" * 37 for place in range(15)),
            "hourly-rate": "9999999",
            "currency": "VND",
            "place": "P" * 80,
            "country": "GS",
            "works-from": "22:00",
            "works-until": "06:00",
            "languages": "English (native), \u0627\u0644\u0639\u0631\u0628\u064a\u0629, \u05e2\u05d1\u05e8\u05d9\u05ea (basic)",
        }
    )
    hard.publish()
    for place in range(3):
        hard.offer({"title": f"{place}" + "T" * 99, "price": "99999999", "delivery": "d" * 80, "description": FORMATTED[1]})
    show_work(
        hard, {"title": "T" * 100, "description": FORMATTED[1], "link": "https://example.com/" + "x" * 200},
        ("h" * 150 + ".png", picture(1200, 200)),
    )  # fmt: skip
    pages["work, hard to lay out"] = client.get(f"/agents/{handle_of(hard)}/work/1")
    pages["agents"] = client.get("/agents")
    pages["agents, for a stranger"] = stranger.get("/agents?category=" + first_category(agent))
    pages["agents, looked for"] = client.get("/agents?q=lmaps+patience&language=en&max=9999&currency=EUR&free=month&order=newest")
    pages["agents, nobody"] = client.get("/agents?q=" + "x" * 150 + "&country=JP&hours=3")
    pages["agents, ordered"] = stranger.get("/how-we-order")
    pages |= pages_of_what_is_saved(client, agent, hard)
    pages["service, hard to lay out"] = client.get(f"/agents/{handle_of(hard)}/services/1")
    pages["agent, hard to lay out"] = client.get(f"/agents/{handle_of(hard)}")
    return pages


def pages_of_what_is_saved(client: Visitor, agent: Visitor, hard: Visitor) -> dict:
    pages = {"saved people, nobody": client.get("/saved"), "saved searches, none": client.get("/saved/searches")}
    for somebody, note in (agent, "Red <labels>"), (hard, "\u05e9\u05dc\u05d5\u05dd " + "Ask about the lids. " * 40 + "long-" * 60):
        path = f"/saved/people/{handle_of(somebody)}"
        client.submit(client.get(path).form(path), {"note": note})
    path = f"/saved/people/{handle_of(hard)}"
    pages["saved people"] = client.get("/saved?done=saved")
    pages["saved people, note"] = client.get(path)
    pages["saved people, note with errors"] = client.submit(pages["saved people, note"].form(path), {"note": "n" * 2_001})
    pages["saved people, remove"] = client.get(f"{path}/remove")
    sought = "q=" + "w" * 150 + "&country=JP&category=design&hours=3&skill=" + "s" * 60
    for query, name in (sought, "N" * 80), ("q=patience", "\u05e9\u05dc\u05d5\u05dd"):
        pages["saved search, new"] = client.get(f"/saved/searches/new?{query}")
        form = pages["saved search, new"].form("/saved/searches/new")
        pages["saved search, new, with errors"] = client.submit(form, {"name": ""})
        client.submit(form, {"name": name})
    client.instance.sql("update agentor.saved_searches set seen_at = now() - interval '1 day'")
    pages["saved searches"] = client.get("/saved/searches?done=saved")
    pages["dashboard, with what is saved"] = client.get("/dashboard")
    path = re.search(r"/saved/searches/[0-9a-f-]{36}", pages["saved searches"].text)[0]
    pages["agents, of a saved search"] = client.follow(client.get(path))
    for name in ("name", "feed", "remove"):
        pages[f"saved search, {name}"] = client.get(f"{path}/{name}")
    form = pages["saved search, feed"].form(f"{path}/feed")
    pages["saved search, feed made"] = client.submit(form, {})
    client.write(handle_of(agent), "Are you free? " + "w" * 120)
    pages |= pages_of_searching(client, hard)
    pages["dashboard, of an agent"] = agent.get("/dashboard")
    return pages


def pages_of_searching(client: Visitor, hard: Visitor) -> dict:
    pages = {"search": client.get("/search")}
    for line, name in ("w" * 150, "N" * 80), ("\u05e9\u05dc\u05d5\u05dd patience", "\u05e9\u05dc\u05d5\u05dd"):
        pages["search, save"] = client.get("/search/save?" + urllib.parse.urlencode({"q": line}))
        form = pages["search, save"].form("/search/save")
        pages["search, save with errors"] = client.submit(form, {"name": ""})
        client.submit(form, {"name": name})
    pages["search, with what is kept"] = client.get("/search?done=saved")
    slug = client.create_channel("C" * 80)
    hard.join(slug)
    hard.say(slug, "Find <me> " + "w" * 200)
    send(hard, slug, "\u05e9\u05dc\u05d5\u05dd find me", ("f" * 150 + ".pdf", PDF))
    send(hard, slug, "Look", ("n" * 150 + ".txt", b"Find me " + b"w" * 200), ("short.txt", b"To find by me"))
    client.write(handle_of(hard), "Find me " + "here " * 100)
    pages["search, found"] = client.get("/search?" + urllib.parse.urlencode({"q": "find me after:2020-01-01"}))
    agent = Visitor(client.instance, "F" * 80).sign_up().onboard_as_agent().publish()
    agent.offer({"title": "Find " + "w" * 90, "delivery": "d" * 80})
    pages["search, services"] = client.get("/search/services?q=find")
    agent.join(slug)
    pages["search, people"] = client.get("/search/people?q=" + "F" * 20)
    pages["search, services, nothing found"] = client.get("/search/services?q=" + "w" * 150)
    pages["search, people, with errors"] = client.get("/search/people?q=x")
    nothing = {"q": f"{'w' * 150} in:{slug} from:me has:image is:unread"}
    pages["search, nothing found"] = client.get("/search?" + urllib.parse.urlencode(nothing))
    wrong = {"q": "w" * 150, "was": "", "from": "x" * 80, "in": "no/place", "after": "y" * 80, "on": "z"}
    pages["search with errors"] = client.get("/search?" + urllib.parse.urlencode(wrong))
    return pages


#: What a newcomer answers, step by step; nothing where a step is skipped.
STEPS = {
    "agent": {
        "work": {"headline": "Keeper of lighthouses, lamps and " + "unbroken" * 8, "category": "design"},
        "about": {"about": "Thirty years of **clear** nights.\n\nAnd some of fog."},
        "skills": {"skills": "lamps, lenses, patience"},
        "place": {"time-zone": "Europe/Berlin"},
        "rate": {},
        "links": {},
    },
    "client": {
        "need": {"need": "Somebody to keep the light."},
        "who": {"kind": "company", "company": "North Pier & <Sons>"},
        "size": {},
        "budget": {"budget": "open"},
        "reach": {"time-zone": "UTC"},
    },
}


def pages_of_onboarding(newcomer: Visitor) -> dict:
    pages = {}
    for kind, steps in STEPS.items():
        for name, answers in steps.items():
            address = f"/onboarding/{kind}-profile/{name}"
            page = newcomer.get(address)
            if name == "work":
                pages["onboarding, agent step with errors"] = newcomer.submit(page.form(address), {"headline": "Kept"})
            if name == "rate":
                pages["onboarding, optional step"] = page
            if name == "who":
                pages["onboarding, client step"] = page
            answer = newcomer.submit(page.form(address), answers or {"skip": "1"})
            assert answer.status == 303, (address, answer)
        pages[f"onboarding, {kind} check"] = newcomer.get(f"/onboarding/{kind}-profile/check")
    pages["onboarding, agent step"] = newcomer.get("/onboarding/agent-profile/work")
    pages["onboarding, begun"] = newcomer.get("/onboarding?choose=1")
    return pages


def first_category(agent: Visitor) -> str:
    options = agent.get("/onboarding/agent-profile").page.options["category"]
    return [value for value in options if value][0]


def whose(email: str) -> str:
    return f" where account_id = (select id from agentor.accounts where email = '{email}')"


def long_ago(instance, email: str):
    """What somebody proved, they proved too long ago."""
    instance.sql("update agentor.sessions set proved_at = now() - interval '11 minutes'" + whose(email))


def with_news(person: Visitor, slug: str, above: bool = False):
    """The page of a channel of which somebody has not read the last few messages, or the last from above the page on."""
    place = 2 if above else int(re.findall(r'id="m-(\d+)"', person.get(f"/channels/{slug}").text)[-5])
    address = f"/channels/{slug}/messages/{place}"
    assert person.submit(person.get(address).form(f"{address}/unread"), {}).status == 303
    page = person.get(f"/channels/{slug}")
    assert page.says("new since" if above else "New messages")
    return page


def pages_of_conversations(instance, person: Visitor, other: Visitor, stranger: Visitor) -> dict:
    """Of two who are in a channel, and of one who is in none with them."""
    ours, theirs, strangers = (handle_of(each) for each in (person, other, stranger))
    pages = {
        "messages, empty": person.get("/messages"),
        "messages, handle refused": person.get("/messages?to=nobody"),
        "conversation, new": person.get(f"/messages/{theirs}"),
        "conversation, new, with errors": person.submit_to(theirs, " "),
        "conversation, to a stranger": person.get(f"/messages/{strangers}"),
    }
    for number in range(4):
        person.write(theirs, f"Words {number}, in a line that is longer than a list of conversations is wide, by far.")
    other.write(ours, "An answer.")
    person.write(strangers, "May I?")
    settings = stranger.get("/account/messages")
    # Who has read it says so by asking, and sees the answer below their own words.
    other.get(f"/messages/{ours}")
    theirs_about = person.get(f"/messages/{theirs}")
    seen = person.get(re.search(r"/channels/direct-[0-9a-f]+", theirs_about.text)[0] + "/messages/1")
    pages |= {
        "messages": person.get("/messages"),
        "messages, unread first": other.get("/messages?first=unread"),
        "messages, requests": stranger.get("/messages?on=requests"),
        "messages, archive": other.get("/messages?on=archive"),
        "conversation": person.get(f"/messages/{theirs}"),
        "conversation, refused": person.submit_to(theirs, "x" * 20_000),
        "conversation, requested": stranger.get(f"/messages/{ours}"),
        "conversation, awaited": person.get(f"/messages/{strangers}"),
        "who may write": settings,
        "what reaches me": stranger.get("/account/notifications"),
        "what reaches me, with errors": stranger.submit(
            stranger.get("/account/notifications").form("/account/notifications"), {"level": "x"}
        ),
        "notifications": person.get("/notifications"),
        "notifications, of a stranger": stranger.get("/notifications?after=0%2000000000-0000-0000-0000-000000000000"),
        "being there": stranger.get("/account/presence"),
        "being there, with errors": stranger.submit(
            stranger.get("/account/presence").form("/account/presence"), {"reads": "x"}
        ),
        "a message that was seen": seen,
        "who may write, with errors": stranger.submit(settings.form("/account/messages"), {"reach": "x"}),
    }
    begin = f"/messages/group/new?with={theirs},{strangers}"
    asked = person.get(begin)
    pages |= {
        "group, new": asked,
        "group, new, with errors": person.submit(asked.form("/messages/group/new"), {"message": " "}),
        "messages, group refused": person.get(f"/messages?to=@{theirs}+@nobody"),
    }
    group = person.write_to_group([theirs, strangers], "To all of you.")
    other.submit(other.get(group).form(group), {"message": "An answer to all of you."})
    pages |= {
        "group": person.get(group),
        "group, refused": person.submit(person.get(group).form(group), {"message": "x" * 20_000}),
        "group, requested": stranger.get(group),
        "group, leaving": person.get(f"{group}/leave"),
    }
    other.submit(other.get(f"{group}/leave").form(f"{group}/leave"), {})
    stranger.submit(settings.form("/account/messages"), {"reach": "nobody"})
    pages["conversation, closed"] = other.get(f"/messages/{strangers}")
    pages["group, closed"] = person.get(begin)
    return pages


def pages_of_threads(person: Visitor, other: Visitor) -> dict:
    """Of a channel in which messages are answered, one of them at length."""
    slug = person.create_channel("Threads")
    other.join(slug)
    for text in ("Which paper?", "W" * 300, "And which ink?"):
        person.say(slug, text)
    heads = [f"/channels/{slug}/messages/{place}/thread" for place in (1, 2)]
    pages = {"thread, empty": other.get(heads[0])}
    for head in heads:
        for text in ("The white one.", "Why? " * 90):
            assert other.submit(other.get(head).form(head), {"message": text}).status == 303
    for place in (1, 2):
        quoting = person.get(f"/channels/{slug}?quoting={place}")
        form = quoting.form(f"/channels/{slug}/messages")
        assert person.submit(form, {"message": "As I said.", "quoting": str(place)}).status == 303
    return pages | {
        "thread": person.get(heads[0]),
        "thread, refused": person.submit(person.get(heads[0]).form(heads[0]), {"message": " "}),
        "threads": person.get(f"/channels/{slug}/threads?since=1"),
        "channel, with threads": person.get(f"/channels/{slug}"),
        "channel, quoting": person.get(f"/channels/{slug}?quoting=2"),
        "thread, live": person.get(f"{heads[0]}/live"),
        "level": person.get(f"/channels/{slug}/level"),
        "slow mode": person.get(f"/channels/{slug}/pace"),
        "slow mode, with errors": person.submit(
            person.get(f"/channels/{slug}/pace").form(f"/channels/{slug}/pace"), {"pace": ""}
        ),
        "kept for": person.get(f"/channels/{slug}/retention"),
        "kept for, with errors": person.submit(
            person.get(f"/channels/{slug}/retention").form(f"/channels/{slug}/retention"), {"messages": "30", "files": "x"}
        ),
    }


def pages_of_running_a_channel(instance) -> dict:
    """Of a private channel that somebody runs, and those who are in it, or would like to be."""
    keeper, guest, banned, late = (
        Visitor(instance, name).sign_up().onboard()
        for name in ("Kim Keeper", "G" * 60, "\u05e9\u05dc\u05d5\u05dd " + "b" * 50, "Lea Late")
    )
    slug = keeper.create_channel("Run " + "w" * 60, visibility="private", description="Who comes in is asked. " * 8)
    channel = f"/channels/{slug}"
    pages = {
        "invitations, none": guest.get("/invitations"),
        "bans, nobody": keeper.get(f"{channel}/bans"),
        "invite": keeper.get(f"{channel}/invitations"),
    }
    pages["invite with errors"] = keeper.submit(
        pages["invite"].form(f"{channel}/invitations"), {"handle": "nobody-of-that-name"}
    )
    for somebody, role in ((guest, "guest"), (banned, "member"), (late, "member")):
        form = keeper.get(f"{channel}/invitations").form(f"{channel}/invitations")
        assert keeper.submit(form, {"handle": f"@{handle_of(somebody)}", "role": role}).status == 303
        pages["invitations"] = somebody.get("/invitations")
        accept = re.search(r"/invitations/[0-9a-f-]{36}/accept", pages["invitations"].text)[0]
        if somebody is not late:
            assert somebody.submit(pages["invitations"].form(accept), {}).status == 303
    pages["channel, no requests"] = keeper.get(f"{channel}/settings/requests")
    assert keeper.submit(pages["channel, no requests"].form(f"{channel}/settings/requests"), {}).status == 303
    pages["channel, requests"] = keeper.get(f"{channel}/settings/requests")
    for words in ("w" * 400, "\u05d0\u05d1\u05d2 " * 60):
        asker = Visitor(instance, words[:60]).sign_up().onboard()
        pages["ask to join"] = asker.get(channel)
        pages["ask to join, with errors"] = asker.submit(
            pages["ask to join"].form(f"{channel}/requests"), {"message": "Long " * 120}
        )
        assert asker.submit(pages["ask to join"].form(f"{channel}/requests"), {"message": words}).status == 303
        pages["ask to join, asked"] = asker.get(channel)
        pages["invitations, asked"] = asker.get("/invitations?done=withdrawn")
    pages["channel, asked"] = keeper.get(channel)
    pages["members, asked"] = keeper.get(f"{channel}/members?done=let-in")
    decline = re.findall(r"/channels/[a-z0-9-]+/requests/[0-9a-f-]{36}/decline", pages["members, asked"].text)[1]
    accept = decline.replace("/decline", "/accept")
    form = pages["members, asked"].form(accept)
    assert keeper.post(decline, form.fields).status == 303
    pages["ask to join, declined"] = asker.get(channel)
    pages["notifications, of requests"] = asker.get("/notifications")
    mailed = f"{'w' * 60}@{'w' * 60}.example.org"
    assert keeper.submit(pages["invite"].form(f"{channel}/invitations"), {"handle": mailed}).status == 303
    wanted = instance.mail(mailed)
    pages["unsubscribe, from invitations"] = keeper.get(
        re.search(r"/unsubscribe\?token=[0-9a-f]+", wanted.text)[0]
    )
    pages["invite"] = keeper.get(f"{channel}/invitations?done=invited")
    pages["invitation link"] = keeper.get(f"{channel}/invitations/link")
    made = keeper.submit(pages["invitation link"].form(f"{channel}/invitations/link"), {})
    pages["invitation link, made"] = made
    pages["join by a link"] = late.get(re.search(r"/join/[0-9a-f]{64}", made.text)[0])
    keeper.say(slug, "Welcome.")
    pages["channel, of a guest"] = guest.get(channel)
    pages["members"] = keeper.get(f"{channel}/members")
    pages["members, nobody found"] = keeper.get(f"{channel}/members?q=xyzzy")
    theirs = f"{channel}/members/{handle_of(banned)}"
    pages["member"] = keeper.get(f"{theirs}?done=silence")
    pages["member with errors"] = keeper.submit(pages["member"].form(f"{theirs}/silence"), {"silence": ""})
    pages["member, remove"] = keeper.get(f"{theirs}/remove")
    pages["member, ban"] = keeper.get(f"{theirs}/ban")
    pages["member, ban with errors"] = keeper.submit(pages["member, ban"].form(f"{theirs}/ban"), {"until": ""})
    assert keeper.submit(pages["member, ban"].form(f"{theirs}/ban"), {"until": "0"}).status == 303
    pages["bans"] = keeper.get(f"{channel}/bans")
    settings = f"{channel}/settings"
    pages["channel settings"] = keeper.get(settings)
    pages["channel settings with errors"] = keeper.submit(pages["channel settings"].form(settings), {"name": " "})
    pages["channel, who may do what"] = keeper.get(f"{settings}/permissions")
    pages["channel, who can join"] = keeper.get(f"{settings}/visibility")
    pages["channel, address"] = keeper.get(f"{settings}/address")
    pages["channel, address with errors"] = keeper.submit(
        pages["channel, address"].form(f"{settings}/address"), {"address": "-"}
    )
    pages["channel, archive"] = keeper.get(f"{settings}/archive")
    pages |= pages_of_moderating(instance, keeper)
    assert keeper.submit(keeper.get(f"{settings}/visibility").form(f"{settings}/visibility"), {}).status == 303
    form = banned.get(channel).form(f"{channel}/join")
    pages["join, kept out"] = banned.submit(form, {})
    assert keeper.submit(pages["channel, archive"].form(f"{settings}/archive"), {}).status == 303
    pages["channel, archived"] = guest.get(channel)
    pages["record"] = keeper.get(f"{channel}/record")
    slug = channel.removeprefix("/channels/")
    instance.sql(f"select messaging.withhold_channel(id, true) from messaging.channels where slug = '{slug}'")
    pages["channel, withheld"] = guest.get(channel)
    pages["channel settings, withheld"] = keeper.get(settings)
    return pages


def pages_of_moderating(instance, keeper: Visitor) -> dict:
    """Of a channel in which newcomers' first messages wait, and of what is taken away and locked."""
    slug = keeper.create_channel("Looked after " + "w" * 40)
    channel, settings = f"/channels/{slug}", f"/channels/{slug}/settings/newcomers"
    newcomer = Visitor(instance, "N" * 60).sign_up().onboard()
    pages = {"newcomers": keeper.get(settings), "waiting, nothing": keeper.get(f"{channel}/waiting")}
    assert keeper.submit(pages["newcomers"].form(settings), {}).status == 303
    pages["newcomers, waiting"] = keeper.get(settings)
    newcomer.join(slug)
    for words in ("Hello " + "w" * 200, "\u05e9\u05dc\u05d5\u05dd " * 60):
        newcomer.say(slug, words)
    pages["channel, waiting"] = newcomer.get(channel)
    pages["scheduled, waiting"] = newcomer.get("/scheduled")
    pages["waiting"] = keeper.get(f"{channel}/waiting?done=turned-away")
    form = pages["waiting"].form(f"{channel}/waiting")
    assert keeper.submit(form, {"outcome": "let-in"}).status == 303
    theirs = f"{channel}/members/{handle_of(newcomer)}/messages"
    pages["member, messages"] = keeper.get(theirs)
    pages["member, messages with errors"] = keeper.submit(pages["member, messages"].form(theirs), {"span": ""})
    pages["message, take away"] = keeper.get(f"{channel}/messages/1/remove")
    thread = f"{channel}/messages/1/thread"
    assert keeper.submit(keeper.get(thread).form(f"{thread}/lock"), {}).status == 303
    pages["thread, locked"] = keeper.get(thread)
    pages["thread, locked, of a member"] = newcomer.get(thread)
    pages["member, messages taken away"] = keeper.submit(pages["member, messages"].form(theirs), {"span": "0"})
    return pages


def go_on_the_web(keeper: Visitor, slug: str):
    settings = f"/channels/{slug}/settings/visibility"
    page = keeper.get(f"{settings}?to=web-public")
    assert keeper.submit(page.form(settings), {}).status == 303
    return page


def pages_of_the_web(instance) -> dict:
    long = "w" * 80
    keeper = Visitor(instance, "Wanda Web").sign_up().onboard()
    endless = Visitor(instance, "e" * 60).sign_up().onboard()
    newcomer = Visitor(instance, "Nia New").sign_up().onboard()
    stranger = Visitor(instance, "Sam Stranger")
    slug = keeper.create_channel("On the web " + "w" * 40, description="All that is said here. " + long)
    empty = keeper.create_channel("Empty on the web")
    endless.join(slug)
    for number in range(60):
        (keeper if number % 3 else endless).say(slug, f"Number {number}: {long if number % 9 == 0 else 'words'}")
    endless.say(slug, FORMATTED[0])
    thread = f"/channels/{slug}/messages/61/thread"
    for words in ("An answer", long * 4):
        assert keeper.submit(keeper.get(thread).form(thread), {"message": words}).status == 303
    keeper.react(slug, 61, "🎉")
    pages = {"channel, going on the web": go_on_the_web(keeper, slug)}
    go_on_the_web(keeper, empty)
    channel = f"/channels/{slug}"
    choice = "/account/notifications/feed"
    pages |= {
        "channel, on the web": keeper.get(channel),
        "channel, on the web, for a stranger": stranger.get(channel),
        "channel, on the web, earlier": stranger.get(f"{channel}?before=55"),
        "channel, on the web, with an account": newcomer.get(channel),
        "channel, on the web, empty": stranger.get(f"/channels/{empty}"),
        "thread, on the web": stranger.get(thread),
        "message, on the web": stranger.get(f"{channel}/messages/1"),
        "channels, for a stranger": stranger.get("/channels"),
        "channels, for a stranger, none found": stranger.get("/channels?q=" + "x" * 150),
        "feed of what is unread": keeper.get(choice),
    }
    pages["feed of what is unread, made"] = keeper.submit(pages["feed of what is unread"].form(choice), {})
    notices = "/account/notifications/push"
    pages["notices in this browser"] = keeper.get(notices)
    form = pages["notices in this browser"].form(notices)
    pages["notices in this browser, with errors"] = keeper.submit(form, {"endpoint": "x"})
    point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    browser = {"endpoint": "https://push.example/" + long, "p256dh": point, "auth": "BTBZMqHH6r4Tts7J_aSIgg"}
    assert keeper.submit(form, browser).status == 303
    pages["notices in this browser, told"] = keeper.get(notices)
    return pages


def rest(instance, *visitors: Visitor):
    """As if they had waited until no limit holds them back: neither the site's nor the web server's, by their address."""
    instance.forget_limits()
    for visitor in visitors:
        visitor.address = next_address()


def with_reactions(person: Visitor, other: Visitor) -> str:
    """A channel in which two people have answered the messages with emoji."""
    slug = person.create_channel("Reactions")
    other.join(slug)
    for text in ("First", "Second", "Third " * 40):
        person.say(slug, text)
    for somebody, emoji in ((person, "👍❤️🎉😂😮"), (other, "👍🎉🙏👀🍀")):
        for each in re.findall(".\ufe0f?", emoji):
            somebody.react(slug, 1, each)
    other.react(slug, 2, "👩🏽‍🌾")
    other.react(slug, 3, "👍")
    return slug


def pages_of_reports(instance) -> dict:
    """Of one who reports what somebody with a long name does."""
    person, other = Visitor(instance, "Rita Reports"), Visitor(instance, "W" * 60)
    person.sign_up().onboard()
    other.sign_up().onboard_as_agent()
    other.publish()
    other.offer({"title": "\u05e9\u05dc\u05d5\u05dd " + "g" * 80})
    theirs = handle_of(other)
    slug = other.create_channel("C" * 80)
    person.join(slug)
    other.say(slug, "Send me the deposit directly, and we skip the agency. " + "x" * 300)
    message = f"/channels/{slug}/messages/1/report"
    service = f"/agents/{theirs}/services/1/report"
    pages = {
        "reports, none": person.get("/reports"),
        "report": person.get(message),
        "report, person": person.get(f"/reports/people/{theirs}?next=%2Fagents%2F{theirs}"),
        "report, service": person.get(service),
        "report, channel": person.get(f"/channels/{slug}/report"),
    }
    pages["report, with errors"] = person.submit(pages["report"].form(message), {"words": "w" * 2_001})
    long = "\u05e9\u05dc\u05d5\u05dd " + "They do not stop. " * 40 + "long-" * 60
    for address, words in (message, long), (service, ""), (f"/channels/{slug}/report", "Once"):
        person.submit(person.get(address).form(address), {"reason": "scam", "words": words})
    outcome = "update agentor.report_cases set outcome = 'warned', decided_at = now() where kind = 'service'"
    instance.sql(outcome + " and outcome is null")
    pages["report, once more"] = person.get(message)
    pages["reports"] = person.get("/reports?done=reported")
    pages["channel, reported"] = person.get(f"/channels/{slug}?done=reported")
    moderator = Visitor(instance, "Mo Moderates")
    moderator.sign_up().onboard()
    which = f"where email = '{moderator.email}'"
    instance.sql(f"insert into agentor.moderators (account_id) select id from agentor.accounts {which}")
    pages["moderation, without a second factor"] = moderator.get("/moderation")
    setting = moderator.get("/account/second-factor/set-up")
    authenticator = Authenticator(re.search(r'class="secret">([A-Z2-7 ]+)<', setting.text)[1])
    moderator.submit(setting.form("/account/second-factor/set-up"), {"code": authenticator.code()})
    pages["moderation"] = moderator.get("/moderation?done=decided")
    pages["decided, none"] = moderator.get("/moderation/decided")
    about = f"select id from agentor.accounts where email = '{other.email}'"
    cases = instance.sql(
        f"select id from agentor.report_cases where account_id = ({about}) and outcome is null order by kind desc"
    ).split()
    case = f"/moderation/{cases[0]}"
    pages["case"] = moderator.get(case)
    moderator.submit(pages["case"].form(f"{case}/take"), {})
    pages["case, taken"] = moderator.get(f"{case}?done=taken")
    form = pages["case, taken"].form(f"{case}/decide")
    pages["case, with errors"] = moderator.submit(form, {"why": "w" * 2_001})
    moderator.submit(form, {"decision": "warned", "why": long})
    pages["case, decided"] = moderator.get(case)
    pages["case, decided meanwhile, refused"] = moderator.submit(form, {"decision": "warned", "why": long})
    pages |= pages_of_care(instance, moderator, long)
    pages |= pages_of_reported_files(person, other, moderator, slug, long)
    return pages | pages_of_decisions(instance, moderator, other, slug, long)


def pages_of_reported_files(person, other, moderator, slug, long) -> dict:
    """Of a file of a message and of a work, hidden while somebody looks at them."""
    send(other, slug, "", ("i" * 60 + ".png", picture()), ("\u05e9\u05dc\u05d5\u05dd.txt", b"Plain words."))
    place = person.instance.sql(f"select last_seq from messaging.channels where slug = '{slug}'").strip()
    message, work = f"/channels/{slug}/messages/{place}", f"/agents/{handle_of(other)}/work/1"
    show_work(other, {"title": "W" * 90, "description": long})
    file = links_to(person.get(f"/channels/{slug}"), FILE)[-1]
    pages = {
        "message, with files to report": person.get(message),
        "report, file": person.get(f"{file}/report"),
        "report, work": person.get(f"{work}/report"),
    }
    for name, address in (("file", file), ("work", work)):
        form = pages[f"report, {name}"].form(f"{address}/report")
        person.submit(form, {"reason": "sexual", "words": long})
        pages[f"{name}, reported"] = person.get(f"{address}?done=reported")
        case = person.instance.sql("select id from agentor.report_cases order by opened_at desc limit 1").strip()
        case = f"/moderation/{case}"
        moderator.submit(moderator.get(case).form(f"{case}/take"), {})
        moderator.submit(moderator.get(case).form(f"{case}/hide"), {})
        pages[f"case, {name}"] = moderator.get(f"{case}?done=hidden")
    pages["file, hidden, own"] = other.get(file)
    pages["channel, with a hidden file"] = person.get(f"/channels/{slug}")
    pages["works, hidden"] = other.get("/profile/portfolio")
    pages["decided"] = moderator.get("/moderation/decided")
    pages["decided, filtered"] = moderator.get(f"/moderation/decided?decision=warned&by={handle_of(moderator)}")
    pages["decided, nothing"] = moderator.get("/moderation/decided?decision=held&by=nobody")
    return pages


def pages_of_care(instance, moderator, long) -> dict:
    """Of a first message that waits for a moderator, and of one with contact data."""
    eve, ada = Visitor(instance, "E" * 60), Visitor(instance, "Ada Answers")
    for each in (eve, ada):
        each.sign_up().onboard()
    to = handle_of(ada)
    eve.write(to, "Call +44 20 7946 0958, see https://evil.example, or write to eve@evil.example. " + "long-" * 60)
    pages = {"conversation, requested, with contact data": ada.get(f"/messages/{handle_of(eve)}")}
    held = f"update messaging.users set held_until = now() + interval '1 day' where handle = '{handle_of(eve)}'"
    instance.sql(held)
    eve.write(to, long)
    pages["conversation, held"] = eve.get(f"/messages/{to}?sent=0")
    pages["scheduled, held"] = eve.get("/scheduled")
    case = instance.sql("select id from agentor.report_cases where kind = 'held' and outcome is null").split()[-1]
    case = f"/moderation/{case}"
    pages["case, held"] = moderator.get(case)
    moderator.submit(pages["case, held"].form(f"{case}/take"), {})
    pages["case, held, taken"] = moderator.get(f"{case}?done=taken")
    moderator.submit(pages["case, held, taken"].form(f"{case}/decide"), {"decision": "removed", "why": long})
    pages["conversation, held, taken away"] = eve.get(f"/messages/{to}")
    return pages


def pages_of_decisions(instance, moderator, author, slug, long) -> dict:
    """Of somebody who is decided about, and of two who decide."""
    second, reader = Visitor(instance, "Nia Second"), Visitor(instance, "Rita Reader")
    for each in (second, reader):
        each.sign_up().onboard()
    reader.join(slug)
    pages = {"decisions, none": reader.get("/account/decisions"), "appeals, none": moderator.get("/moderation/appeals")}
    which = f"where email = '{second.email}'"
    instance.sql(f"insert into agentor.moderators (account_id) select id from agentor.accounts {which}")
    setting = second.get("/account/second-factor/set-up")
    authenticator = Authenticator(re.search(r'class="secret">([A-Z2-7 ]+)<', setting.text)[1])
    second.submit(setting.form("/account/second-factor/set-up"), {"code": authenticator.code()})

    def taken(words: str) -> str:
        author.say(slug, words)
        place = instance.sql(f"select last_seq from messaging.channels where slug = '{slug}'").strip()
        address = f"/channels/{slug}/messages/{place}/report"
        reader.submit(reader.get(address).form(address), {"reason": "hate", "words": long})
        case = instance.sql("select id from agentor.report_cases order by opened_at desc limit 1").strip()
        case = f"/moderation/{case}"
        moderator.submit(moderator.get(case).form(f"{case}/take"), {})
        return case

    case = taken("What is not to be read for now")
    moderator.submit(moderator.get(case).form(f"{case}/hide"), {})
    pages["case, hidden"] = moderator.get(f"{case}?done=hidden")
    place = instance.sql("select max(seq) from messaging.messages where hiding = 'hidden'").strip()
    pages["message, hidden"] = reader.get(f"/channels/{slug}/messages/{place}")
    pages["message, hidden, own"] = author.get(f"/channels/{slug}/messages/{place}")
    pages["channel, with something hidden"] = author.get(f"/channels/{slug}")
    instance.sql("update agentor.moderation_rules set takes_two = true")
    wish = {"decision": "removed", "why": long}
    moderator.submit(moderator.get(case).form(f"{case}/decide"), wish)
    instance.sql("update agentor.moderation_rules set takes_two = false")
    pages["case, proposed"] = moderator.get(f"{case}?done=proposed")
    pages["case, proposed by another"] = second.get(case)
    second.submit(pages["case, proposed by another"].form(f"{case}/agree"), {})
    pages["case, of two"] = moderator.get(case)
    case = taken("What has its author silenced")
    wish = {"decision": "silenced", "span": "day", "why": long}
    moderator.submit(moderator.get(case).form(f"{case}/decide"), wish)
    pages["silenced"] = author.submit(author.message_form(slug), {"message": "What cannot be said just now"})
    pages["decisions"] = author.get("/account/decisions")
    link = re.search(r"/decision\?token=[0-9a-f]+", pages["decisions"].text)[0]
    stranger = Visitor(instance)
    pages["decision"] = stranger.get(link)
    form = pages["decision"].form(link)
    pages["decision, with errors"] = stranger.submit(form, {"words": "w" * 2_001})
    stranger.submit(form, {"words": long})
    pages["decision, appealed"] = author.get(link)
    pages["appeals"] = second.get("/moderation/appeals")
    pages["case, appealed"] = second.get(case)
    form = pages["case, appealed"].form(f"{case}/appeal")
    pages["case, appealed, with errors"] = second.submit(form, {})
    second.submit(form, {"appeal": "reversed", "why": long})
    pages["case, appeal decided"] = second.get(case)
    pages["decision, taken back"] = author.get(link)
    return pages


def pages_of_administration(instance) -> dict:
    """Of an administrator, and of what is long."""
    hana, other = (Visitor(instance, name) for name in ("Hana Runs", "\u05e9\u05dc\u05d5\u05dd " + "M" * 50))
    for each in (hana, other):
        each.sign_up().onboard()
    other.create_channel("C" * 80)

    def id_of(visitor) -> str:
        return instance.sql(f"select id from agentor.accounts where email = '{visitor.email}'").strip()

    instance.sql(f"update agentor.accounts set role = 'admin' where email = '{hana.email}'")
    pages = {"administration, without a second factor": hana.get("/admin")}
    setting = hana.get("/account/second-factor/set-up")
    authenticator = Authenticator(re.search(r'class="secret">([A-Z2-7 ]+)<', setting.text)[1])
    hana.submit(setting.form("/account/second-factor/set-up"), {"code": authenticator.code()})
    waiting = f"'{'w' * 60}@{'w' * 60}.example', '{'W' * 60}'"
    instance.sql(f"insert into agentor.waiting_list (email, full_name) values ({waiting}) on conflict do nothing")
    mail = instance.sql(
        "insert into agentor.outbox (address, sealed, expires_at, next_attempt_at, attempts, last_error) values "
        f"('{'m' * 60}@{'m' * 60}.example', '\\x00', now() + interval '2 days', now() + interval '1 day', 3, '{'e' * 300}') "
        "returning id"
    ).split()[0]
    channel = instance.sql(f"select id from messaging.channels where created_by = '{id_of(other)}' limit 1").strip()
    somebody = f"/admin/people/{id_of(other)}"
    pages |= {
        "administration": hana.get("/admin"),
        "administration, people": hana.get("/admin/people"),
        "administration, people, nobody": hana.get(f"/admin/people?q={'nobody' * 20}&only=suspended"),
        "administration, person, oneself": hana.get(f"/admin/people/{id_of(hana)}"),
        "administration, suspend": hana.get(f"{somebody}/suspend"),
        "administration, create": hana.get("/admin/people/new"),
        "administration, waiting list": hana.get("/admin/waiting?done=invited"),
        "administration, invite": hana.get("/admin/waiting/invite"),
        "administration, admit": hana.get("/admin/waiting/admit"),
        "administration, channels": hana.get("/admin/channels"),
        "administration, hand over": hana.get(f"/admin/channels/{channel}/hand-over"),
        "administration, care": hana.get("/admin/care"),
        "administration, a rule": hana.get("/admin/care/words"),
        "administration, a rule tried": hana.get("/admin/care/contact-data/try"),
        "administration, limits": hana.get("/admin/limits"),
        "administration, a limit": hana.get("/admin/limits/message-here"),
        "administration, health": hana.get("/admin/health"),
        "administration, options": hana.get("/admin/options?kind=currency&done=option"),
        "administration, offer one more": hana.get("/admin/options/category"),
        "administration, rename an option": hana.get("/admin/options/budget/open/rename"),
        "administration, move an option": hana.get("/admin/options/currency/EUR/move"),
        "administration, keeping, nothing on hold": hana.get("/admin/retention"),
        "administration, keep for": hana.get("/admin/retention/change"),
        "administration, hold": hana.get(f"{somebody}/hold"),
        "administration, two moderators": hana.get("/admin/two-moderators"),
        "administration, mail": hana.get("/admin/mail"),
        "administration, drop a mail": hana.get(f"/admin/mail/{mail}/drop"),
    }
    view = f"{somebody}/view"
    pages["administration, see the site as somebody"] = hana.get(view)
    form = pages["administration, see the site as somebody"].form(view)
    pages["administration, see the site as somebody with errors"] = hana.submit(form, {"reason": "r" * 1_001})
    hana.submit(form, {"reason": "Ticket 4711: " + "they-find-nothing-" * 20})
    for name, path in (
        ("today", "/dashboard"),
        ("messages", "/messages"),
        ("channels", "/channels"),
        ("account", "/account"),
        ("profile", "/onboarding/client-profile"),
        ("not shown", "/notifications"),
    ):
        pages[f"view, {name}"] = hana.get(path)
    hana.submit(pages["view, today"].form("/viewing/end"), {})
    pages["sessions, an administrator looked"] = other.get("/account/sessions")
    form = pages["administration, suspend"].form(f"{somebody}/suspend")
    pages["administration, suspend with errors"] = hana.submit(form, {"reason": "", "words": "w" * 1_001})
    form = pages["administration, offer one more"].form("/admin/options/category")
    wrong = {"key": "K E Y", "label": "", "shown": "w" * 61, "before": "none", "reason": ""}
    pages["administration, offer one more with errors"] = hana.submit(form, wrong)
    form = pages["administration, a limit"].form("/admin/limits/message-here")
    wrong = {"most": "many" * 9, "seconds": "-1", "reason": ""}
    pages["administration, a limit with errors"] = hana.submit(form, wrong)
    hana.submit(form, {"most": "50", "seconds": "2", "reason": "A quiet place."})
    pages["administration, limits, changed"] = hana.get("/admin/limits?done=limit")
    pages["administration, a limit taken back"] = hana.get("/admin/limits/message-here/reset")
    hana.submit(
        pages["administration, a limit taken back"].form("/admin/limits/message-here/reset"), {"reason": "As it was."}
    )
    form = pages["administration, two moderators"].form("/admin/two-moderators")
    pages["administration, two moderators with errors"] = hana.submit(form, {"moderators": "three", "reason": ""})
    form = pages["administration, keep for"].form("/admin/retention/change")
    pages["administration, keep for with errors"] = hana.submit(form, {"messages": "a week", "files": "0", "reason": ""})
    hana.submit(pages["administration, hold"].form(f"{somebody}/hold"), {"reason": "Number 4711 " * 40})
    hana.submit(hana.get(f"/admin/channels/{channel}/hold").form(f"/admin/channels/{channel}/hold"), {"reason": "A court."})
    pages["administration, keeping"] = hana.get("/admin/retention?done=hold")
    pages["administration, person"] = hana.get(somebody)
    hana.submit(form, {"reason": "Rule 4. " + "long-" * 60, "words": "Write to us."})
    pages["administration, person, suspended"] = hana.get(f"{somebody}?done=suspend")
    pages["administration, log"] = hana.get("/admin/log")
    pages["administration, log, nothing"] = hana.get(f"/admin/log?who={'w' * 100}&since=2000-01-01")
    instance.sql(f"delete from agentor.outbox where id = '{mail}'")
    return pages


def pages_of_blocks(instance) -> dict:
    """Of one who keeps away from some, and of one of those."""
    person, other, third = (Visitor(instance, name) for name in ("Ada Alone", "Bo Blocked", "M" * 60))
    for each in (person, other, third):
        each.sign_up().onboard()
    slug = person.create_channel("Kept away")
    for each in (other, third):
        each.join(slug)
        each.say(slug, f"Something {each.name[0]} says, in some words, that not everybody wants to read. " * 4)
    theirs, ours, last = (handle_of(each) for each in (other, person, third))
    person.write(theirs, "Hello")
    other.write(ours, "Hello to you")
    direct = re.search(r'data-channel="(direct-[0-9a-f]+)"', person.get(f"/messages/{theirs}").text)[1]
    pages = {
        "blocks, nobody": person.get("/account/blocks"),
        "block": person.get(f"/account/blocks/{theirs}/block"),
        "mute": person.get(f"/account/blocks/{last}/mute"),
    }
    for handle, deed in ((theirs, "block"), (last, "mute")):
        address = f"/account/blocks/{handle}/{deed}"
        person.submit(person.get(address).form(address), {})
    pages |= {
        "blocks": person.get("/account/blocks"),
        "unblock": person.get(f"/account/blocks/{theirs}/undo"),
        "conversation, blocked": person.get(f"/messages/{theirs}"),
        "conversation, by a blocked one": other.get(f"/messages/{ours}"),
        "thread, closed": other.get(f"/channels/{direct}/messages/1/thread"),
        "message, of somebody blocked": person.get(f"/channels/{slug}/messages/1"),
        "channel, folded": person.get(f"/channels/{slug}"),
        "log, folded": person.get(f"/channels/{slug}/log"),
    }
    address = f"/account/blocks/{ours}/block"
    third.submit(third.get(address).form(address), {})
    pages["conversation, never begun, blocked"] = third.get(f"/messages/{ours}")
    return pages


def pages_of_keeping(person: Visitor, other: Visitor) -> dict:
    """What two people keep in a channel of the first."""
    slug = person.create_channel("Kept")
    channel, message = f"/channels/{slug}", f"/channels/{slug}/messages/2"
    other.join(slug)
    for text in (FORMATTED[0], "**Words** that are " + "kept " * 80, "W" * 300):
        other.say(slug, text)
    pages = {
        "pins, none": person.get(f"{channel}/pins"),
        "bookmarks, empty": person.get("/bookmarks"),
        "scheduled, empty": person.get("/scheduled"),
        "forward": person.get(f"{message}/forward"),
        "send later": person.get(f"{channel}/later"),
    }
    pages["forward with errors"] = person.submit(pages["forward"].form(f"{message}/forward"), {"message": "Look"})
    later = pages["send later"].form(f"{channel}/later")
    pages["send later with errors"] = person.submit(later, {"message": "Kept", "date": "2020-01-01", "time": "x"})
    tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    day = tomorrow.date().isoformat()
    for text in (FORMATTED[0], "W" * 300):
        person.submit(person.get(f"{channel}/later").form(f"{channel}/later"), {"message": text, "date": day})
    for number in (1, 2, 3):
        for deed in ("pin", "bookmark"):
            address = f"{channel}/messages/{number}"
            person.submit(person.get(address).form(f"{address}/{deed}"), {})
    secret = other.create_channel("Left")
    other.say(secret, "Not to be read any more")
    person.join(secret)
    address = f"/channels/{secret}/messages/1"
    person.submit(person.get(address).form(f"{address}/bookmark"), {})
    person.leave(secret)
    person.post(f"{channel}/draft", {"csrf": person.csrf(), "message": "I am still think"})
    scheduled = person.get("/scheduled")
    one = re.search(r'href="(/scheduled/[0-9a-f-]+)"', scheduled.text)[1]
    return pages | {
        "channel, with a draft": person.get(channel),
        "channel, with pins": other.get(channel),
        "pins": person.get(f"{channel}/pins"),
        "message, pinned and kept": person.get(message),
        "bookmarks": person.get("/bookmarks"),
        "scheduled": scheduled,
        "scheduled, change": person.get(one),
        "scheduled, cancel": person.get(f"{one}/cancel"),
    }


def pages_of_hard_words(instance, stranger: Visitor) -> dict:
    """Names and texts as long as they may be without a space, and from right to left."""
    endless, arabic = Visitor(instance, "W" * 80), Visitor(instance, "ياسمين الحداد")
    endless.sign_up().onboard()
    arabic.sign_up().onboard()
    slug = endless.create_channel("M" * 80, description="W" * 200)
    arabic.join(slug)
    endless.say(slug, "W" * 300)
    arabic.say(slug, "يمكن طباعة الملصق غدًا، والسعر 85 يورو. " * 9)
    return {
        "dashboard, long words": endless.get("/dashboard"),
        "channels, long words": endless.get("/channels"),
        "channel, long words": endless.get(f"/channels/{slug}"),
        "channel, outside, long words": stranger.get(f"/channels/{slug}"),
        "message, long words": endless.get(f"/channels/{slug}/messages/1"),
        "account, long words": endless.get("/account"),
        "dashboard, right to left": arabic.get("/dashboard"),
        "channel, right to left": arabic.get(f"/channels/{slug}"),
    }


def pages_of_folders(person, slug) -> dict:
    pages = {"folders with errors": person.submit(person.get("/folders").form("/folders"), {"name": ""})}
    for name in ("Clients", "W" * 40):
        person.submit(person.get("/folders").form("/folders"), {"name": name})
    pages["folders"] = person.get("/folders")
    folder = links_to(pages["folders"], r"/folders/[0-9a-f-]{36}")[0]
    pages["channel, folder"] = person.get(f"/channels/{slug}/folder")
    person.submit(pages["channel, folder"].form(f"/channels/{slug}/folder"), {"folder": folder.split("/")[2]})
    person.submit(person.get("/channels").form("/channels/subject-20/favourite"), {})
    return pages | {
        "folder": person.get(folder),
        "folder, remove": person.get(f"{folder}/remove"),
        "channels, in folders": person.get("/channels"),
        "channels, of a folder": person.get(f"/channels?folder={folder.split('/')[2]}"),
    }


def pages_of_the_site(instance) -> dict:
    guest, newcomer, person, other = (
        Visitor(instance, name) for name in ("Guest", "Nell New", "Pat Page", "Olga Other")
    )
    newcomer.sign_up()
    pages = {
        "home": guest.get("/"),
        "sign-up": guest.get("/sign-up"),
        "sign-up with errors": guest.submit(guest.get("/sign-up").form("/sign-up"), {"email": "no"}),
        "sign-in": guest.get("/sign-in?next=%2Fchannels"),
        "sign-in with errors": guest.submit(guest.get("/sign-in").form("/sign-in"), {}),
        "sign-in refused": guest.submit(
            guest.get("/sign-in").form("/sign-in"), {"email": "nobody@example.org", "password": "not a password at all"}
        ),
        "live, signed out": guest.get("/channels/anything/live"),
        "inbox, signed out": guest.get("/inbox/live"),
        "onboarding": newcomer.get("/onboarding"),
    }
    for kind in ("agent", "client"):
        address = f"/onboarding/{kind}-profile"
        pages[f"{kind} profile"] = newcomer.get(address)
        pages[f"{kind} profile with errors"] = newcomer.submit(pages[f"{kind} profile"].form(address), {})
    pages |= pages_of_onboarding(newcomer)
    newcomer.onboard()
    person.sign_up().onboard()
    other.sign_up().onboard()
    pages["dashboard, new"] = newcomer.get("/dashboard")
    pages["picture"] = other.get("/account/picture")
    pages["picture with errors"] = send_picture(other, b"What I look like.", "me.txt")
    send_picture(other, picture())
    pages["picture, set"] = other.get("/account/picture")
    pages["channels, new"] = newcomer.get("/channels")
    for number in range(23):
        (person if number < 12 else other).create_channel(f"Subject {number:02}", description="What it is about. " * 3)
    talk = person.create_channel("Talk", description='<Everything> & "more"')
    quiet = person.create_channel("Quiet")
    secret = person.create_channel("Secret", visibility="private")
    once = other.create_channel("Here once")
    person.join(once)
    person.leave(once)
    pages["channel, picture"] = person.get(f"/channels/{secret}/picture")
    send(person, secret, "Filed.", ("labels.pdf", PDF))
    pages["your files"] = person.get("/files?done=deleted")
    pages["file, delete"] = person.get(links_to(pages["your files"], f"{FILE}/delete")[0])
    other.join(talk)
    for number in range(56):
        (person if number % 4 else other).say(
            talk, f"Message {number}, with a line\nbreak & <tags> " + "and words " * (number % 9)
        )
    person.say(talk, "x" * 400)
    other.join(quiet)
    other.leave(quiet)
    marked = person.create_channel("Marked")
    other.join(marked)
    for text in FORMATTED:
        person.say(marked, text)
        other.say(marked, text)
    ours = f"/channels/{marked}/messages/1"
    form = person.get(f"{ours}/edit").form(f"{ours}/edit")
    edits = {
        "message, edit": person.get(f"{ours}/edit"),
        "message, edit with errors": person.submit(form, {"message": " "}),
        "message, delete": person.get(f"{ours}/delete"),
    }
    person.submit(form, {"message": FORMATTED[0] + "\n\nAnd *more*."})
    edits["message, edit of another version, refused"] = person.submit(form, {"message": "Of another tab."})
    edits["message, edited"] = person.get(f"{ours}?done=edited")
    edits["message, history"] = other.get(f"{ours}/history")
    person.say(marked, "Not for long")
    gone = f"/channels/{marked}/messages/{len(FORMATTED) * 2 + 2}"
    form = person.get(f"{gone}/edit").form(f"{gone}/edit")
    person.submit(person.get(f"{gone}/delete").form(f"{gone}/delete"), {})
    edits["message, edit of a deleted one, refused"] = person.submit(form, {"message": "Many fine words."})
    edits["message, deleted"] = person.get(gone)
    edits["channel, formatted"] = other.get(f"/channels/{marked}")
    edits["live, formatted"] = other.get(f"/channels/{marked}/live")
    edits["message, formatted"] = other.get(f"/channels/{marked}/messages/3")
    channel = person.get(f"/channels/{talk}")
    earlier = re.search(r"before=(\d+)", channel.text)[1]
    twin = Visitor(instance, person.name.replace("P", "\u0420")).sign_up().onboard()
    twins = person.create_channel("Twins")
    twin.join(twins)
    twin.say(twins, "Nobody else")
    # Nobody says as much in so short a time.
    rest(instance, person, other)
    reacted = with_reactions(person, other)
    pages |= pages_of_folders(other, talk)
    pages |= {
        "home, signed in": person.get("/"),
        "dashboard": person.get("/dashboard"),
        "channels": person.get("/channels"),
        "channels, looked for": person.get("/channels?q=subjekt&order=active"),
        "channels, none found": person.get("/channels?q=subject&category=legal&language=de"),
        "channels, left": person.get("/channels?show=left"),
        "channels, none left": newcomer.get("/channels?show=left"),
        "new channel": person.get("/channels/new"),
        "new channel with errors": person.submit(person.get("/channels/new").form("/channels"), {"visibility": None}),
        "channel, empty": person.get(f"/channels/{quiet}"),
        "channel": channel,
        "channel, earlier": person.get(f"/channels/{talk}?before={earlier}"),
        "channel, around a message": person.get(f"/channels/{talk}?around=1"),
        "channel, a day without messages": person.get(f"/channels/{talk}?on=2099-01-01"),
        "channel, day refused": person.get(f"/channels/{talk}?on=2099-02-31"),
        "channel, with news": with_news(person, talk),
        "channel, with news above": with_news(person, talk, above=True),
        "message": person.get(f"/channels/{talk}/messages/1"),
        "message, one's own": person.get(f"/channels/{talk}/messages/2"),
        "message, with a look-alike": person.get(f"/channels/{twins}/messages/1"),
        "message, with reactions": other.get(f"/channels/{reacted}/messages/1"),
        "message, reaction refused": other.submit(
            other.get(f"/channels/{reacted}/messages/1").form(f"/channels/{reacted}/messages/1/reactions"),
            {"emoji": "words"},
        ),
        "channel, with reactions": person.get(f"/channels/{reacted}"),
        "log, with reactions": person.get(f"/channels/{reacted}/log"),
        "channel, message refused": person.submit(channel.form(f"/channels/{talk}/messages"), {"message": "x" * 17000}),
        "channel, outside": newcomer.get(f"/channels/{talk}"),
        "private channel": person.get(f"/channels/{secret}"),
        "channel, leaving": person.get(f"/channels/{secret}/leave"),
        "channels, one left": person.get("/channels?done=left"),
        "live, resumed": person.get(f"/channels/{talk}/live?resumed"),
        "live": person.get(f"/channels/{talk}/live"),
        "inbox, live": person.get("/inbox/live"),
        "live, empty": person.get(f"/channels/{quiet}/live"),
        "log": person.get(f"/channels/{talk}/log"),
        "log, around a message": person.get(f"/channels/{talk}/log?around=1&on=2001-01-01"),
        "log, earlier": person.get(f"/channels/{talk}/log?before={earlier}"),
        "live, left": other.get(f"/channels/{quiet}/live"),
        "not found": person.get("/nowhere"),
        "not allowed": person.request("DELETE", "/dashboard"),
        "form not ours": person.submit(
            channel.form(f"/channels/{talk}/messages"), {"csrf": "0", "message": "Kept words"}
        ),
        "malformed": person.get("/%FF"),
    }
    rest(instance, person, other)
    pages |= pages_of_conversations(instance, person, other, newcomer)
    rest(instance, person, other)
    pages |= pages_of_threads(person, other)
    rest(instance, person, other)
    pages |= pages_of_keeping(person, other)
    pages |= pages_of_reports(instance)
    pages |= pages_of_administration(instance)
    pages |= pages_of_blocks(instance)
    pages |= pages_of_running_a_channel(instance)
    pages |= pages_of_the_web(instance)
    pages |= edits
    pages |= pages_of_hard_words(instance, newcomer)
    without = Visitor(instance)
    form = without.get("/sign-in").form("/sign-in")
    without.cookies.clear()
    pages["form without a cookie"] = without.submit(form, {"email": "ada@example.org", "password": "x"})
    without.cookies.clear()
    pages["no cookies"] = without.get("/cookies?next=%2Fsign-in&given")
    instance.pg_ctl("stop", "--mode", "immediate")
    pages["database away"] = person.get(f"/channels/{talk}")
    pages["database away, words kept"] = person.submit(
        channel.form(f"/channels/{talk}/messages"), {"message": "Kept words"}
    )
    instance.pg_ctl("start")
    instance.recover()
    unavailable = guest.get("/")
    unavailable.status, unavailable.body = 503, (ROOT / "static" / "unavailable.html").read_bytes()
    pages["unavailable"] = unavailable
    return pages


class Window:
    """Shows pages as they were served, whatever request each answered, in a browser of a certain size and colour."""

    def __init__(self, browser, base_url: str, scripts: bool, **options):
        self._answer = None
        self._context = browser.new_context(base_url=base_url, java_script_enabled=scripts, **options)
        self.page = self._context.new_page()
        self.page.route(re.compile(r"^(?!.*/static/)"), self._respond)

    def _respond(self, route):
        if not route.request.url.endswith("/shown"):
            return route.abort()
        # A page that asks for its successor would be gone before it is looked at.
        body = re.sub(rb'<meta http-equiv="refresh"[^>]*>', b"", self._answer.body)
        route.fulfill(status=200, body=body, content_type=self._answer.headers["Content-Type"])

    def show(self, answer, width: int, colour: str = "light", forced: str = "none"):
        self._answer = answer
        self.resize(width)
        self.page.emulate_media(color_scheme=colour, forced_colors=forced)
        self.page.goto("/shown")
        return self.page

    def resize(self, width: int, height: int = 800):
        self.page.set_viewport_size({"width": width, "height": height})

    def clear(self):
        """Ends what the page's script does."""
        self.page.goto("about:blank")

    def close(self):
        self._context.close()
