// Draws again every two seconds what is marked data-fresh, unless somebody is typing in it.
"use strict";
const parts = () => [...document.querySelectorAll("[data-fresh]")];

async function refresh() {
  if (document.hidden || !parts().length) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  parts().forEach((old, place) => {
    const made = fresh.querySelectorAll("[data-fresh]")[place];
    const touched = [...old.querySelectorAll("input")].some((one) => one.value !== one.defaultValue);
    if (!made || touched || old.contains(document.activeElement) || old.innerHTML === made.innerHTML) return;
    const left = old.scrollLeft;
    old.innerHTML = made.innerHTML;
    old.scrollLeft = left;
  });
}

setInterval(() => refresh().catch(() => {}), 2000);
