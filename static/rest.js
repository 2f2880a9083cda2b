// The program of the published page comes in two parts: what its first view calls, and the rest.
// The rest is fetched at the visitor's first move, while a hand is on its way to a button, or at
// once for who comes by a link; a program that needs it sooner waits for it on the spot. Made by
// `cargo xtask build`; a page that is served while it is written has one part, and this script then
// does nothing.
(() => {
  "use strict";
  const place = document.querySelector('meta[name="program-rest"]');
  if (!place || typeof WebAssembly !== "object") return;
  const url = place.content;
  const MOVES = ["pointermove", "pointerdown", "keydown", "wheel"];
  let first;
  let imports;

  const arrived = () => {
    first.exports.whole.value = 1;
    MOVES.forEach((move) => removeEventListener(move, fetchIt, true));
  };
  const all = () => ({ ...imports, first: first.exports });

  // Whoever called is left in the middle of something, and cannot be called again.
  const missing = (why) => {
    const error = new Error(`a part of the page could not be loaded: ${why}`);
    error.name = "MissingPart";
    // What throws is not always heard of: some callers take the error for an answer.
    dispatchEvent(new ErrorEvent("error", { error }));
    return error;
  };

  const bring = () => {
    const request = new XMLHttpRequest();
    request.open("GET", url, false);
    // The one way to get bytes at once: each as a character.
    request.overrideMimeType("text/plain; charset=x-user-defined");
    try {
      request.send();
    } catch (error) {
      throw missing(error.message);
    }
    if (request.status !== 200) throw missing(`the host answers ${request.status}`);
    const bytes = Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 255);
    new WebAssembly.Instance(new WebAssembly.Module(bytes), all());
    arrived();
  };

  // Who comes by a link, or back to a lab, sees another first view than the one that was recorded:
  // both parts then come side by side, and the program starts when it has them.
  const returns = () => {
    try {
      return localStorage.getItem("versioned-arp.text") !== null;
    } catch {
      return false; // Storage is forbidden.
    }
  };

  let coming;
  const come = () => {
    coming ??= fetch(url)
      .then((response) => response.arrayBuffer())
      .then((bytes) => WebAssembly.compile(bytes))
      .catch(() => (coming = undefined)); // The next move asks again, or the program itself.
    return coming;
  };
  async function fetchIt() {
    if (!first) return;
    const module = await come();
    if (!module || first.exports.whole.value) return;
    await WebAssembly.instantiate(module, all());
    arrived();
  }
  const atOnce = location.hash.length > 1 || returns();
  if (atOnce) come();

  for (const name of ["instantiate", "instantiateStreaming"]) {
    const real = WebAssembly[name].bind(WebAssembly);
    WebAssembly[name] = async (source, given) => {
      if (first) return real(source, given);
      imports = { ...given, rest: { bring } };
      const made = await real(source, imports);
      first = made.instance || made;
      if (atOnce) await fetchIt();
      return made;
    };
  }
  MOVES.forEach((move) => addEventListener(move, fetchIt, { capture: true, passive: true }));
})();
