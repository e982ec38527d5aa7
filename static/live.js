// Conversations and lists of channels, kept live, and messages sent without leaving the page. Everything here is
// comfort: the page is whole without it (a frame that refreshes itself, or plain links), so a failure may stop it at
// any point.

const list = document.querySelector("#messages[data-changes]");
const channels = document.getElementById("inbox");
if (list || channels) {
    const conversation = list && display(list);
    const inbox = listUnread(list?.dataset.inbox ?? channels.dataset.changes, channels);
    const notice = connectionNotice(Boolean(list));
    const people = showPeople(list);
    const line = follow(conversation, inbox, notice, people);
    if (conversation) {
        const form = document.getElementById("message-form");
        if (form) tellTyping(form, list);
        react(list, form.elements.csrf.value, notice);
        compose(form, () => {
            conversation.showLatest();
            line.askNow();
        });
    }
}

// The list ----------------------------------------------------------------------------------------------------

// Puts items in their places. Returns { address, cursor, apply(items), replace(items), showLatest() }.
function display(list) {
    // Its scrolling runs backwards (column-reverse): 0 is the latest message, earlier ones are negative.
    const scroller = list.closest(".log");
    const newMessages = document.createElement("button");
    newMessages.type = "button";
    newMessages.className = "new-messages";
    newMessages.textContent = "New messages";
    newMessages.hidden = true;
    newMessages.addEventListener("click", () => {
        showLatest();
        scroller.focus({ preventScroll: true });
    });
    scroller.parentElement.append(newMessages);
    scroller.addEventListener("scroll", () => { if (isAtLatest()) newMessages.hidden = true; }, { passive: true });

    const seq = item => Number(item.dataset.seq);
    const isAtLatest = () => scroller.scrollTop > -32;

    function showLatest() {
        scroller.scrollTop = 0;
        newMessages.hidden = true;
    }

    // Returns whether the item is new to the page.
    function place(item) {
        const known = document.getElementById(item.id);
        if (known) {
            if (Number(known.dataset.changed) < Number(item.dataset.changed)) {
                const goOn = focusIn(known);
                known.replaceWith(item);
                mark(item);
                goOn(item);
            }
            return false;
        }
        // A change to a message from before the first one shown: its neighbours are not here.
        if (list.firstElementChild && seq(item) < seq(list.firstElementChild)) return false;
        let previous = list.lastElementChild;
        while (previous && seq(previous) > seq(item)) previous = previous.previousElementSibling;
        if (previous) previous.after(item); else list.prepend(item);
        mark(item);
        return true;
    }

    // Reading place: whatever is appended below, the message under the reader's eyes stays where it is.
    function apply(items) {
        const wasAtLatest = isAtLatest();
        const anchor = list.lastElementChild;
        const top = anchor?.getBoundingClientRect().top;
        const added = items.map(place).includes(true);
        if (added) document.getElementById("no-messages")?.remove();
        if (wasAtLatest) {
            scroller.scrollTop = 0;
        } else if (anchor?.isConnected) {
            scroller.scrollTop += anchor.getBoundingClientRect().top - top;
            if (added) newMessages.hidden = false;
        }
    }

    // The conversation is another than the page shows: it was restored from a backup.
    function replace(items) {
        list.replaceChildren(...items);
        for (const item of items) mark(item);
        if (items.length > 0) document.getElementById("no-messages")?.remove();
        showLatest();
    }

    return { address: list.dataset.changes, cursor: list.dataset.cursor, apply, replace, showLatest };
}

// The two rules of `[MessageItem].marked()`: where a day begins, and where an author goes on. A new item may
// change them for the one after it.
function mark(item) {
    for (const each of [item, item.nextElementSibling]) {
        if (!each) continue;
        const previous = each.previousElementSibling;
        const sameDay = previous?.dataset.day === each.dataset.day;
        each.querySelector(".day")?.remove();
        if (!sameDay) {
            const day = document.createElement("p");
            day.className = "day";
            day.textContent = each.dataset.dayLabel;
            each.prepend(day);
        }
        each.classList.toggle("continues",
            sameDay && previous.dataset.author === each.dataset.author && sentAt(each) - sentAt(previous) < 300_000);
    }
}

