// Says that there is something new, when the site has it said while no page is open. What comes has nothing else in it.

self.addEventListener("push", (event) => {
    event.waitUntil(
        self.registration.showNotification("Agentor", {
            body: "Something new is waiting for you.",
            tag: "new",
        }),
    );
});

self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(self.clients.openWindow("/dashboard"));
});
