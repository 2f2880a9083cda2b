// What must work when WebAssembly does not: the chosen theme before the first paint, a word about
// a start that failed, and the buttons of the message that a crash leaves behind.
(() => {
  "use strict";
  const KEYS = ["versioned-arp.text", "versioned-arp.valid-text", "versioned-arp.unsaved"];
  const kept = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // Storage is forbidden.
    }
  };
  const theme = kept("versioned-arp.theme");
  if (theme === "dark" || theme === "light") {
    document.documentElement.dataset.theme = theme;
  }

  const say = (text) => {
    const place = document.getElementById("starting");
    if (place) place.textContent = text;
    return Boolean(place);
  };
  const broke = (error) => {
    const message = String((error && error.message) || error || "unknown");
    if (say(`The page could not start: ${message}. Please reload it, or try a newer browser.`)) return;
    const crash = document.getElementById("crash");
    if (!crash || !crash.hidden || !(error instanceof WebAssembly.RuntimeError)) return;
    document.getElementById("crash-text").value = kept(KEYS[0]) || "";
    document.getElementById("crash-message").textContent = message;
    crash.hidden = false;
    crash.focus();
  };
  addEventListener("error", (event) => broke(event.error || event.message));
  addEventListener("unhandledrejection", (event) => broke(event.reason));

  addEventListener("DOMContentLoaded", () => {
    if (typeof WebAssembly !== "object") {
      say("This page needs WebAssembly, which this browser does not have or does not allow.");
    }
    document.getElementById("crash-restart").addEventListener("click", () => location.reload());
    document.getElementById("crash-fresh").addEventListener("click", () => {
      try {
        KEYS.forEach((key) => localStorage.removeItem(key));
      } catch {
        // Nothing was kept.
      }
      location.reload();
    });
  });
})();
