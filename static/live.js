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
        conversation.whenMoved = line.askAnew;
        const form = document.getElementById("message-form");
        if (form) tellTyping(form, list);
        followQuotes(list);
        // Without one nothing more can be written here.
        if (form) write(form, conversation, line, notice);
    }
}

function write(form, conversation, line, notice) {
    const offer = react(list, form.elements.csrf.value, notice);
    answer(offer, form);
    complete(form.elements.message, list.dataset.changes.replace(/^(\/channels\/[^/]+).*/, "$1/people"));
    const draft = keepDraft(form);
    attachWhenWanted(form);
    compose(form, () => {
        conversation.showLatest();
        line.askNow();
        draft?.sent();
    });
}

// Whether a key is an input method's. Safari ends the composition before it tells of the Enter that ended it: then only
// the code says so.
function isOfInputMethod(event) { return event.isComposing || event.keyCode === 229; }

// The list ----------------------------------------------------------------------------------------------------

// Puts items in their places, and earlier and later ones as the reader comes near the end of what is there. Returns
// { address, cursor, isPast(), apply(items), replace(items), showLatest(), whenMoved }; `whenMoved` is called where
// what was asked for is no longer what is needed.
function display(list) {
    // Its scrolling runs backwards (column-reverse): 0 is the latest message, earlier ones are negative.
    const scroller = list.closest(".log");
    const newMessages = document.createElement("button");
    newMessages.type = "button";
    newMessages.className = "new-messages";
    newMessages.addEventListener("click", () => {
        showLatest();
        scroller.focus({ preventScroll: true });
    });
    scroller.parentElement.append(newMessages);

    const seq = item => Number(item.dataset.seq);
    const isAtLatest = () => reachesLatest && scroller.scrollTop > -32;
    // Whether the list goes on to the latest message. Where it does not, what is new has no place in it.
    let reachesLatest = !linkTo("next");
    let hasNews = false;
    // The item the address names, which is held at the top until the reader moves.
    const asked = location.hash.match(/^#(m-\d+)$/)?.[1] ?? `m-${new URLSearchParams(location.search).get("around")}`;
    let hasMoved = false;
    let soon;
    if (reachesLatest) removeWayToLatest();
    offerLatest();

    const { changes: address, cursor, zone } = list.dataset;
    const shown = { address, cursor, zone, apply, replace, showLatest };
    shown.isPast = () => !reachesLatest;

    function offerLatest() {
        const label = hasNews ? "New messages" : "Latest messages";
        if (newMessages.textContent !== label) newMessages.textContent = label;
        newMessages.hidden = !hasNews && (reachesLatest || !hasMoved);
    }

    async function showLatest() {
        if (!reachesLatest) {
            try {
                const page = await take({});
                replace(page.items, page.hasEarlier);
                goBackTo(page.cursor);
            } catch {
                location.assign(location.pathname);
            }
        }
        scroller.scrollTop = 0;
        hasNews = false;
        hasMoved = true;
        offerLatest();
        tellPlace();
    }

    // Returns whether the item is new to the page.
    function place(item) {
        requote(list, item);
        const known = document.getElementById(item.id);
        if (known) {
            if (Number(known.dataset.changed) < Number(item.dataset.changed)) {
                const goOn = focusIn(known);
                const fold = item.querySelector(":scope > .folded");
                if (fold) fold.open = known.querySelector(":scope > .folded")?.open ?? true;
                known.replaceWith(item);
                mark(item);
                goOn(item);
            }
            return false;
        }
        // A change to a message from before the first one shown: its neighbours are not here.
        if (list.firstElementChild && seq(item) < seq(list.firstElementChild)) {
            tellOfReply(item);
            return false;
        }
        let previous = list.lastElementChild;
        if (!reachesLatest && previous && seq(previous) < seq(item)) return item.dataset.changed === item.dataset.seq;
        while (previous && seq(previous) > seq(item)) previous = previous.previousElementSibling;
        if (previous) previous.after(item); else list.prepend(item);
        mark(item);
        return true;
    }

    function apply(items) {
        const wasAtLatest = isAtLatest();
        keepPlace(() => {
            const added = items.map(place).includes(true);
            if (added) document.getElementById("no-messages")?.remove();
            if (added && !wasAtLatest && !items.every(isFolded)) hasNews = true;
        });
        offerLatest();
    }

    // What was said in the thread of a message that is not on the page.
    function tellOfReply(item) {
        const thread = item.querySelector(":scope > .thread");
        const isReply = Number(thread?.dataset.last) + 1 === Number(item.dataset.changed);
        if (!isReply || document.getElementById("new-threads")) return;
        const line = document.createElement("p");
        line.id = "new-threads";
        line.className = "paging";
        const link = document.createElement("a");
        link.href = list.dataset.changes.replace(/changes$/, `threads?since=${Number(thread.dataset.last) - 1}`);
        link.textContent = "New replies in threads";
        line.append(link);
        list.parentElement.prepend(line);
    }

    // The list is another: the conversation was restored from a backup, or the reader goes to its end.
    function replace(all, hasEarlier = all.length > 0) {
        const items = all.filter(item => !document.querySelector(`.thread-head > #${item.id}`) || void place(item));
        list.replaceChildren(...items);
        for (const item of items) mark(item);
        if (items.length > 0) document.getElementById("no-messages")?.remove();
        reachesLatest = true;
        removeWayToLatest();
        setLink("prev", hasEarlier);
        scroller.scrollTop = 0;
        hasNews = false;
        offerLatest();
    }

    // What comes and goes, comes and goes around the reader, who stays where they are.
    function keepPlace(change) {
        const wasAtLatest = isAtLatest();
        const item = wasAtLatest ? null : inView();
        const top = item?.getBoundingClientRect().top;
        change();
        shorten(item);
        const same = item && document.getElementById(item.id);
        if (same) scroller.scrollTop += same.getBoundingClientRect().top - top;
        if (wasAtLatest) scroller.scrollTop = 0;
        goToAsked();
    }

    // There may not have been enough below it to have it at the top.
    function goToAsked() {
        const item = hasMoved ? null : document.getElementById(asked);
        if (item) scroller.scrollTop += item.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    }

    // The first item that begins in view, or the one that fills it.
    function inView() {
        const { top, bottom } = scroller.getBoundingClientRect();
        let over = null;
        for (const item of list.children) {
            const place = item.getBoundingClientRect();
            if (place.top >= bottom) break;
            if (place.top >= top - 1) return item;
            if (place.bottom > top) over = item;
        }
        return over;
    }

    // Earlier and later ones --------------------------------------------------------------------------

    // More items than these make every step slow; the farthest go.
    const mostItems = 600;
    // Beside the page: the messages alone.
    const log = new URL("log", new URL(shown.address, location.href));
    // Up to where the reader had read when they came: where the line between old and new is.
    const lastRead = new URLSearchParams(document.getElementById("new-above")?.search ?? location.search).get("read");
    const loading = new Set();
    const nearby = new IntersectionObserver(entries => {
        for (const entry of entries) if (entry.isIntersecting) load(entry.target.rel);
    }, { root: scroller, rootMargin: "800px 0px" });
    for (const rel of ["prev", "next"]) setLink(rel, linkTo(rel) !== null);

    function linkTo(rel) { return list.parentElement.querySelector(`.paging > [rel=${rel}]`); }

    function removeWayToLatest() {
        list.parentElement.querySelectorAll("#messages ~ .paging").forEach(line => line.remove());
    }

    // Watched anew: it may be near already.
    function setLink(rel, isNeeded) {
        let link = linkTo(rel);
        if (link) nearby.unobserve(link);
        const end = rel === "prev" ? list.firstElementChild : list.lastElementChild;
        if (!isNeeded || !end) {
            if (link && link === document.activeElement) scroller.focus({ preventScroll: true });
            return link?.parentElement.remove();
        }
        if (!link) {
            link = document.createElement("a");
            link.rel = rel;
            link.textContent = rel === "prev" ? "Earlier messages" : "Later messages";
            const line = document.createElement("p");
            line.className = "paging";
            line.append(link);
            if (rel === "prev") list.before(line); else list.after(line);
        }
        link.href = `${location.pathname}?${rel === "prev" ? "before" : "around"}=${seq(end)}`;
        nearby.observe(link);
    }

    async function load(rel) {
        const isEarlier = rel === "prev";
        const end = isEarlier ? list.firstElementChild : list.lastElementChild;
        if (loading.has(rel) || !end) return;
        loading.add(rel);
        try {
            const page = await take({ [isEarlier ? "before" : "around"]: end.dataset.seq });
            // Not if the list has become another meanwhile.
            const fits = (isEarlier ? list.firstElementChild : list.lastElementChild)?.id === end.id;
            if (fits && linkTo(rel)) insert(page, isEarlier);
            loading.delete(rel);
            if (!fits) setLink(rel, linkTo(rel) !== null);
        } catch {
            setTimeout(() => { loading.delete(rel); setLink(rel, linkTo(rel) !== null); }, 5000);
        }
    }

    async function take(query) {
        const asked = new URLSearchParams(query);
        if (lastRead) asked.set("read", lastRead);
        const response = await fetch(`${log}?${asked}`, { cache: "no-store", redirect: "manual" });
        if (response.status !== 200) throw new Error(response.statusText);
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const items = page.querySelector(".messages:not(.thread-head)");
        const has = rel => page.querySelector(`[rel=${rel}]`) !== null;
        return {
            items: [...items.children], cursor: items.dataset.cursor, hasEarlier: has("prev"), hasLater: has("next"),
        };
    }

    function insert(page, isEarlier) {
        // What is read on purpose is not told as news.
        scroller.setAttribute("aria-live", "off");
        setTimeout(() => scroller.removeAttribute("aria-live"), 1000);
        keepPlace(() => {
            const fresh = page.items.filter(item => document.getElementById(item.id) ? place(item) : true);
            if (isEarlier) {
                const first = list.firstElementChild;
                list.prepend(...fresh);
                mark(first);
                setLink("prev", page.hasEarlier);
            } else {
                list.append(...fresh);
                if (fresh.length > 0) mark(fresh[0]);
                reachesLatest = !page.hasLater;
                if (reachesLatest) removeWayToLatest(); else setLink("next", true);
            }
        });
        offerLatest();
        goBackTo(page.cursor);
    }

    // What was told of items that were not here yet is told again.
    function goBackTo(cursor) {
        if (Number(cursor) < Number(shown.cursor)) shown.cursor = cursor;
        shown.whenMoved?.();
    }

    function shorten(item) {
        const surplus = list.children.length - mostItems;
        if (surplus <= 0) return;
        const items = [...list.children];
        const dropsLater = item !== null && items.indexOf(item) < items.length / 2;
        for (const each of dropsLater ? items.toReversed().slice(0, surplus) : items.slice(0, surplus)) {
            if (each.contains(document.activeElement)) break;
            each.remove();
        }
        if (dropsLater) {
            reachesLatest = false;
            setLink("next", true);
        } else {
            mark(list.firstElementChild);
            setLink("prev", true);
        }
    }

    // The place in the address --------------------------------------------------------------------------

    for (const type of ["wheel", "touchmove", "keydown", "pointerdown"]) {
        scroller.addEventListener(type, () => { hasMoved = true; }, { passive: true });
    }
    scroller.addEventListener("scroll", () => {
        if (isAtLatest()) hasNews = false;
        offerLatest();
        clearTimeout(soon);
        soon = setTimeout(tellPlace, 150);
    }, { passive: true });
    scroller.addEventListener("click", tellPlace, { capture: true });
    goToAsked();

    // Going back, and loading the page again, return to what was in view.
    function tellPlace() {
        const top = scroller.getBoundingClientRect().top;
        const above = document.getElementById("new-above");
        const begin = above && document.getElementById(above.hash.slice(1));
        if (begin && begin.getBoundingClientRect().top >= top) above.parentElement.remove();
        if (!hasMoved) return;
        const item = isAtLatest() ? null : inView();
        const asked = new URLSearchParams(item ? { around: seq(item) } : {});
        if (item && lastRead) asked.set("read", lastRead);
        const address = location.pathname + (item ? `?${asked}` : "");
        if (address !== location.pathname + location.search) history.replaceState(history.state, "", address);
    }

    return shown;
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

// Folds the messages away of those whom the reader has blocked or muted. What is said of their pages by the server is there
// already (`MessageFoldFragment`).
function fold(items, headers) {
    for (const kind of ["block", "mute"]) {
        const people = headers.get(`Agentor-Folded-${kind}`)?.toLowerCase().split(" ") ?? [];
        const are = person => people.includes(person?.toLowerCase());
        const folding = (className, what) => {
            const details = document.createElement("details");
            details.className = className;
            const summary = document.createElement("summary");
            summary.textContent = `${what} of somebody you have ${kind === "block" ? "blocked" : "muted"}`;
            details.append(summary);
            return details;
        };
        for (const item of items) {
            if (are(item.dataset.author)) {
                item.prepend(folding("folded", "Message"));
                continue;
            }
            const quote = item.querySelector(":scope > .quote");
            if (are(quote?.dataset.by)) quote.before(folding("folded-quote", "Words"));
        }
    }
}

function isFolded(item) { return item.querySelector(":scope > .folded:not([open])") !== null; }

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

// A folder of channels stays as it was left.
document.addEventListener("toggle", event => {
    const form = "folder" in event.target.dataset && event.target.querySelector("form[action$='/closed']");
    if (!form) return;
    const body = new URLSearchParams(new FormData(form));
    const closed = event.target.open ? "no" : "yes";
    // It is told as it is shown when the page has come.
    if (closed !== body.get("closed")) return;
    body.set("closed", closed);
    form.elements.closed.value = event.target.open ? "yes" : "no";
    fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
}, true);

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
            const isAsItWas = unreadOf(row) === unreadOf(told);
            const [time, toldTime] = [row, told].map(item => item.querySelector("time"));
            if (time) toldTime.className = time.className;
            time?.replaceWith(toldTime);
            // What the page says already stays where it is.
            if (isAsItWas) continue;
            setUnread(row, told.querySelector(".unread"));
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
            const fresh = await fromThePage("inbox");
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

// A part of the page as it is now, by its name.
async function fromThePage(id) {
    const response = await fetch(location.href, { cache: "no-store", redirect: "manual" });
    if (response.status !== 200) return null;
    return new DOMParser().parseFromString(await response.text(), "text/html").getElementById(id);
}

// Beside a stranger's request: what to be careful with, by all they have written until now.
async function warn() {
    const care = document.getElementById("care");
    if (!care) return;
    try {
        const fresh = await fromThePage("care");
        if (fresh && fresh.innerHTML !== care.innerHTML) care.replaceChildren(...fresh.childNodes);
    } catch {
        // The next answer says that the connection is lost.
    }
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
// everything the page shows. Returns { askNow(), askAnew() }, which cut a waiting time short, and a wait too.
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
            asked.set("zone", conversation.zone);
            if (conversation.isPast()) asked.set("past", "");
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
            signal.throwIfAborted();
            const items = [...parsed.content.children].filter(item => !people.tell(item, response.headers));
            if (conversation && response.headers.has("Agentor-Cursor")) {
                fold(items, response.headers);
                if (response.headers.get("Agentor-List") === "whole") conversation.replace(items);
                else conversation.apply(items);
                people.said(items);
                warn();
                if (!items.every(isFolded)) inbox.said();
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
    return { askNow: () => { if (failures) attempt.abort(); }, askAnew: () => { if (!failures) attempt.abort(); } };
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

// Answering ---------------------------------------------------------------------------------------------------

// What is offered at a message besides reactions: its thread, and to quote it in the composer.
function answer(offer, form) {
    const reply = document.createElement("a");
    reply.className = "button button-second button-small";
    reply.textContent = "Reply";
    const quote = document.createElement("button");
    quote.type = "button";
    quote.className = "button-second button-small";
    quote.textContent = "Quote";
    offer.append(reply, quote);
    if (document.querySelector(".thread-head")) reply.remove();
    offer.addEventListener("placed", () => {
        reply.href = `${offer.parentElement.querySelector("a.time").href}/thread`;
    });

    const quoting = () => document.getElementById("quoting");
    quote.addEventListener("click", () => {
        const item = offer.parentElement;
        quoting()?.remove();
        const line = document.createElement("div");
        line.id = line.className = "quoting";
        const place = document.createElement("input");
        place.type = "hidden";
        place.name = "quoting";
        place.value = item.dataset.seq;
        const link = document.createElement("a");
        link.className = "quote";
        link.href = `#${item.id}`;
        link.dataset.of = item.dataset.seq;
        const author = document.createElement("b");
        const words = document.createElement("bdi");
        author.append(document.createElement("bdi"));
        author.firstChild.textContent = item.querySelector(".author").textContent;
        const handle = item.querySelector(".handle");
        if (handle) author.append(" ", handle.cloneNode(true));
        words.textContent = wordsOf(item);
        link.append(author, " ", words);
        const nothing = document.createElement("button");
        nothing.type = "button";
        nothing.className = "button-second button-small";
        nothing.textContent = "Quote nothing";
        line.append(place, link, nothing);
        form.querySelector(".composer-box").before(line);
        form.elements.message.focus();
    });
    form.addEventListener("click", event => {
        if (!event.target.closest("#quoting > :is(button, a:not(.quote))")) return;
        event.preventDefault();
        quoting().remove();
        form.elements.message.focus();
    });
}

// In one line, no longer than the server quotes.
function wordsOf(item) {
    const text = item.querySelector(".message-text")?.textContent ?? item.querySelector(".files").dataset.words;
    const words = text.replace(/\s+/g, " ").trim();
    return words.length > 160 ? `${words.slice(0, 159)}…` : words;
}

// Whatever quotes a message says what that says now.
function requote(list, item) {
    const quotes = document.querySelectorAll(`.quote[data-of="${item.dataset.seq}"] > bdi`);
    for (const quote of quotes) quote.textContent = wordsOf(item);
}

// What is quoted may stand on the page.
function followQuotes(list) {
    list.closest(".conversation").addEventListener("click", event => {
        const hash = event.target.closest("a.quote")?.hash;
        if (!hash || !document.querySelector(hash)) return;
        event.preventDefault();
        location.hash = hash;
        // Again, where it is the address already.
        document.querySelector(hash).scrollIntoView({ block: "center" });
    });
}

// Naming somebody ---------------------------------------------------------------------------------------------

// Offers the handles of members to complete one that is begun, `@ad`.
function complete(box, address) {
    const begun = /(?:^|[\s([{"'])@([a-z0-9-]{1,30})$/i;
    const list = document.createElement("ul");
    list.className = "completions";
    list.id = "completions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "People here");
    list.hidden = true;
    box.after(list);
    box.setAttribute("aria-autocomplete", "list");
    let chosen = 0;
    let soon;
    let asking;

    const word = () => begun.exec(box.value.slice(0, box.selectionStart))?.[1];

    function choose(place) {
        chosen = (place + list.children.length) % list.children.length;
        for (const [index, option] of [...list.children].entries()) {
            option.setAttribute("aria-selected", String(index === chosen));
        }
        box.setAttribute("aria-activedescendant", list.children[chosen].id);
        list.children[chosen].scrollIntoView({ block: "nearest" });
    }

    function show(people) {
        list.replaceChildren(...people.map(({ name, handle }, index) => {
            const option = document.createElement("li");
            option.setAttribute("role", "option");
            option.id = `completion-${index}`;
            option.dataset.handle = handle;
            const called = document.createElement("bdi");
            called.textContent = name;
            option.append(called, ` @${handle}`);
            return option;
        }));
        list.hidden = people.length === 0;
        if (list.hidden) {
            box.removeAttribute("aria-controls");
            box.removeAttribute("aria-activedescendant");
        } else {
            box.setAttribute("aria-controls", list.id);
            choose(0);
        }
    }

    function take() {
        const handle = list.children[chosen].dataset.handle;
        const end = box.selectionStart;
        box.setRangeText(`${handle} `, end - word().length, end, "end");
        show([]);
    }

    async function ask() {
        asking?.abort();
        asking = new AbortController();
        const called = word();
        if (!called) return show([]);
        try {
            const response = await fetch(`${address}?${new URLSearchParams({ called })}`, {
                headers: { Accept: "application/json" }, signal: asking.signal, redirect: "manual",
            });
            if (response.ok && word() === called) show((await response.json()).people);
        } catch {
            // A handle can be typed to its end.
        }
    }

    box.addEventListener("input", () => {
        clearTimeout(soon);
        if (!word()) return show([]);
        soon = setTimeout(ask, 120);
    });
    box.addEventListener("blur", () => setTimeout(() => show([]), 200));
    list.addEventListener("pointerdown", event => {
        const option = event.target.closest("li");
        if (!option) return;
        event.preventDefault();
        choose([...list.children].indexOf(option));
        take();
    });
    // Before whatever else a key does in the box.
    box.addEventListener("keydown", event => {
        if (list.hidden || isOfInputMethod(event) || !word()) return;
        if (event.key === "ArrowDown") choose(chosen + 1);
        else if (event.key === "ArrowUp") choose(chosen - 1);
        else if (event.key === "Enter" || event.key === "Tab") take();
        else if (event.key === "Escape") show([]);
        else return;
        event.preventDefault();
        event.stopImmediatePropagation();
    }, { capture: true });
}

// Who is there ------------------------------------------------------------------------------------------------

// Sets the dots at faces, says who writes, and who has read the reader's last message. Returns { ask(asked, isInChannel),
// which adds what is shown to a question, tell(item, headers), which takes a `PresenceFragment`, and said(items) }.
function showPeople(list) {
    const states = { here: "Here now", away: "Away", busy: "Do not disturb" };
    const shown = { circle: "", channel: "" };
    const known = { circle: [], channel: [] };
    // A group has no handle in its address.
    const isDirect = /^\/messages\/(?!group-[0-9a-f]{32}$)/.test(location.pathname);
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
    const address = list.dataset.changes.replace(/^(\/channels\/[^/]+).*/, "$1/typing");
    let told = 0;
    form.elements.message.addEventListener("input", event => {
        if (!event.target.value.trim() || Date.now() - told < 4000) return;
        told = Date.now();
        fetch(address, {
            method: "POST", body: new URLSearchParams({ csrf: form.elements.csrf.value }), redirect: "manual",
        }).catch(() => {});
    });
    // The next message is told of soon, and no sooner than the server takes it.
    form.addEventListener("submit", () => { told = Date.now() - 2500; });
}

// Reacting ----------------------------------------------------------------------------------------------------

// A chip below a message sets the reader's own reaction, or takes it back; the usual ones are offered at the message under
// the pointer or the focus. What is the reader's own comes with the page, and is learnt as they press: what changes comes
// as it is for everybody.
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
    // The list, and what stands above that of a thread.
    const log = list.parentElement;
    log.addEventListener("focusin", event => place(event.target.closest(".message")));
    log.addEventListener("pointerover", event => {
        // Whoever goes by keyboard keeps it where they are.
        if (!offer.querySelector(":focus-visible")) place(event.target.closest(".message"));
    });
    log.addEventListener("pointerleave", () => {
        if (set.hidden && !offer.contains(document.activeElement)) offer.remove();
    });

    const chipAt = event => event.target.closest(".message > .reactions a");
    log.addEventListener("click", event => {
        const chip = chipAt(event);
        if (!chip || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        toggle(chip.closest(".message"), emojiOf(chip));
    });
    log.addEventListener("keydown", event => {
        if (event.key !== " " || !chipAt(event)) return;
        event.preventDefault();
        chipAt(event).click();
    });
    new MutationObserver(records => {
        for (const record of records) record.addedNodes.forEach(show);
    }).observe(log, { childList: true, subtree: true });
    for (const item of log.querySelectorAll(".message")) show(item);

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
        offer.dispatchEvent(new Event("placed"));
    }

    function emojiOf(chip) {
        return chip.firstChild.data.trim();
    }

    function show(item) {
        if (!(item instanceof Element && item.matches(".message"))) return;
        // What the page says of the reader's own, the chips say from here on.
        const line = item.querySelector(":scope > .reacted");
        if (line) {
            own.set(item.id, new Set(line.dataset.emoji.split(" ")));
            line.remove();
        }
        for (const chip of item.querySelectorAll(":scope > .reactions a")) {
            const isOwn = own.get(item.id)?.has(emojiOf(chip)) ?? false;
            chip.setAttribute("role", "button");
            chip.setAttribute("aria-pressed", String(isOwn));
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

    return offer;
}

// What the server says in words for the reader.
class Refusal extends Error {}

// Sending -----------------------------------------------------------------------------------------------------

function compose(form, whenSent) {
    const box = form.elements.message;
    const error = document.getElementById("message-error");
    const button = form.querySelector("[type=submit]");
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
            const isPlainEnter = event.key === "Enter" && !event.shiftKey && !event.altKey && !event.ctrlKey
                && !event.metaKey && !isOfInputMethod(event);
            if (!isPlainEnter) return;
            event.preventDefault();
            form.requestSubmit();
        });
    }

    form.addEventListener("submit", async event => {
        // To be sent later: that is asked on a page of its own.
        if (event.submitter?.hasAttribute("formaction")) return;
        // Files that no script has sent go with the page's own form.
        if (form.elements.files?.files.length) return;
        event.preventDefault();
        if (isSending) return;
        setSending(true);
        form.dispatchEvent(new Event("sending"));
        const text = box.value;
        const problem = text.trim() || form.elements.file ? await post() : "Write a message first.";
        if (problem) {
            error.textContent = problem;
            box.setAttribute("aria-invalid", "true");
        } else {
            // Words typed while the message was on its way belong to the next one.
            box.value = box.value.startsWith(text) ? box.value.slice(text.length) : box.value;
            document.getElementById("quoting")?.remove();
            form.dispatchEvent(new Event("sent"));
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
        const data = new FormData(form);
        // Sent before (`files.js`).
        data.delete("files");
        try {
            const response = await fetch(form.action, {
                method: "POST", body: new URLSearchParams(data),
                headers: { Accept: "application/json" }, redirect: "manual",
            });
            if (response.ok) {
                // What waits for a moderator comes by no other way than the page itself.
                const { isHeld } = await response.json().catch(() => ({}));
                if (isHeld) location.reload();
                return;
            }
            if (response.status === 401 || response.status === 403) {
                const { type, title } = await response.json().catch(() => ({}));
                return type === "silenced" ? `${title} Your message is kept.` : signedOutText;
            }
            if (response.status >= 500) return keptText;
            const { title, fields } = await response.json();
            const ofMessage = fields?.find(({ name }) => ["message", "file", "files"].includes(name))?.detail;
            // Final, but for what can be mended or waited out: trying again would be refused again.
            return ofMessage ?? (response.status === 429 ? title : `${title} Your message is kept.`);
        } catch {
            return keptText;
        }
    }
}

// Files -------------------------------------------------------------------------------------------------------

// What sends files is a script of its own (`files.js`), which comes when somebody turns to the message box or brings a file.
// Until then, and where it does not come, files go with the page's own form.
function attachWhenWanted(form) {
    if (!form.dataset.script) return;
    const place = form.closest(".conversation");
    const begin = () => {
        for (const [target, type] of wishes) target.removeEventListener(type, begin);
        import(form.dataset.script).catch(() => {});
    };
    const wishes = [[form, "focusin"], [form, "pointerover"], [form, "pointerdown"], [form, "change"], [place, "dragenter"]];
    for (const [target, type] of wishes) target.addEventListener(type, begin);
    // What was refused has files already, which are shown as if they had just come.
    if (form.elements.file) begin();
}

// Drafts ------------------------------------------------------------------------------------------------------

// Keeps what is begun, a moment after whoever writes stops typing, and when they leave. The box is never written to: of two
// tabs each keeps what is typed in it, and the later is what is found elsewhere. Returns { sent() }.
function keepDraft(form) {
    const address = form.dataset.draft;
    if (!address) return;
    const box = form.elements.message;
    const restMilliseconds = 1500;
    // As the server has it.
    let saved = box.defaultValue;
    let timer;
    let running;

    box.addEventListener("input", saveSoon);
    form.addEventListener("submit", () => clearTimeout(timer));
    addEventListener("pagehide", () => save(true));
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });

    function saveSoon() {
        clearTimeout(timer);
        timer = setTimeout(save, restMilliseconds);
    }

    function save(isLeaving = false) {
        clearTimeout(timer);
        const text = box.value;
        if (text === saved) return;
        saved = text;
        const mine = post(text, isLeaving === true).catch(() => { saved = undefined; }).then(() => {
            if (running === mine) running = undefined;
        });
        running = mine;
    }

    // One after the other, so that what was typed last is what is kept.
    async function post(text, isLeaving) {
        if (!isLeaving) await running;
        const body = new URLSearchParams({ csrf: form.elements.csrf.value, message: text });
        const response = await fetch(address, {
            method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual",
            // Browsers let 64 KiB outlive their page.
            keepalive: isLeaving && body.toString().length < 60_000,
        });
        // What is too long is refused each time.
        if (!response.ok && response.status !== 422) throw new Error(response.status);
    }

    return {
        // With a message goes what was kept of it. What was on its way to be kept meanwhile is kept no longer.
        async sent() {
            saved = running ? undefined : "";
            await running;
            if (box.value !== saved) saveSoon();
        },
    };
}
