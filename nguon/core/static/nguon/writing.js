// The page on which articles are written: nothing is lost. Without this script there is a button.
"use strict";

const PAUSE = 1500;
const AGAIN = 10000;
const form = document.querySelector("form[data-save]");

if (form) {
  const status = form.querySelector("[data-saved]");
  const seen = form.elements.seen;
  let waiting;
  let changed = false;
  let sending = false;

  const save = async () => {
    clearTimeout(waiting);
    if (sending) {
      waiting = setTimeout(save, PAUSE);
      return;
    }
    sending = true;
    changed = false;
    try {
      const told = { method: "POST", body: new FormData(form), credentials: "same-origin" };
      const answer = await fetch(form.dataset.save, told);
      const kept = await answer.json();
      status.textContent = kept.said;
      if (answer.ok) seen.value = kept.seen;
    } catch {
      changed = true;
      status.textContent = form.dataset.unsaved;
      waiting = setTimeout(save, AGAIN);
    }
    sending = false;
  };

  form.addEventListener("input", () => {
    changed = true;
    status.textContent = form.dataset.typing;
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    changed = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && changed) save();
  });
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
