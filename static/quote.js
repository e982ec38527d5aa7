// Copies a message's words as a quote, with marks as in a message. Without this the link it replaces opens the conversation
// with the quote in its form.

for (const link of document.querySelectorAll("[data-quote]")) {
    // Only where the page came by a safe way.
    if (!navigator.clipboard) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button-second";
    button.textContent = link.textContent;
    let said;
    button.addEventListener("click", async () => {
        // There before its words are, so that they are read out.
        said ??= button.parentElement.appendChild(document.createElement("span"));
        said.setAttribute("role", "status");
        said.className = "quiet";
        try {
            await navigator.clipboard.writeText(link.dataset.quote);
            said.textContent = "Copied.";
        } catch {
            said.textContent = "Your browser did not let it be copied.";
        }
    });
    link.replaceWith(button);
}
