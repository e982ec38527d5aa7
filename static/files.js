// Files are sent as soon as they are chosen, dropped or pasted, while the message they go with is still being written; and
// a picture on its own page is shown in full size. Without this, files are sent with the message, and the browser shows
// the picture alone.

const composer = document.querySelector(".composer[data-upload]");
if (composer) attach(composer);
const picture = document.querySelector(".whole > a");
if (picture) zoom(picture);

// Attaching ---------------------------------------------------------------------------------------------------

function attach(form) {
    const details = form.querySelector(".attach");
    const input = form.elements.files;
    const icons = details.querySelector("use").getAttribute("href").split("#")[0];
    const { upload, mostFiles, mostBytes, tooMany, tooLarge } = form.dataset;
    const signedOutText = "You are signed out. Copy your message, then load this page again.";
    // The connection carries the message and what others say too.
    const mostAtOnce = 2;
    // By the item that shows it: { item, name, file, nonce, id, request, problem, saving }.
    const rows = new Map();
    // What was pressed to send the message, while it waits for its files.
    let waits;
    let sent = [];

    const list = form.querySelector(".pending") ?? make("ul", { className: "pending" });
    const status = make("p", { className: "visually-hidden" });
    status.setAttribute("role", "status");
    const error = make("p", { className: "error" });
    error.setAttribute("role", "alert");
    const opener = make("button", { type: "button", className: "attach-files" });
    opener.append(...details.querySelector("summary").childNodes);
    error.textContent = details.querySelector(".error")?.textContent.trim() ?? "";
    details.hidden = true;
    list.hidden = list.children.length === 0;
    details.before(error, list, opener, status);
    for (const item of list.children) adopt(item);

    opener.addEventListener("click", () => input.click());
    input.addEventListener("change", takeChosen);
    form.elements.message.addEventListener("paste", event => {
        const { files, types } = event.clipboardData;
        // What is copied out of a document comes as a picture of itself too.
        if (files.length === 0 || types.includes("text/plain") && types.includes("text/html")) return;
        event.preventDefault();
        add([...files]);
    });

    const place = form.closest(".conversation");
    const box = form.querySelector(".composer-box");
    for (const type of ["dragover", "dragleave", "drop"]) {
        place.addEventListener(type, event => {
            if (!event.dataTransfer.types.includes("Files")) return;
            if (type !== "dragleave") event.preventDefault();
            box.classList.toggle("drops", type === "dragover");
            if (type === "drop") add([...event.dataTransfer.files]);
        });
    }

    // Before whatever else becomes of the message (`live.js`).
    form.addEventListener("submit", event => {
        const all = [...rows.values()];
        const hasFailed = all.some(row => row.problem);
        if (hasFailed || all.some(isBusy)) {
            event.preventDefault();
            event.stopImmediatePropagation();
            wait(hasFailed ? null : event.submitter ?? form.querySelector("[type=submit]"));
            if (hasFailed) tell("Not sent: a file did not come through. Try it again, or remove it.");
        } else {
            tell("");
        }
    }, { capture: true });
    form.addEventListener("sending", () => { sent = [...rows.keys()]; });
    form.addEventListener("sent", () => {
        for (const item of sent) discard(item);
    });

    // What was chosen before this script came, too.
    takeChosen();

    // They go before the message and not with it.
    function takeChosen() {
        if (input.files.length > 0) add([...input.files]);
        input.value = "";
    }

    function add(files) {
        tell("");
        const room = Math.max(0, mostFiles - rows.size);
        if (files.length > room) tell(tooMany);
        const taken = files.slice(0, room);
        for (const file of taken) show(file);
        if (taken.length > 0) say(taken.length === 1 ? `${taken[0].name} added.` : `${taken.length} files added.`);
        next();
    }

    function show(file) {
        const item = make("li");
        const words = make("span", { className: "grows" });
        words.append(
            make("bdi", { textContent: file.name }), " ",
            make("span", { className: "quiet small", textContent: "Waiting" }));
        item.append(icon("file", " icon-large"), words);
        list.append(item);
        list.hidden = false;
        const row = { item, name: file.name, file, nonce: crypto.randomUUID() };
        rows.set(item, row);
        offerRemoval(row);
        if (file.size > mostBytes) fail(row, tooLarge);
    }

    // What the server shows as sent already.
    function adopt(item) {
        const row = { item, name: item.querySelector("bdi").textContent, id: item.querySelector("[name=file]").value };
        rows.set(item, row);
        item.querySelector(".choice").remove();
        item.querySelector(".grows a")?.remove();
        offerRemoval(row);
        if (item.querySelector("img")) offerDescription(row, item.dataset.description);
    }

    function isBusy(row) { return !row.problem && (!row.id || row.saving > 0); }

    function next() {
        const all = [...rows.values()];
        let count = all.filter(row => row.request).length;
        for (const row of all) {
            if (row.id || row.request || row.problem || count >= mostAtOnce) continue;
            count += 1;
            send(row);
        }
        if (!waits || all.some(isBusy)) return;
        const button = waits;
        wait(null);
        // If a file has failed meanwhile, that says so.
        form.requestSubmit(button);
    }

    function send(row) {
        const words = row.item.querySelector(".quiet");
        const bar = make("progress", { max: 1, value: 0 });
        bar.setAttribute("aria-label", `Sending ${row.name}`);
        row.item.append(bar);
        words.textContent = "Sending";
        const body = new FormData();
        body.append("csrf", form.elements.csrf.value);
        // Tried again, it is kept once.
        body.append("nonce", row.nonce);
        body.append("files", row.file);
        const request = row.request = new XMLHttpRequest();
        request.open("POST", upload);
        request.setRequestHeader("Accept", "application/json");
        request.upload.addEventListener("progress", ({ loaded, total }) => {
            bar.value = total ? loaded / total : 0;
            // The picture is made anew, which takes a moment.
            if (loaded === total) words.textContent = "Nearly there";
        });
        request.addEventListener("loadend", () => {
            bar.remove();
            row.request = undefined;
            if (!rows.has(row.item)) return next();
            const answer = parse(request.responseText);
            if (request.status === 201 && answer?.id) {
                finish(row, answer);
            } else if (request.status === 401 || request.status === 403) {
                fail(row, signedOutText);
            } else if (request.status === 413) {
                fail(row, answer?.fields?.[0].detail ?? tooLarge);
            } else if (request.status >= 400 && request.status < 500 && answer?.title) {
                fail(row, answer.fields?.[0].detail ?? answer.title, request.status === 429);
            } else {
                fail(row, "It did not come through.", true);
            }
            next();
        });
        request.send(body);
    }

    function finish(row, { id, name, words, picture }) {
        row.id = id;
        row.name = name;
        row.item.prepend(make("input", { type: "hidden", name: "file", value: id }));
        row.item.querySelector("bdi").textContent = name;
        row.item.querySelector(".quiet").textContent = words;
        if (picture?.thumbnail) {
            row.item.querySelector(".icon").replaceWith(
                make("img", { src: picture.thumbnail, alt: "", width: 40, height: 40 }));
            offerDescription(row, "");
        }
        say(`${name} is ready to be sent.`);
    }

    function fail(row, problem, isWorthTrying = false) {
        row.problem = problem;
        row.item.querySelector(".quiet").textContent = "";
        const words = make("p", { className: "error", textContent: problem });
        if (isWorthTrying) {
            const again = make("button", { type: "button", className: "button-second button-small" });
            again.append("Try again", hidden(` to send ${row.name}`));
            again.addEventListener("click", () => {
                row.problem = undefined;
                words.remove();
                row.item.querySelector("button").focus();
                tell("");
                next();
            });
            words.append(" ", again);
        }
        row.item.append(words);
        say(`${row.name}: ${problem}`);
    }

    function offerRemoval(row) {
        const button = make("button", { type: "button", className: "button-icon" });
        button.append(icon("close"), hidden(`Remove ${row.name}`));
        button.addEventListener("click", () => {
            const neighbour = row.item.nextElementSibling ?? row.item.previousElementSibling;
            row.request?.abort();
            if (row.id) post("remove", row).catch(() => {});
            discard(row.item);
            (neighbour?.querySelector("button") ?? opener).focus();
            tell("");
            say(`${row.name} removed.`);
            next();
        });
        row.item.querySelector(".grows").after(button);
    }

    // For whoever does not see it. Kept as soon as it is written.
    function offerDescription(row, value) {
        const field = make("input", { type: "text", defaultValue: value, placeholder: "What it shows" });
        field.dir = "auto";
        field.setAttribute("aria-label", `Description of ${row.name}`);
        const problem = make("p", { className: "error" });
        row.item.append(field, problem);
        field.addEventListener("keydown", event => {
            // 229: as in live.js.
            if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
            event.preventDefault();
            form.elements.message.focus();
        });
        field.addEventListener("change", async () => {
            row.saving = (row.saving ?? 0) + 1;
            try {
                const response = await post("description", row, { description: field.value });
                const answer = response.ok ? null : await response.json();
                problem.textContent = answer ? answer.fields?.[0].detail ?? answer.title : "";
                if (response.ok) say("Description saved.");
            } catch {
                problem.textContent = "Not saved. Change it, and it is tried again.";
            }
            if (problem.textContent) say(problem.textContent);
            row.saving -= 1;
            next();
        });
    }

    function post(deed, row, fields = {}) {
        return fetch(`${upload}/${row.id}/${deed}`, {
            method: "POST", body: new URLSearchParams({ csrf: form.elements.csrf.value, ...fields }),
            headers: { Accept: "application/json" }, redirect: "manual", keepalive: true,
        });
    }

    function discard(item) {
        rows.delete(item);
        item.remove();
        list.hidden = rows.size === 0;
    }

    function wait(button) {
        waits?.setAttribute("aria-disabled", "false");
        waits = button;
        waits?.setAttribute("aria-disabled", "true");
        if (waits) say("The message is sent as soon as its files are there.");
    }

    function tell(text) { error.textContent = text; }
    function say(text) { status.textContent = text; }

    function icon(name, size = "") {
        const space = "http://www.w3.org/2000/svg";
        const drawing = document.createElementNS(space, "svg");
        drawing.setAttribute("class", `icon${size}`);
        drawing.setAttribute("aria-hidden", "true");
        const use = document.createElementNS(space, "use");
        use.setAttribute("href", `${icons}#${name}`);
        drawing.append(use);
        return drawing;
    }
}

