// Larger letters, reading aloud and sending on: helps on a page that reads well without them.
"use strict";

const SIZES = [1, 1.15, 1.3, 1.5];
const story = document.querySelector(".story");
const prose = story && story.querySelector(".prose");
const said = document.querySelector("[data-said]");
const reading = document.querySelector(".reading");

if (reading && prose) {
  reading.hidden = false;
  let size = 0;
  for (const button of reading.querySelectorAll("[data-size]")) {
    button.addEventListener("click", () => {
      size = Math.min(SIZES.length - 1, Math.max(0, size + Number(button.dataset.size)));
      story.style.setProperty("--larger", SIZES[size]);
    });
  }
}

// Only where the browser has a Vietnamese voice; it knows which ones only after a while.
const aloud = document.querySelector("[data-aloud]");
if (aloud && "speechSynthesis" in window) {
  const label = aloud.textContent;
  const voice = () => speechSynthesis.getVoices().find((each) => each.lang.startsWith("vi"));
  const offer = () => {
    aloud.hidden = !voice();
  };
  const rest = () => {
    speechSynthesis.cancel();
    aloud.textContent = label;
  };
  offer();
  speechSynthesis.addEventListener("voiceschanged", offer);
  addEventListener("pagehide", rest);
  aloud.addEventListener("click", () => {
    if (speechSynthesis.speaking) {
      rest();
      return;
    }
    const parts = story.querySelectorAll("h1, .standfirst, .prose > *");
    parts.forEach((part, index) => {
      const words = new SpeechSynthesisUtterance(part.innerText);
      words.voice = voice();
      words.lang = "vi-VN";
      if (index === parts.length - 1) words.onend = rest;
      speechSynthesis.speak(words);
    });
    aloud.textContent = aloud.dataset.aloud;
  });
}

const copy = document.querySelector("[data-copy]");
if (copy && navigator.clipboard) {
  copy.parentElement.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.origin + location.pathname);
    said.textContent = copy.dataset.copy;
  });
}
const share = document.querySelector("[data-share]");
if (share && navigator.share) {
  share.parentElement.hidden = false;
  share.addEventListener("click", () =>
    navigator.share({ title: document.title, url: location.origin + location.pathname }).catch(() => {}),
  );
}
const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
