// Shows one section at a time, as the address says after its #: a section, or a card inside one. Without this script all is shown.
(function () {
  "use strict";
  const root = document.documentElement;
  const bar = document.getElementById("tabs");
  const tabs = Array.from(bar.querySelectorAll("a"));
  const panels = tabs.map(tab => document.getElementById(tab.hash.slice(1)));

  function show(id, isAsked) {
    const target = document.getElementById(id) || panels[0];
    const panel = target.closest(".panel") || panels[0];
    panels.forEach((other, i) => {
      other.hidden = other !== panel;
      tabs[i].setAttribute("aria-selected", String(other === panel));
      tabs[i].tabIndex = other === panel ? 0 : -1;
    });
    const tab = tabs[panels.indexOf(panel)];
    bar.scrollLeft = tab.offsetLeft - bar.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
    const card = target.closest(".cards > .card");
    if (card) {
      choose(card);
      if (isAsked && card.getBoundingClientRect().top > window.innerHeight * 0.8) {
        card.scrollIntoView({ block: "nearest" });
      }
    } else if (target !== panel && target.id !== "content") {
      target.scrollIntoView();
    }
  }

  function choose(card) {
    const explorer = card.closest(".explorer");
    for (const other of explorer.querySelectorAll(".card")) {
      other.classList.toggle("chosen", other === card);
    }
    for (const box of explorer.querySelectorAll("svg a")) {
      box.classList.toggle("chosen", box.getAttribute("href") === "#" + card.id);
    }
  }

  bar.setAttribute("role", "tablist");
  tabs.forEach((tab, i) => {
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panels[i].id);
    panels[i].setAttribute("role", "tabpanel");
  });
  bar.addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -tabs.length, End: tabs.length }[event.key];
    if (step) {
      const at = tabs.indexOf(document.activeElement) + step;
      const next = tabs[Math.max(0, Math.min(tabs.length - 1, at))];
      event.preventDefault();
      next.focus();
      next.click();
    }
  });
  root.classList.add("tabbed");
  document.querySelectorAll(".explorer").forEach(explorer => choose(explorer.querySelector(".card")));
  window.addEventListener("hashchange", () => show(location.hash.slice(1), true));
  show(location.hash.slice(1), false);
}());
