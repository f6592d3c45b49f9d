// Light or dark as the reader chose, kept in the browser alone: no server is told.
"use strict";

(() => {
  const KEPT = "nguon-colours";
  const root = document.documentElement;
  const kept = () => {
    try {
      return localStorage.getItem(KEPT);
    } catch {
      return null; // a browser that keeps nothing
    }
  };
  const keep = (chosen) => {
    try {
      localStorage.setItem(KEPT, chosen);
    } catch {
      return; // it holds for this page
    }
  };
  if (["light", "dark"].includes(kept())) root.dataset.colours = kept();

  const isDark = () =>
    root.dataset.colours
      ? root.dataset.colours === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-colours-button]");
    if (!button) return;
    button.hidden = false;
    button.setAttribute("aria-pressed", isDark());
    button.addEventListener("click", () => {
      root.dataset.colours = isDark() ? "light" : "dark";
      keep(root.dataset.colours);
      button.setAttribute("aria-pressed", isDark());
    });
  });
})();