function make(name, properties = {}) {
    return Object.assign(document.createElement(name), properties);
}

// For those who hear the page.
function hidden(text) {
    return make("span", { className: "visually-hidden", textContent: text });
}

function parse(text) {
    try { return JSON.parse(text); } catch { return null; }
}

// Looking closely ---------------------------------------------------------------------------------------------

// The link to the picture alone becomes a button that shows it here in its own size, and fits it again.
function zoom(link) {
    const frame = link.parentElement;
    const image = link.querySelector("img");
    const source = link.querySelector("source");
    const sizes = source?.sizes;
    link.setAttribute("role", "button");
    link.setAttribute("aria-pressed", "false");
    link.addEventListener("keydown", event => {
        if (event.key !== " ") return;
        event.preventDefault();
        link.click();
    });
    link.addEventListener("click", event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        const { left, top, width, height } = link.getBoundingClientRect();
        const isFull = frame.classList.toggle("full");
        link.setAttribute("aria-pressed", String(isFull));
        // At once, before the picture of that size has come: it is what the place pressed is measured in.
        const own = `${image.getAttribute("width")}px`;
        image.style.width = isFull ? own : "";
        if (source) source.sizes = isFull ? own : sizes;
        else image.src = link.href;
        if (!isFull) return;
        // What was pressed comes to the middle; by the keyboard, the picture's middle does.
        const [x, y] = event.detail ? [(event.clientX - left) / width, (event.clientY - top) / height] : [0.5, 0.5];
        frame.scrollTo(
            x * frame.scrollWidth - frame.clientWidth / 2, y * frame.scrollHeight - frame.clientHeight / 2);
    });
}
