// Applies the saved theme before the page is drawn, so that a dark page does not flash white.
try {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked: the page follows the system.
}