// Whoever is on something in an item goes on at the same place of the one that replaces it; what is offered there moves.
function focusIn(item) {
    const held = item.contains(document.activeElement) && document.activeElement;
    const offer = item.querySelector(":scope > .react");
    return fresh => {
        if (offer) fresh.append(offer);
        if (!held) return;
        const label = held.firstChild?.data;
        const same = offer?.contains(held) ? held
            : label && [...fresh.querySelectorAll("a")].find(each => each.firstChild?.data === label);
        (same || fresh.querySelector("a.time")).focus({ preventScroll: true });
    };
}

function sentAt(item) {
    return Date.parse(item.querySelector("time").dateTime);
}

// What is unread ----------------------------------------------------------------------------------------------

// Says how much is unread in the title and in the navigation, and in the list of the viewer's channels where the page
// has one. Returns { address, shown, zone, tell(headers, items), said() }; `shown` stands for what was told last.
function listUnread(address, region) {
    const title = document.title;
    const { channels: ofChannels, messages: ofMessages } = document.getElementById("connection").dataset;
    const sayOfChannels = navigationCount(ofChannels);
    const sayOfMessages = navigationCount(ofMessages);
    const inbox = { address, shown: region?.dataset.showing ?? "", zone: region?.dataset.zone, tell };
    let channels;
    let isStale = false;
    let soon;
    const sought = new Set();

    function tell(headers, items) {
        if (!headers.has("Agentor-Inbox")) return;
        inbox.shown = headers.get("Agentor-Inbox");
        const unread = Number(headers.get("Agentor-Unread"));
        document.title = unread ? `(${unread}) ${title}` : title;
        const direct = Number(headers.get("Agentor-Unread-Direct"));
        sayOfMessages(direct);
        sayOfChannels(unread - direct);
        const isAnother = channels && channels !== headers.get("Agentor-Channels");
        channels = headers.get("Agentor-Channels");
        if (!region) return;
        const summary = items.find(item => item.matches("p"));
        // A list that shows more of each than its count is taken anew, whatever has changed.
        if (isAnother || "whole" in region.dataset || !place(items.filter(item => item.dataset.channel))) return load();
        const line = document.getElementById("unread-summary");
        if (line && summary && line.textContent !== summary.textContent) line.textContent = summary.textContent;
    }

    // Those with something unread first, as they were told. Returns whether the page has them all.
    function place(rows) {
        const known = new Map([...region.querySelectorAll("[data-channel]")].map(row => [row.dataset.channel, row]));
        const isPaged = region.querySelector("[rel=next]") !== null;
        const missing = rows.map(row => row.dataset.channel).filter(slug => !known.has(slug) && !sought.has(slug));
        // Sought once: a list that is not whole may not have it.
        for (const slug of missing) sought.add(slug);
        if (missing.length > 0 && !isPaged) return false;
        const read = new Set(known.keys());
        for (const told of rows.toReversed()) {
            const row = known.get(told.dataset.channel);
            if (!row) continue;
            // Of what was said between two people the last words are shown.
            if ("direct" in told.dataset && unreadOf(row) !== unreadOf(told)) return false;
            read.delete(told.dataset.channel);
            setUnread(row, told.querySelector(".unread"));
            const [time, toldTime] = [row, told].map(item => item.querySelector("time"));
            if (time) toldTime.className = time.className;
            time?.replaceWith(toldTime);
            // Whoever is on a link in a row stays there.
            if (row.parentElement.firstElementChild !== row && !row.contains(document.activeElement)) {
                row.parentElement.prepend(row);
            }
        }
        for (const slug of read) setUnread(known.get(slug));
        return true;
    }

    function unreadOf(row) { return row.querySelector(".unread")?.textContent; }

    // Without a mark nothing is unread.
    function setUnread(row, mark) {
        const old = row.querySelector(".unread");
        if (!mark || !old) {
            old?.remove();
            if (mark) (row.querySelector("h3") ?? row.firstElementChild).append(" ", mark);
        } else if (old.textContent !== mark.textContent) {
            old.replaceWith(mark);
        }
    }

    // The list is another: the page's own is taken, once somebody looks.
    async function load() {
        isStale = document.hidden;
        if (isStale) return;
        try {
            const response = await fetch(location.href, { cache: "no-store", redirect: "manual" });
            if (response.status !== 200) return;
            const page = new DOMParser().parseFromString(await response.text(), "text/html");
            const fresh = page.getElementById("inbox");
            if (!fresh) return;
            // Parsed without scripts, what stands in for them would be there too.
            for (const frame of fresh.querySelectorAll("noscript")) frame.remove();
            const focused = region.contains(document.activeElement) && document.activeElement.getAttribute("href");
            region.replaceChildren(...fresh.childNodes);
            if (focused) region.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
        } catch {
            // The next answer says that the connection is lost.
        }
    }

    document.addEventListener("visibilitychange", () => { if (isStale) load(); });

    // What was said in the conversation on the page is told by it, and not by the inbox.
    inbox.said = () => {
        // Nor is it taken where there is no room for it.
        if (!region || !("whole" in region.dataset) || !region.offsetParent) return;
        clearTimeout(soon);
        soon = setTimeout(load, 500);
    };
    return inbox;
}

