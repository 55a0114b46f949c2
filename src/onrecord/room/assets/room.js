// Enhancements. Every page also works without scripts.
"use strict";

const root = document.documentElement;

function currentTheme() {
  return root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

function saveTheme(theme) {
  root.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    return; // storage is blocked: the theme lasts for this page
  }
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.hidden = false;
  button.addEventListener("click", () => saveTheme(currentTheme() === "dark" ? "light" : "dark"));
}

// Copy buttons. Without scripts they are hidden, and the text can be selected.
for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  const label = button.firstChild;
  try {
    await navigator.clipboard.writeText(source.textContent);
    label.data = "Copied";
  } catch {
    getSelection().selectAllChildren(source);
    label.data = "Selected: press Ctrl+C";
  }
  setTimeout(() => { label.data = "Copy"; }, 2000);
});

// When htmx appends results, the focus moves to the first of them.
document.addEventListener("click", (event) => {
  const more = event.target.closest(".more-results a[hx-get]");
  if (!more) return;
  const last = more.closest("li").previousElementSibling;
  document.addEventListener("htmx:after:swap", () => last?.nextElementSibling?.querySelector("a")?.focus(), { once: true });
});

// Words that are selected in the text of a page are taken over as a missed statement.
const missed = document.querySelector("textarea[data-selection]");
if (missed) {
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    const text = document.querySelector(".article-text");
    if (selection.isCollapsed || !text?.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
    const range = selection.getRangeAt(0).cloneContents();
    for (const note of range.querySelectorAll(".margin-note, .referent, .label")) note.remove();
    missed.value = range.textContent.trim().slice(0, 2000);
    missed.closest("details").open = true;
  });
}

// The progress of a job, by server-sent events. Without scripts its page reloads every few seconds.
for (const box of document.querySelectorAll("[data-events]")) {
  const events = new EventSource(box.dataset.events);
  const live = document.querySelector("[data-live]");
  const show = (event) => {
    const fragment = document.createElement("template");
    fragment.innerHTML = event.data;
    const progress = box.querySelector("[data-part=progress]");
    progress.replaceWith(fragment.content.querySelector("[data-part=progress]"));
    box.querySelector("[data-part=outcomes]").prepend(...fragment.content.querySelectorAll("[data-part=outcomes] > li"));
  };
  events.addEventListener("progress", show);
  events.addEventListener("over", (event) => {
    events.close();
    show(event);
    live.textContent = box.querySelector(".state").textContent;
    setTimeout(() => location.reload(), 600);
  });
}

// Files dropped onto the form are uploaded as if they had been chosen.
for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  form.querySelector("[data-drop-words]").hidden = false;
  const highlight = (active) => (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("dropping", active);
  };
  form.addEventListener("dragenter", highlight(true));
  form.addEventListener("dragover", highlight(true));
  form.addEventListener("dragleave", highlight(false));
  form.addEventListener("drop", (event) => {
    highlight(false)(event);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    if (form.requestSubmit) form.requestSubmit();
  });
}

// Review keys, which can be switched off (WCAG 2.1.4), and messages for screen readers.
const keysHelp = document.querySelector("[data-keys]");
if (keysHelp) {
  const enabled = keysHelp.querySelector("[data-keys-on]");
  try {
    enabled.checked = localStorage.getItem("keys") !== "off";
  } catch {
    enabled.checked = true;
  }
  enabled.addEventListener("change", () => {
    try {
      localStorage.setItem("keys", enabled.checked ? "on" : "off");
    } catch {
      return; // storage is blocked: the setting lasts for this page
    }
  });
  let busy = false;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches("[data-key]")) event.target.blur();
    if (!enabled.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    if (event.key === "?") {
      keysHelp.open = !keysHelp.open;
      if (keysHelp.open) keysHelp.scrollIntoView({ block: "nearest" });
      return;
    }
    const control = [...document.querySelectorAll("#review [data-key]")].find((item) => item.dataset.key === event.key);
    if (!control || busy) return;
    event.preventDefault();
    if (control.matches("input")) {
      control.focus();
    } else {
      busy = true;
      setTimeout(() => { busy = false; }, 5000);
      control.click();
    }
  });
  document.addEventListener("htmx:after:swap", () => {
    const box = document.getElementById("review");
    busy = false;
    if (!box || box.dataset.shown) return;
    box.dataset.shown = "yes";
    history.replaceState(null, "", box.dataset.address);
    const title = box.querySelector("h2");
    document.querySelector("[data-live]").textContent = `${box.dataset.message} ${title.textContent}`;
    title.focus({ preventScroll: true });
    scrollTo({ top: Math.min(scrollY, box.getBoundingClientRect().top + scrollY) });
  });
}

// Printing needs a script, so the button is hidden without one.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
