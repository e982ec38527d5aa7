// New passwords: a button that shows what was typed, and a hint below the field while it is typed. Everything here is
// comfort: the server decides, and says the same in its own words. Nothing leaves the page.

for (const input of document.querySelectorAll('input[autocomplete="new-password"]')) {
    const hint = hintAfter(input);
    const tell = () => { hint.textContent = advice(input.value, Number(input.dataset.minimum) || 15); };
    let pause;
    // After a pause, so that a screen reader is not interrupted by every key.
    input.addEventListener("input", () => {
        clearTimeout(pause);
        pause = setTimeout(tell, 400);
    });
    hint.after(buttonShowing(input));
}

function hintAfter(input) {
    const hint = document.createElement("p");
    hint.className = "hint password-hint";
    hint.setAttribute("aria-live", "polite");
    input.after(hint);
    return hint;
}

function buttonShowing(input) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button-plain show-password";
    button.textContent = "Show password";
    button.setAttribute("aria-controls", input.id);
    const show = isShown => {
        input.type = isShown ? "text" : "password";
        button.setAttribute("aria-pressed", isShown);
    };
    show(false);
    button.addEventListener("click", () => show(input.type === "password"));
    // What is sent as text, browsers offer to complete in other forms.
    input.form?.addEventListener("submit", () => show(false));
    return button;
}

// The rules of the server's `NewPassword` that need no list. Below eight characters it is too early to warn.
function advice(typed, minimum) {
    const characters = [...typed.normalize("NFC").toLowerCase()];
    const length = characters.length;
    if (length === 0) return "";
    if (length >= 8) {
        const repeated = unit(characters);
        if (repeated < length && repeated < minimum) return "This repeats itself, which is easy to guess.";
        if (pieces(characters) < 5) return "Rows of keys and simple sequences are easy to guess.";
    }
    const missing = minimum - length;
    if (missing > 0) return missing === 1 ? "1 more character." : `${missing} more characters.`;
    return "Long enough. A few unrelated words are hard to guess and easy to remember.";
}

// The length of what is repeated, from half as often again; of everything when nothing is.
function unit(characters) {
    for (let period = 1; period * 3 <= characters.length * 2; period += 1) {
        if (characters.every((each, index) => index < period || each === characters[index - period])) return period;
    }
    return characters.length;
}

// A run along the alphabet or the keys is one piece, however long, and so is a character said several times in a row.
function pieces(repeating) {
    const characters = repeating.filter((each, index) => each !== repeating[index - 1]);
    const tracks = ["abcdefghijklmnopqrstuvwxyz", "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop",
        "azertyuiop"].flatMap(track => [[...track], [...track].reverse()]);
    const runLength = (track, from) => {
        const start = track.indexOf(characters[from]);
        let length = 0;
        while (start >= 0 && characters[from + length] === track[(start + length) % track.length]) length += 1;
        return length;
    };
    let count = 0;
    for (let from = 0; from < characters.length; count += 1) {
        const run = Math.max(...tracks.map(track => runLength(track, from)));
        from += run < 3 ? 1 : run;
    }
    return count;
}