// Beside an entry of the navigation. Returns what sets it.
function navigationCount(address) {
    const badge = document.createElement("span");
    badge.className = "count";
    badge.hidden = true;
    document.querySelector(`.site-header nav a[href="${address}"]`)?.append(" ", badge);
    return count => {
        badge.textContent = count;
        badge.append(hidden(" unread"));
        badge.hidden = count === 0;
    };
}

// For those who hear the page.
function hidden(text) {
    const words = document.createElement("span");
    words.className = "visually-hidden";
    words.textContent = text;
    return words;
}

// Asking for changes ------------------------------------------------------------------------------------------

// Asks for what came, over and over; the server holds each answer until there is something. One wait is for
// everything the page shows. Returns { askNow() }, which cuts a waiting time short.
function follow(conversation, inbox, notice, people) {
    const longestHold = 60_000;
    const longestPause = 10_000;
    const hiddenPause = 20_000;
    let attempt = new AbortController();
    let failures = 0;
    let isAway = false;

    addEventListener("pagehide", () => { isAway = true; attempt.abort(); });
    addEventListener("pageshow", event => {
        if (!event.persisted) return;
        isAway = false;
        attempt.abort();
    });
    document.addEventListener("visibilitychange", () => attempt.abort());
    addEventListener("offline", () => { notice.lost(); attempt.abort(); });
    addEventListener("online", () => attempt.abort());

    // Equal requests from several tabs would be sent one after another: `hold` makes each its own. After a failure the
    // answer must not be held, or nobody could tell that the connection is back.
    //
    // Connections are few (six per host over HTTP/1.1), so a page nobody sees holds none: now and then it asks how much
    // is unread, for its title. Its messages wait until it is looked at again; they are not read before.
    function question() {
        const isHidden = document.hidden;
        const asked = new URLSearchParams({ hold: crypto.randomUUID() });
        if (isHidden || failures) asked.set("wait", "0");
        people.ask(asked, Boolean(conversation) && !isHidden);
        if (conversation && !isHidden) {
            asked.set("after", conversation.cursor);
            asked.set("inbox", inbox.shown);
            return `${conversation.address}?${asked}`;
        }
        asked.set("showing", inbox.shown);
        if (inbox.zone) asked.set("zone", inbox.zone);
        return `${inbox.address}?${asked}`;
    }

    async function ask(signal) {
        const isHidden = document.hidden;
        const response = await fetch(question(), { signal, cache: "no-store", redirect: "manual" });
        const pause = isHidden ? hiddenPause : 1000 * Number(response.headers.get("Retry-After") ?? 0) || 0;
        if (response.status === 200) {
            const parsed = document.createElement("template");
            parsed.innerHTML = await response.text();
            const items = [...parsed.content.children].filter(item => !people.tell(item, response.headers));
            if (conversation && response.headers.has("Agentor-Cursor")) {
                if (response.headers.get("Agentor-List") === "whole") conversation.replace(items);
                else conversation.apply(items);
                people.said(items);
                inbox.said();
                conversation.cursor = response.headers.get("Agentor-Cursor");
            }
            inbox.tell(response.headers, items);
        } else if (response.type === "opaqueredirect" || [401, 403, 404].includes(response.status)) {
            return { isOver: true, status: response.status };
        } else if (response.status !== 204) {
            return { isLost: true, pause };
        }
        return { pause };
    }

    async function run() {
        for (;;) {
            attempt = new AbortController();
            const { signal } = attempt;
            if (isAway) {
                await pauseFor(Infinity, signal);
                continue;
            }
            const tooLong = setTimeout(() => attempt.abort("too long"), longestHold);
            const answer = await ask(signal).catch(() => ({ isLost: true, pause: 0 }));
            clearTimeout(tooLong);
            // Given up on purpose, to ask again under new circumstances.
            if (signal.aborted && signal.reason !== "too long") continue;
            if (answer.isOver) return notice.over(answer.status);
            if (answer.isLost) {
                notice.lost();
                failures += 1;
                const backOff = Math.min(longestPause, 250 * 2 ** failures) * (0.5 + Math.random() / 2);
                await pauseFor(Math.max(backOff, answer.pause), signal);
            } else {
                notice.back();
                failures = 0;
                await pauseFor(answer.pause, signal);
            }
        }
    }

    run();
    return { askNow: () => { if (failures) attempt.abort(); } };
}

