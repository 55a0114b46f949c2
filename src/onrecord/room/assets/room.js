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
