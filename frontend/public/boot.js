// Runs before the first paint, so that a chosen theme, language or density never flashes the other one.
// A file of its own, not inline: the content security policy permits no inline script.
try {
  const chosen = JSON.parse(localStorage.getItem('meridian.preferences') ?? '{}');
  const root = document.documentElement;
  if (chosen.theme === 'light' || chosen.theme === 'dark') root.dataset.theme = chosen.theme;
  if (chosen.density === 'comfortable') root.dataset.density = chosen.density;
  if (chosen.language) root.lang = chosen.language;
} catch {
  // Storage may be forbidden; the system's choice holds then.
}