// Resolves after the time, or as soon as the signal says.
function pauseFor(milliseconds, signal) {
    if (milliseconds === 0 || signal.aborted) return;
    return new Promise(resolve => {
        signal.addEventListener("abort", resolve, { once: true });
        if (milliseconds !== Infinity) setTimeout(resolve, milliseconds);
    });
}

// Says how the connection is, in the page's status line. Texts are set only when they change, so that they are
// read out once.
function connectionNotice(isConversation) {
    const status = document.getElementById("connection");
    const { signIn, channels } = status.dataset;
    const here = location.pathname;
    let told = "";

    function say(text, address, label) {
        if (status.dataset.said === text) return;
        status.dataset.said = text;
        status.textContent = text;
        if (!address) return;
        const link = document.createElement("a");
        link.href = address;
        link.textContent = label;
        status.append(" ", link);
    }

    return {
        lost: () => say("Connection lost. Trying again…"),
        back: () => say(told),
        // Something else that stays until it is told otherwise.
        tell: text => {
            if (text === told) return;
            told = text;
            say(text);
        },
        over: code => {
            if (![403, 404].includes(code) || !isConversation && code === 404) {
                say("You are signed out.", `${signIn}?next=${encodeURIComponent(here)}`, "Sign in");
            } else if (isConversation) {
                say("This channel is no longer open to you.", channels, "Your channels");
            } else {
                say("Something has to be done before you can go on.", here, "See what");
            }
        },
    };
}

// Who is there ------------------------------------------------------------------------------------------------

