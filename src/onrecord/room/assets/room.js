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

// Where a listing goes on in place, the reader goes on at what came.
document.addEventListener("click", (event) => {
  const more = event.target.closest(".more a[hx-get]");
  if (!more) return;
  const last = more.closest("li").previousElementSibling;
  document.addEventListener("htmx:after:swap", () => last?.nextElementSibling?.querySelector("a")?.focus(), { once: true });
});
