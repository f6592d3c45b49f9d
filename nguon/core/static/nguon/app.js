// Small helps on top of pages that work without them.
"use strict";

// A form that takes a moment says so and is not sent twice.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button && button.dataset.busy) {
    setTimeout(() => {
      button.disabled = true;
      button.textContent = button.dataset.busy;
    });
  }
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-print]");
  if (target) window.print();
});

// A select that narrows a list sends its form at once.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-send]")) event.target.form.requestSubmit();
});

// A short name for addresses fills itself from the name until somebody writes it himself.
const RANKS = /^(dang-uy|dang-bo|chi-bo)-/;
const COMMUNES = /^(xa|phuong|thi-tran)-/;
const shortName = (name) =>
  name
    .toLowerCase()
    .replaceAll("đ", "d")
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .replace(RANKS, "")
    .replace(COMMUNES, "");
for (const short of document.querySelectorAll("[data-slug-of]")) {
  const name = short.form.elements[short.dataset.slugOf];
  let own = short.value !== "";
  short.addEventListener("input", () => {
    own = short.value !== "";
  });
  name.addEventListener("input", () => {
    if (!own) short.value = shortName(name.value).slice(0, short.maxLength);
  });
}

// What is typed is kept on the server, sealed, until the form is sent.
const DRAFT_PAUSE = 1500;
for (const form of document.querySelectorAll("form[data-draft]")) {
  let pause = 0;
  const keep = () => {
    const body = new FormData(form);
    fetch(form.dataset.draft, { method: "POST", body, credentials: "same-origin" })
      .then((answer) => {
        const line = form.querySelector("[data-draft-line]");
        if (line && answer.ok) line.textContent = line.dataset.kept;
        if (line && !answer.ok) line.textContent = line.dataset.failed;
      })
      .catch(() => {
        const line = form.querySelector("[data-draft-line]");
        if (line) line.textContent = line.dataset.failed;
      });
  };
  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(keep, DRAFT_PAUSE);
  });
}

// A sum is counted again by the server while its numbers are typed.
const SUM_PAUSE = 500;
for (const form of document.querySelectorAll("form[data-recount]")) {
  let pause = 0;
  let asked = 0;
  const recount = () => {
    const body = new FormData(form);
    body.set(form.dataset.recountAs, "1");
    const turn = ++asked;
    fetch(form.action, { method: "POST", body, credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((text) => {
        const page = new DOMParser().parseFromString(text, "text/html");
        const sum = page.querySelector(form.dataset.recount);
        if (sum && turn === asked) form.querySelector(form.dataset.recount).replaceChildren(...sum.childNodes);
      })
      .catch(() => {});
  };
  form.addEventListener("input", (event) => {
    if (event.target.type !== "number") return;
    clearTimeout(pause);
    pause = setTimeout(recount, SUM_PAUSE);
  });
}
