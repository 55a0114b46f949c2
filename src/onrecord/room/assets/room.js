// What the room does beyond plain pages: all of it also works without.
"use strict";

const root = document.documentElement;

function themeNow() {
  return root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

function keepTheme(theme) {
  root.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    return; // for this page alone
  }
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.hidden = false;
  button.addEventListener("click", () => keepTheme(themeNow() === "dark" ? "light" : "dark"));
}

// Copying in one click; without this the text is there to be marked and copied.
function offerCopies(within) {
  for (const button of within.querySelectorAll("[data-copy]")) {
    button.hidden = false;
  }
}
offerCopies(document);
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
    label.data = "Marked: copy it";
  }
  setTimeout(() => { label.data = "Copy"; }, 2000);
});

// Where a listing goes on in place, the reader goes on at what came.
document.addEventListener("click", (event) => {
  const more = event.target.closest(".go-on a[hx-get]");
  if (!more) return;
  const last = more.closest("li").previousElementSibling;
  document.addEventListener("htmx:after:swap", () => last?.nextElementSibling?.querySelector("a")?.focus(), { once: true });
});

// A job as it goes on, told by the server; without this its page is loaded anew every few seconds.
for (const box of document.querySelectorAll("[data-events]")) {
  const events = new EventSource(box.dataset.events);
  const live = document.querySelector("[data-live]");
  const show = (event) => {
    const piece = document.createElement("template");
    piece.innerHTML = event.data;
    const progress = box.querySelector("[data-part=progress]");
    progress.replaceWith(piece.content.querySelector("[data-part=progress]"));
    box.querySelector("[data-part=came]").prepend(...piece.content.querySelectorAll("[data-part=came] > li"));
  };
  events.addEventListener("progress", show);
  events.addEventListener("over", (event) => {
    events.close();
    show(event);
    live.textContent = box.querySelector(".state").textContent;
    setTimeout(() => location.reload(), 600);
  });
}

// Files dropped onto their form are sent as if they had been chosen.
for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  form.querySelector("[data-drop-words]").hidden = false;
  const over = (yes) => (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("dropping", yes);
  };
  form.addEventListener("dragenter", over(true));
  form.addEventListener("dragover", over(true));
  form.addEventListener("dragleave", over(false));
  form.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

// Review by single keys, which can be switched off; what was done is said to those who do not see it.
const keysHelp = document.querySelector("[data-keys]");
if (keysHelp) {
  const on = keysHelp.querySelector("[data-keys-on]");
  try {
    on.checked = localStorage.getItem("keys") !== "off";
  } catch {
    on.checked = true;
  }
  on.addEventListener("change", () => {
    try {
      localStorage.setItem("keys", on.checked ? "on" : "off");
    } catch {
      return; // for this page alone
    }
  });
  let busy = false;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches("[data-key]")) event.target.blur();
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    if (event.key === "?") {
      keysHelp.open = !keysHelp.open;
      if (keysHelp.open) keysHelp.scrollIntoView({ block: "nearest" });
      return;
    }
    const wanted = [...document.querySelectorAll("#review [data-key]")].find((one) => one.dataset.key === event.key);
    if (!wanted || busy) return;
    event.preventDefault();
    if (wanted.matches("input")) {
      wanted.focus();
    } else {
      busy = true;
      setTimeout(() => { busy = false; }, 5000);
      wanted.click();
    }
  });
  document.addEventListener("htmx:after:swap", () => {
    const box = document.getElementById("review");
    busy = false;
    if (!box || box.dataset.shown) return;
    box.dataset.shown = "yes";
    history.replaceState(null, "", box.dataset.address);
    const title = box.querySelector("h2");
    document.querySelector("[data-live]").textContent = `${box.dataset.told} ${title.textContent}`;
    title.focus({ preventScroll: true });
    scrollTo({ top: Math.min(scrollY, box.getBoundingClientRect().top + scrollY) });
  });
}
