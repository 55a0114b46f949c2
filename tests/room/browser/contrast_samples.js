// Marks the elements whose contrast is checked with `data-contrast`: of the texts of one style the first, and all else.
// A style is what decides the contrast: the colour, the font and the backgrounds behind it. A text that lies elsewhere
// than in the elements around it, or that may be passed over, is a style of its own.
() => {
    const APART = "svg, label, :disabled, [aria-disabled], [inert]";
    const backgrounds = new Map([[null, ""]]);
    const findBackground = element => {
        if (!backgrounds.has(element)) {
            const style = getComputedStyle(element);
            const isApart = element.matches(APART) || style.transform !== "none"
                || !["static", "relative"].includes(style.position);
            backgrounds.set(element, [
                findBackground(element.parentElement), isApart && backgrounds.size,
                style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode,
            ].join("|"));
        }
        return backgrounds.get(element);
    };
    const findStyle = element => {
        const style = getComputedStyle(element);
        const font = [style.color, style.fontSize, style.fontWeight, style.textShadow, style.webkitTextStroke];
        return [...font, findBackground(element)].join("|");
    };
    const hasText = element => [...element.childNodes]
        .some(node => node.nodeType === Node.TEXT_NODE && node.data.trim().length > 1);
    const styles = new Set();
    for (const element of document.querySelectorAll("body, body *")) {
        const isText = hasText(element) && element.checkVisibility({visibilityProperty: true, opacityProperty: true});
        const style = isText && findStyle(element);
        element.toggleAttribute("data-contrast", !isText || !styles.has(style));
        if (isText) styles.add(style);
    }
}
