// What must work when WebAssembly does not: the chosen theme before the first paint, a word about
// a start that failed, and the message that a crash leaves behind.
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
  // A part of the program that did not come is nobody's mistake, and comes another time.
  const crash = (error) => {
    const place = document.getElementById("crash");
    const missing = error.name === "MissingPart";
    if (!place || !place.hidden || !(missing || error instanceof WebAssembly.RuntimeError)) return;
    if (missing) {
      document.getElementById("crash-title").textContent = "A part of this page is missing";
      document.getElementById("crash-words").textContent =
        "It did not come when it was needed. Your text is here: copy it if you want to be sure, then " +
        "start again when the network is back.";
    }
    document.getElementById("crash-message").textContent = error.message;
    place.hidden = false;
    place.focus();
  };
  const able = typeof WebAssembly === "object";
  const broke = (event, error) => {
    if (!able) return event.preventDefault(); // It is said already, and in better words.
    const message = String((error && error.message) || error || "unknown");
    if (say(`The page could not start: ${message}. Please reload it, or try a newer browser.`)) return;
    if (error) crash(error);
  };
  const listen = (event) => {
    const lost = event.target instanceof Element;
    if (lost) say("A part of the page could not be loaded: is the network there? Please reload it.");
    else broke(event, event.error || event.message);
  };
  // Only who listens on the way down hears of an element whose file did not come.
  addEventListener("error", listen, true);
  addEventListener("unhandledrejection", (event) => broke(event, event.reason));

  addEventListener("DOMContentLoaded", () => {
    if (!able) say("This page needs WebAssembly, which this browser does not have or does not allow.");
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
