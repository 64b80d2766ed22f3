// Runs before the first paint, so a dark room never flashes white. A file, since the policy forbids inline scripts.
(() => {
  const asked = new URLSearchParams(location.search);
  const stored = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const theme = asked.get("theme") || stored("mystocks.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
