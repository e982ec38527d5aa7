// Has this browser say when there is something new, or no more. A browser gives itself out for that to scripts alone.

const form = document.getElementById("push");
const said = form?.querySelector("[role=status]");
const button = form?.querySelector("button");

const send = async (fields) => {
    const body = new URLSearchParams({ csrf: form.elements.csrf.value, ...fields });
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) throw new Error(answer.status);
};

const key = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));

const subscription = async () => {
    const known = await navigator.serviceWorker.getRegistration("/static/");
    return known?.pushManager.getSubscription();
};

const show = async () => {
    const there = await subscription();
    said.textContent = there ? "This browser says when there is something new." : "";
    button.textContent = there ? "Say nothing here any more" : "Say it in this browser";
    button.className = there ? "button-second" : "";
};

const begin = async () => {
    await navigator.serviceWorker.register(form.dataset.worker, { scope: "/static/" });
    const worker = await navigator.serviceWorker.getRegistration("/static/");
    const there = await worker.pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: key(form.dataset.key),
    });
    const { endpoint, keys } = there.toJSON();
    await send({ endpoint, p256dh: keys.p256dh, auth: keys.auth });
};

const end = async (there) => {
    await send({ end: "1", endpoint: there.endpoint });
    await there.unsubscribe();
};

if (form && !("serviceWorker" in navigator && "PushManager" in window)) {
    form.hidden = false;
    button.remove();
    said.textContent = "This browser knows no such notices.";
} else if (form) {
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        button.disabled = true;
        try {
            const there = await subscription();
            if (there) await end(there);
            else if ((await Notification.requestPermission()) === "granted") await begin();
            else throw new Error("denied");
            location.reload();
        } catch {
            said.textContent =
                Notification.permission === "denied"
                    ? "Your browser lets this site say nothing. That is changed in its settings."
                    : "That did not work. Try again in a while.";
            button.disabled = false;
        }
    });
    await show();
    form.hidden = false;
}