// Sets the dots at faces, says who writes, and who has read the reader's last message. Returns { ask(asked, isInChannel),
// which adds what is shown to a question, tell(item, headers), which takes a `PresenceFragment`, and said(items) }.
function showPeople(list) {
    const states = { here: "Here now", away: "Away", busy: "Do not disturb" };
    const shown = { circle: "", channel: "" };
    const known = { circle: [], channel: [] };
    const isDirect = location.pathname.startsWith("/messages/");
    const line = document.querySelector(".conversation-head h1 + p");
    let touched = Date.now();
    let viewer;
    let writes;
    let soon;

    for (const event of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focus"]) {
        addEventListener(event, () => { touched = Date.now(); }, { passive: true });
    }
    const composer = list && document.getElementById("message-form");
    if (composer) {
        writes = document.createElement("p");
        writes.className = "typing";
        writes.hidden = true;
        composer.before(writes);
    }

    function ask(asked, isInChannel) {
        asked.set("idle", Math.floor((Date.now() - touched) / 1000));
        if (isInChannel) asked.set("presence", shown.channel);
        // On pages with a list of conversations.
        if (document.querySelector(".inbox, #inbox[data-whole]")) asked.set("circle", shown.circle);
    }

    function tell(item, headers) {
        const place = item.dataset.presence;
        if (!place) return false;
        shown[place] = headers.get(place === "circle" ? "Agentor-Circle" : "Agentor-Presence");
        known[place] = [...item.children];
        viewer = item.dataset.viewer;
        show();
        if (place === "channel") {
            sayWhoWrites();
            sayWhoRead();
        }
        return true;
    }

    function show() {
        const present = new Map();
        for (const each of [...known.circle, ...known.channel]) {
            if (each.dataset.handle && each.dataset.state) present.set(each.dataset.handle, each.dataset.state);
        }
        const told = { circle: shown.circle !== "", channel: shown.channel !== "" };
        for (const row of document.querySelectorAll(".inbox li > a, .card li > a[href^='/messages/']")) {
            if (told.circle) set(row, row.querySelector(".avatar"), present.get(handleIn(row)), row.querySelector("b"));
        }
        for (const row of document.querySelectorAll(".about li.person")) {
            const link = row.querySelector("a.handle");
            if (told.channel && link) set(row, row.querySelector(".avatar"), present.get(handleIn(link)), row.querySelector("p"));
        }
        if (!isDirect || !told.channel) return;
        const state = present.get(decodeURIComponent(location.pathname.split("/")[2]));
        dot(document.querySelector(".conversation-head .avatar"), state);
        const words = line.querySelector(".presence-line");
        if (!state) {
            // When they were last there is for the page to say.
            if (words && Object.values(states).some(each => words.textContent.endsWith(each))) words.remove();
        } else if (words) {
            words.textContent = ` · ${states[state]}`;
        } else {
            const made = document.createElement("span");
            made.className = "presence-line";
            made.textContent = ` · ${states[state]}`;
            line.append(made);
        }
    }

    function handleIn(link) { return link.getAttribute("href").split("/")[2]; }

    function dot(face, state) {
        const old = face?.querySelector(".presence");
        if (!state || !face) return old?.remove();
        const mark = old ?? face.appendChild(document.createElement("span"));
        mark.className = `presence ${state}`;
    }

    // With words for those who hear the page, before the name.
    function set(row, face, state, name) {
        dot(face, state);
        const old = row.querySelector(".presence-words");
        if (!state) return old?.remove();
        const words = `${states[state]}: `;
        if (old) {
            if (old.textContent !== words) old.textContent = words;
            return;
        }
        const made = hidden(words);
        made.classList.add("presence-words");
        name.before(made);
    }

    function named(names) {
        return names.length < 3 ? names.join(" and ") : `${names[0]}, ${names[1]} and ${names.length - 2} more`;
    }

    function sayWhoWrites() {
        const names = known.channel.filter(each => "typing" in each.dataset).map(each => `\u2068${each.textContent}\u2069`);
        const text = names.length ? `${named(names)} ${names.length === 1 ? "is" : "are"} writing …` : "";
        if (!writes || writes.textContent === text) return;
        writes.textContent = text;
        writes.hidden = !text;
        clearTimeout(soon);
        // It goes by itself, also when the connection is lost.
        if (text) soon = setTimeout(() => { writes.textContent = ""; writes.hidden = true; }, 6000);
    }

    function sayWhoRead() {
        const own = list && [...list.children].findLast(
            item => item.dataset.author === viewer && !item.querySelector(":scope > .message-gone"));
        for (const old of list?.querySelectorAll(".seen") ?? []) if (old.parentElement !== own) old.remove();
        if (!own) return;
        const names = known.channel.filter(each => Number(each.dataset.read ?? 0) >= Number(own.dataset.seq)
            && Number(each.dataset.since) <= sentAt(own) + 1000).map(each => `\u2068${each.textContent}\u2069`);
        const old = own.querySelector(".seen");
        if (names.length === 0) return old?.remove();
        const text = isDirect ? "Seen" : `Seen by ${named(names)}`;
        const mark = old ?? own.appendChild(document.createElement("p"));
        mark.className = "seen";
        if (mark.textContent !== text) mark.textContent = text;
    }

    // Whoever has said it does not write it any more.
    function said(items) {
        if (!shown.channel) return;
        const authors = new Set(items.map(item => item.dataset.author));
        for (const each of known.channel) if (authors.has(each.dataset.person)) delete each.dataset.typing;
        sayWhoWrites();
        sayWhoRead();
    }

    return { ask, tell, said };
}

