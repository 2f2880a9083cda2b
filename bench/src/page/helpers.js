// What the measures of the page share. A person's clicks and keys, without the time that WebDriver
// takes to find what they are for.
const frame = () => new Promise(requestAnimationFrame);
const drawn = async () => { await frame(); await frame(); };
const named = (name) => {
  const all = [...document.querySelectorAll("button")];
  const found = all.find((it) => (it.ariaLabel ?? it.textContent).trim() === name);
  if (!found) throw new Error(`no button is called ${name}`);
  return found;
};
const history = (name) => {
  const all = [...document.querySelectorAll(".history .panel-head button")];
  return all.find((it) => it.textContent.trim() === name);
};
// Plays in true time.
const play = async () => {
  // Its name says which is chosen.
  document.querySelector("button[aria-label^='Pace: ']").click();
  await drawn();
  const choices = [...document.querySelectorAll("[role=menuitemradio]")];
  choices.find((it) => it.textContent.startsWith("1×")).click();
  await drawn();
  named("Play").click();
  await drawn();
};
// Counts frames for so many milliseconds.
const frames = async (ms) => {
  const end = performance.now() + ms;
  let count = 0;
  while (performance.now() < end) {
    await frame();
    count += 1;
  }
  return count;
};
