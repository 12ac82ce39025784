// Stands in every document before its own scripts: hears what attacks call, and judges the page.
// What it uses is taken from prototypes, because a text may try to put itself in its place.
{
  const told = window.tellTest;
  const fixed = (name, value) => Object.defineProperty(window, name, { value });
  const all = (selector, root = document) => {
    const owner = root === document ? Document : Element;
    return [...owner.prototype.querySelectorAll.call(root, selector)];
  };
  const one = (selector, root) => all(selector, root)[0];

  for (const name of ["attack", "alert", "confirm", "prompt", "print"]) {
    fixed(name, () => told(`${name}() ran`));
  }
  // The browser tells of a new window when it is there, which may be after the next page.
  fixed("open", (address) => (told(`opened ${address}`), null));

  const SAFE = ["http:", "https:", "mailto:", "tel:"];
  const ADDRESSES = ["href", "src", "action", "formaction", "data", "poster", "cite", "xlink:href"];
  const FORBIDDEN = /^(on|style$|name$|form|srcdoc$|srcset$|is$|slot$|role$|popover|for$|xml|data-(?!kind$))/;
  const NAMESPACES = ["http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML"];
  // What the page itself changes with the length of a text.
  const OF_LENGTH = ["long", "very-long", "initial"];

  const protocolOf = (address) => {
    try {
      return new URL(address, document.baseURI).protocol;
    } catch {
      return "http:";
    }
  };

  // The page as tags, classes and landmarks; what the fields hold is left out.
  const outline = (element) => {
    if (isOfTheText(element)) return [];
    const classes = [...element.classList].filter((name) => !OF_LENGTH.includes(name));
    const facts = ["id", "role", "rel", "name", "property"].map((name) => element.getAttribute(name));
    const line = [element.localName, classes.sort().join("."), ...facts].join(" ").trimEnd();
    if (element.matches("bdi, .prose, title")) return [line];
    const within = [...element.children].map((child) => outline(child).map((each) => ` ${each}`));
    return [line, ...within.filter(isNoRepetition).flat()];
  };

  // There may be more or fewer posts and tags in a list.
  const isNoRepetition = (lines, i, siblings) =>
    !/^ (li|article)/.test(lines[0]) || lines.join() !== siblings[i - 1]?.join();

  // The contents of a post come from its headings, the notice of a preview from its formulas;
  // and a long list goes on.
  const isOfTheText = (element) =>
    (element.matches(".post-body > aside.aside") && element.nextElementSibling?.matches(".prose")) ||
    element.matches("main > [role=status]:first-child, main > nav.pager:last-child") ||
    element.matches("link[rel=next], link[rel=prev]");

  // What Chromium says of a feed that it cannot read.
  const ofXml = () => all("parsererror").map((element) => element.textContent);

  const widest = () => {
    const right = (element) => element.getBoundingClientRect().right;
    const [first] = all("body *").sort((one, other) => right(other) - right(one));
    return `${first.localName} in ${first.closest("[class]")?.className}`;
  };

  const structure = () => {
    const found = [];
    const expect = (isSo, words) => isSo || found.push(words);
    if (document.contentType !== "text/html") return ofXml();
    expect(all("h1").length === 1, `${all("h1").length} h1`);
    expect(all("main").length === 1, `${all("main").length} main`);
    expect(all("base, frame, frameset").length === 0, "a base or frame");
    expect(document.baseURI === location.href, "another base");
    // The editor shows its preview in a frame that has a name.
    const known = ["location", ...all("section.preview > iframe").map((frame) => frame.name)];
    const own = Object.getOwnPropertyNames(document).filter((name) => !known.includes(name));
    expect(own.length === 0, `document is clobbered: ${own}`);
    expect(document.body?.parentNode === document.documentElement, "another body");
    const footer = one("footer.colophon");
    expect(!footer || footer.parentNode === document.body, "the footer is elsewhere");
    if (document.documentElement.scrollWidth > innerWidth) found.push(`${widest()} is too wide`);
    return found;
  };

  const attributesOf = (element) => {
    const found = [];
    const tag = element.localName;
    if (!NAMESPACES.includes(element.namespaceURI)) found.push(`${tag} of another namespace`);
    if (element.shadowRoot) found.push(`${tag} with a shadow`);
    for (const { name, value } of element.attributes) {
      if (FORBIDDEN.test(name)) found.push(`${tag} ${name}=${value}`);
      if (name === "id" && !value.startsWith("s-")) found.push(`${tag} ${name}=${value}`);
      if (ADDRESSES.includes(name) && !SAFE.includes(protocolOf(value))) {
        found.push(`${tag} ${name}=${value}`);
      }
    }
    return found;
  };

  // These reach out of the column on purpose.
  const FREE = ".full, .wide, .margin-note, .pull, .anchor";
  // A link has room around it to be pressed.
  const LINE = 32;
  const scrolls = (element) => getComputedStyle(element).overflowX !== "visible";
  const isHeldIn = ({ parentElement: outer }) =>
    !outer.matches(".prose") && (scrolls(outer) || isHeldIn(outer));
  const standsOutside = (element, column) => {
    const position = getComputedStyle(element).position;
    const may = element.matches("h2 > a.anchor, h3 > a.anchor, section.table caption");
    if (position !== "static" && position !== "relative" && !may) return `is ${position}`;
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height || isHeldIn(element)) return "";
    // What a closed disclosure holds has a place below it, and is not drawn there.
    if (!element.checkVisibility()) return "";
    if (box.top < column.top - LINE || box.bottom > column.bottom + LINE) {
      return "stands above or below";
    }
    const [start, end] = element.closest(FREE) ? [0, innerWidth] : [column.left, column.right];
    return box.left < start - 2 || box.right > end + 2 ? "stands beside" : "";
  };

  const texts = () =>
    all(".prose").flatMap((prose) => {
      const column = prose.getBoundingClientRect();
      return all("*", prose).flatMap((element) => {
        const outside = standsOutside(element, column);
        const place = outside && `${element.localName}.${element.className} ${outside} of the text`;
        return [...attributesOf(element), ...(place ? [place] : [])];
      });
    });

  const HEARD = [];
  for (const name in HTMLElement.prototype) if (name.startsWith("on")) HEARD.push(name.slice(2));

  // A link that runs does run; the others lead nowhere, and this is no journey.
  const stay = (event) => {
    const link = event.target.closest("a, area");
    if (!link || protocolOf(link.href) !== "javascript:") event.preventDefault();
  };

  const touchEverything = () => {
    addEventListener("click", stay, true);
    for (const element of all("main, main *")) {
      for (const type of HEARD) element.dispatchEvent(new Event(type, { cancelable: true }));
    }
    for (const link of all("main a, main area, main button, main summary")) {
      link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    }
    removeEventListener("click", stay, true);
  };

  const shown = (selector) => all(selector).map((element) => element.textContent);
  const typed = (selector) => all(selector).map((element) => element.value);

  fixed("judge", async (touch = true) => {
    const page = {
      problems: [...structure(), ...texts()],
      outline: outline(document.documentElement).join("\n"),
      shown: {
        title: shown("main h1 bdi"),
        summary: shown("main header .deck bdi"),
        tags: shown(".post-foot .tags bdi, .contents bdi"),
        names: shown(".byline bdi"),
      },
      typed: { title: typed("textarea#title"), body: typed("textarea#body") },
      links: { tag: one(".tags a")?.href, author: one(".byline a")?.href },
    };
    if (touch) touchEverything();
    // Whatever was set off runs before this does.
    await new Promise((done) => setTimeout(done));
    return page;
  });
}
