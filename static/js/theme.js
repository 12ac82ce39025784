// Day or night as chosen here, before the first paint.
{
  const page = document.documentElement.dataset;
  const show = (theme) => {
    page.theme = theme;
    document.querySelectorAll(".theme button").forEach((b) => {
      b.parentNode.hidden = false;
      b.ariaPressed = b.value === theme;
      b.onclick = () => show((localStorage.theme = b.value));
    });
  };
  show("auto");
  addEventListener("DOMContentLoaded", () => show(page.theme));
  show(localStorage.theme || "auto");
}