// Says that the reader writes, every four seconds at most.
function tellTyping(form, list) {
    const address = list.dataset.changes.replace(/changes$/, "typing");
    let told = 0;
    form.elements.message.addEventListener("input", event => {
        if (!event.target.value.trim() || Date.now() - told < 4000) return;
        told = Date.now();
        fetch(address, {
            method: "POST", body: new URLSearchParams({ csrf: form.elements.csrf.value }), redirect: "manual",
        }).catch(() => {});
    });
    form.addEventListener("submit", () => { told = 0; });
}

// Reacting ----------------------------------------------------------------------------------------------------

// A chip below a message sets the reader's own reaction, or takes it back; the usual ones are offered at the message under
// the pointer or the focus. What is the reader's own is learnt as they press: the list is the same for everybody.
function react(list, csrf, notice) {
    // `ReactionDraft.usual`.
    const usual = ["👍", "❤️", "🎉", "😂", "😮", "😢", "🙏", "👀"];
    // Sets of emoji, by the id of the item.
    const own = new Map();
    let isBusy = false;

    const offer = document.createElement("div");
    offer.className = "react";
    // In a log, what is added would be read out.
    offer.setAttribute("aria-live", "off");
    const opener = button("React");
    opener.className = "button-second button-small";
    const set = document.createElement("ul");
    set.className = "reactions";
    const other = document.createElement("a");
    other.textContent = "Another emoji";
    for (const control of [...usual.map(button), other]) {
        const entry = document.createElement("li");
        entry.append(control);
        set.append(entry);
    }
    offer.append(opener, set);
    setOpen(false);

    opener.addEventListener("click", () => setOpen(set.hidden));
    set.addEventListener("click", event => {
        const chosen = event.target.closest("button");
        if (!chosen) return;
        setOpen(false);
        opener.focus({ preventScroll: true });
        toggle(offer.parentElement, chosen.textContent);
    });
    offer.addEventListener("keydown", event => {
        if (event.key !== "Escape" || set.hidden) return;
        setOpen(false);
        opener.focus({ preventScroll: true });
    });
    list.addEventListener("focusin", event => place(event.target.closest(".message")));
    list.addEventListener("pointerover", event => {
        // Whoever goes by keyboard keeps it where they are.
        if (!offer.querySelector(":focus-visible")) place(event.target.closest(".message"));
    });
    list.addEventListener("pointerleave", () => {
        if (set.hidden && !offer.contains(document.activeElement)) offer.remove();
    });

    const chipAt = event => event.target.closest(".message > .reactions a");
    list.addEventListener("click", event => {
        const chip = chipAt(event);
        if (!chip || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        toggle(chip.closest(".message"), emojiOf(chip));
    });
    list.addEventListener("keydown", event => {
        if (event.key !== " " || !chipAt(event)) return;
        event.preventDefault();
        chipAt(event).click();
    });
    new MutationObserver(records => {
        for (const record of records) record.addedNodes.forEach(show);
    }).observe(list, { childList: true });
    for (const item of list.children) show(item);

    function button(label) {
        const made = document.createElement("button");
        made.type = "button";
        made.textContent = label;
        return made;
    }

    function setOpen(isOpen) {
        set.hidden = !isOpen;
        opener.setAttribute("aria-expanded", String(isOpen));
    }

    function place(item) {
        if (!item || offer.parentElement === item) return;
        setOpen(false);
        if (item.querySelector(":scope > .message-gone")) return offer.remove();
        other.href = `${item.querySelector("a.time").href}#reactions`;
        item.append(offer);
    }

    function emojiOf(chip) {
        return chip.firstChild.data.trim();
    }

    function show(item) {
        if (!(item instanceof Element)) return;
        for (const chip of item.querySelectorAll(":scope > .reactions a")) {
            const isOwn = own.get(item.id)?.has(emojiOf(chip)) ?? false;
            chip.setAttribute("role", "button");
            chip.classList.toggle("own", isOwn);
            chip.lastElementChild.textContent = isOwn ? " reacted (yours)" : " reacted";
        }
    }

    async function toggle(item, emoji) {
        if (isBusy) return;
        isBusy = true;
        try {
            const isOwn = own.get(item.id)?.has(emoji) ?? false;
            // Set already, which the page did not know: then it is taken back.
            const isChanged = await post(item, emoji, !isOwn);
            if (!isChanged && !isOwn) await post(item, emoji, false);
            notice.tell("");
        } catch (problem) {
            notice.tell(problem instanceof Refusal ? problem.message : "The reaction was not taken. Try again.");
        }
        isBusy = false;
    }

    // Returns whether that changed anything.
    async function post(item, emoji, isWanted) {
        const address = `${item.querySelector("a.time").href}/reactions${isWanted ? "" : "/remove"}`;
        const response = await fetch(address, {
            method: "POST", body: new URLSearchParams({ csrf, emoji }),
            headers: { Accept: "application/json" }, redirect: "manual",
        });
        const answer = await response.json();
        if (response.status >= 500) throw new Error(answer.title);
        if (!response.ok) throw new Refusal(answer.fields?.[0].detail ?? answer.title);
        own.set(item.id, new Set(answer.own));
        const present = document.getElementById(item.id);
        if (present) show(present);
        return answer.isChanged;
    }
}

// What the server says in words for the reader.
class Refusal extends Error {}

// Sending -----------------------------------------------------------------------------------------------------

function compose(form, whenSent) {
    const box = form.elements.message;
    const error = document.getElementById("message-error");
    const button = form.querySelector("button");
    const hint = document.getElementById("message-hint");
    const keptText = "Not sent. Your message is kept; try again.";
    const signedOutText = "Not sent: you are signed out. Copy your message, then load this page again.";
    let isSending = false;

    // The page asks by itself now, so the place of "Check for new messages" is free.
    hint.querySelector("a")?.remove();
    if (matchMedia("(pointer: fine)").matches) {
        const keys = document.createElement("span");
        keys.className = "keys";
        keys.textContent = "Shift + Enter starts a new line";
        hint.append(keys);
        box.addEventListener("keydown", event => {
            // Safari ends the composition before it tells of the Enter that ended it: then only the code is of an
            // input method.
            const isComposing = event.isComposing || event.keyCode === 229;
            const isPlainEnter = event.key === "Enter" && !event.shiftKey && !event.altKey && !event.ctrlKey
                && !event.metaKey && !isComposing;
            if (!isPlainEnter) return;
            event.preventDefault();
            form.requestSubmit();
        });
    }

    form.addEventListener("submit", async event => {
        event.preventDefault();
        if (isSending) return;
        setSending(true);
        const text = box.value;
        const problem = text.trim() ? await post() : "Write a message first.";
        if (problem) {
            error.textContent = problem;
            box.setAttribute("aria-invalid", "true");
        } else {
            // Words typed while the message was on its way belong to the next one.
            box.value = box.value.startsWith(text) ? box.value.slice(text.length) : box.value;
            // A failed attempt keeps its nonce: if the server stored it after all, trying again stores nothing.
            form.elements.nonce.value = crypto.randomUUID();
            error.textContent = "";
            box.removeAttribute("aria-invalid");
            whenSent();
        }
        setSending(false);
        // A reader who has meanwhile gone elsewhere on the page is left there.
        if (form.contains(document.activeElement) || document.activeElement === document.body) box.focus();
    });

    // Not `disabled`, which would take the focus from the button.
    function setSending(sending) {
        isSending = sending;
        button.setAttribute("aria-disabled", String(sending));
    }

    // Returns what went wrong, or nothing. The message arrives by the same way as everybody else's.
    async function post() {
        try {
            const response = await fetch(form.action, {
                method: "POST", body: new URLSearchParams(new FormData(form)),
                headers: { Accept: "application/json" }, redirect: "manual",
            });
            if (response.ok) return;
            if (response.status === 401 || response.status === 403) return signedOutText;
            if (response.status >= 500) return keptText;
            const { title, fields } = await response.json();
            const ofMessage = fields?.find(field => field.name === "message")?.detail;
            // Final, but for what can be mended or waited out: trying again would be refused again.
            return ofMessage ?? (response.status === 429 ? title : `${title} Your message is kept.`);
        } catch {
            return keptText;
        }
    }
}
