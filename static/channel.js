// The conversation, kept live and sent without leaving the page. Everything here is comfort: the page is whole
// without it (a frame that refreshes itself, or plain links), so a failure may stop it at any point.

const list = document.querySelector("#messages[data-changes]");
if (list) {
    const conversation = display(list);
    const line = follow(list.dataset.changes, list.dataset.cursor, conversation, connectionNotice());
    compose(document.getElementById("message-form"), () => {
        conversation.showLatest();
        line.askNow();
    });
}

// The list ----------------------------------------------------------------------------------------------------

// Puts items in their places. Returns { apply(items), showLatest() }.
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
                known.replaceWith(item);
                mark(item);
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

    return { apply, showLatest };
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

function sentAt(item) {
    return Date.parse(item.querySelector("time").dateTime);
}

// Asking for changes ------------------------------------------------------------------------------------------

// Asks for what came after the cursor, over and over; the server holds each answer until there is something.
// Returns { askNow() }, which cuts a waiting time short.
function follow(address, cursor, conversation, notice) {
    const longestHold = 60_000;
    const longestPause = 10_000;
    let attempt = new AbortController();
    let failures = 0;
    let isAway = false;

    // Connections are few (six per host over HTTP/1.1), so a page nobody sees gives its own back; the cursor
    // brings everything when it is looked at again. This also lets the browser keep the page for "back".
    addEventListener("pagehide", () => { isAway = true; attempt.abort(); });
    addEventListener("pageshow", event => {
        if (!event.persisted) return;
        isAway = false;
        attempt.abort();
    });
    document.addEventListener("visibilitychange", () => attempt.abort());
    addEventListener("offline", () => { notice.lost(); attempt.abort(); });
    addEventListener("online", () => attempt.abort());

    async function ask(signal) {
        // Equal requests from several tabs would be sent one after another: `hold` makes each its own. After a
        // failure the answer must not be held, or nobody could tell that the connection is back.
        const question = `after=${cursor}&hold=${crypto.randomUUID()}${failures ? "&wait=0" : ""}`;
        const response = await fetch(`${address}?${question}`, { signal, cache: "no-store", redirect: "manual" });
        const pause = 1000 * Number(response.headers.get("Retry-After") ?? 0) || 0;
        if (response.status === 200) {
            const parsed = document.createElement("template");
            parsed.innerHTML = await response.text();
            conversation.apply([...parsed.content.children]);
            cursor = response.headers.get("Agentor-Cursor") ?? cursor;
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
            if (isAway || document.hidden) {
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
function connectionNotice() {
    const status = document.getElementById("connection");
    const here = location.pathname;

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
        back: () => say(""),
        over: code => code === 403 || code === 404
            ? say("This channel is no longer open to you.", "/channels", "Your channels")
            : say("You are signed out.", `/sign-in?next=${encodeURIComponent(here)}`, "Sign in"),
    };
}

// Sending -----------------------------------------------------------------------------------------------------

function compose(form, whenSent) {
    const box = form.elements.message;
    const error = document.getElementById("message-error");
    const button = form.querySelector("button");
    const hint = document.getElementById("message-hint");
    const keptText = "Not sent. Your message is kept; try again.";
    const signedOutText = "Not sent: you are signed out. Copy your message, then load this page again.";
    let isSending = false;

    // The page asks by itself now, so the line that held "Check for new messages" is free.
    hint.textContent = "";
    if (matchMedia("(pointer: fine)").matches) {
        hint.textContent = "Shift + Enter starts a new line";
        hint.classList.add("keys");
        box.addEventListener("keydown", event => {
            const isPlainEnter = event.key === "Enter" && !event.shiftKey && !event.altKey && !event.ctrlKey
                && !event.metaKey && !event.isComposing;
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

    // Returns what went wrong, or nothing. The redirect that follows a stored message is not followed: the
    // message arrives by the same way as everybody else's.
    async function post() {
        try {
            const response = await fetch(form.action, {
                method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual",
            });
            if (response.type === "opaqueredirect") return;
            if (response.status === 401 || response.status === 403) return signedOutText;
            if (response.status >= 500) return keptText;
            const page = new DOMParser().parseFromString(await response.text(), "text/html");
            if ([409, 422, 429].includes(response.status)) {
                return page.getElementById("message-error")?.textContent.trim() || keptText;
            }
            // Final: trying again would be refused again.
            const heading = page.querySelector("h1")?.textContent.trim() || "Not sent";
            return `${heading}. Your message is kept.`;
        } catch {
            return keptText;
        }
    }
}
