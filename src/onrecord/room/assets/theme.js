// Before anything is drawn: the theme that was chosen, where one was.
try {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // A browser that keeps nothing follows its system.
}
