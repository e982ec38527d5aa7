// What is wrong with how the page is laid out now, in words. For tests.
() => {
    const problems = [];
    const name = element => {
        const words = (element.textContent || element.id || "").trim().replace(/\s+/g, " ").slice(0, 30);
        return `${element.tagName.toLowerCase()}.${[...element.classList].join(".")} “${words}”`;
    };
    const style = element => getComputedStyle(element);
    // What an element has from its parent and adds to, once for all elements within one.
    const handedDown = (first, add) => {
        const known = new Map();
        const of = element => {
            if (!element) return first;
            if (!known.has(element)) known.set(element, add(of(element.parentElement), element));
            return known.get(element);
        };
        return of;
    };
    // From the outermost inwards, so that each is asked for itself alone.
    const hidden = new Set();
    for (const element of document.querySelectorAll("body, body *")) {
        if (hidden.has(element.parentElement) || !element.checkVisibility()
            || element.matches(".visually-hidden, .skip-link, svg") || style(element).clipPath === "inset(50%)") {
            hidden.add(element);
        }
    }
    const isHidden = element => hidden.has(element);

    // Nothing scrolls to the side.
    const width = document.documentElement.clientWidth;
    const all = [...document.querySelectorAll("body, body *")].filter(each => !isHidden(each));
    const excess = document.scrollingElement.scrollWidth - width;
    if (excess > 0) {
        const widest = all.filter(each => each.getBoundingClientRect().right > width + 0.5);
        problems.push(`the page is ${excess} px too wide: ${widest.slice(-2).map(name).join(", ")}`);
    }

    // What fills the window scrolls in its parts, and not as a whole. Where text is large or spread, or much is told above
    // the list, it does.
    const isUsual = style(document.documentElement).fontSize === "16px" && style(document.body).letterSpacing === "normal"
        && !document.querySelector(".request");
    const below = document.scrollingElement.scrollHeight - innerHeight;
    if (document.body.matches(".fills") && isUsual && below > 1) {
        problems.push(`the page goes on for ${below} px below what fills the window`);
    }

    // Nothing is cut off, but where an ellipsis says so.
    const boxes = "button, .button, .badge, .tag, .count, .tabs a, .site-nav a, .tool";
    for (const element of all) {
        // What is entered in a field goes on beyond its edge, and so do the words in place of a picture that did not come.
        if (element.clientWidth === 0 || element.matches("input, textarea, select, img")) continue;
        const { overflowX, overflowY, textOverflow } = style(element);
        const isCut = overflowX === "hidden" || overflowX === "clip";
        if (element.scrollWidth > element.clientWidth + 1) {
            if (overflowX === "auto" || overflowX === "scroll") problems.push(`scrolls to the side: ${name(element)}`);
            else if (isCut && textOverflow !== "ellipsis") problems.push(`cut off at the side: ${name(element)}`);
            else if (element.matches(boxes)) problems.push(`words leave their box: ${name(element)}`);
        }
        if (isCut && overflowY !== "auto" && element.scrollHeight > element.clientHeight + 2) {
            problems.push(`cut off below: ${name(element)}`);
        }
    }

    // Every target is large enough; a link within a text has the size of its line.
    const controls = all.filter(each => each.matches(
        "a[href], button, input:not([type=hidden]), select, textarea, summary"));
    const isInText = element =>
        style(element).display === "inline"
        && element.parentElement.textContent.trim().length > element.textContent.trim().length;
    const size = element => {
        const rectangles = [element, ...(element.labels ?? [])].map(each => each.getBoundingClientRect());
        return [Math.max(...rectangles.map(each => each.width)), Math.max(...rectangles.map(each => each.height))];
    };
    const demand = (element, least) => {
        const [wide, high] = size(element);
        if (wide < least - 0.5 || high < least - 0.5) {
            problems.push(`${Math.round(wide)} × ${Math.round(high)} px instead of ${least}: ${name(element)}`);
        }
    };
    for (const element of controls) {
        const isMain = element.matches("form button[type=submit]:not(.button-small)")
            && !element.closest(".menu-panel, .deeds");
        if (isMain || element.closest(".site-nav")) demand(element, 44);
        else if (!isInText(element)) demand(element, 24);
    }

    // No two controls overlap, as far as what scrolls lets them be seen. What is fixed lies above the rest.
    const isFixed = handedDown(false, (above, element) => above || style(element).position === "fixed");
    const edges = handedDown([], (above, element) =>
        style(element).overflowY === "visible" ? above : [...above, element.getBoundingClientRect()]);
    const seen = element =>
        [...element.getClientRects()].map(each => edges(element.parentElement).reduce(
            ([left, top, right, bottom], edge) => [
                Math.max(left, edge.left), Math.max(top, edge.top),
                Math.min(right, edge.right), Math.min(bottom, edge.bottom)],
            [each.left, each.top, each.right, each.bottom]))
            .filter(([left, top, right, bottom]) => right > left && bottom > top);
    const placed = controls.flatMap(element => seen(element).map(place =>
        ({ element, isFixed: isFixed(element), isInText: isInText(element), place })));
    // From the top: whatever begins below the end of one overlaps it no more, nor does what follows.
    placed.sort((one, other) => one.place[1] - other.place[1]);
    const overlapping = new Set();
    for (const [index, one] of placed.entries()) {
        for (let next = index + 1; next < placed.length; next++) {
            const other = placed[next];
            if (one.place[3] - other.place[1] <= 1) break;
            if (Math.min(one.place[2], other.place[2]) - Math.max(one.place[0], other.place[0]) <= 1) continue;
            if (Math.min(one.place[3], other.place[3]) - Math.max(one.place[1], other.place[1]) <= 1) continue;
            if (one.isFixed !== other.isFixed || one.isInText && other.isInText) continue;
            if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
            overlapping.add(`overlap: ${name(one.element)} and ${name(other.element)}`);
        }
    }
    return [...problems, ...overlapping];
}
