// A running search: each event says that the page has changed; what changed is taken from the page itself.

// Makes a part of the page like a fresh one and leaves alone what is the same: focus, selected text, scrolling and unfolded tables stay.
function renew(current, fresh) {
  if (current.isEqualNode(fresh)) return;
  if (current.nodeName !== fresh.nodeName || current.nodeType !== Node.ELEMENT_NODE) {
    current.replaceWith(fresh);
    return;
  }
  for (const { name } of [...current.attributes]) if (!fresh.hasAttribute(name) && name !== "open" && name !== "hidden") current.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (current.getAttribute(name) !== value) current.setAttribute(name, value);
  const [old, now] = [[...current.childNodes], [...fresh.childNodes]];
  now.forEach((child, index) => index < old.length ? renew(old[index], child) : current.append(child));
  old.slice(now.length).forEach(child => child.remove());
}

async function servedPage() {
  const response = await fetch("/");
  const text = await response.text();
  if (!response.ok) throw new Error(`the server answered ${response.status}: ${text.slice(0, 200)}`);
  const page = new DOMParser().parseFromString(text, "text/html");
  if (!page.getElementById("contents")) throw new Error("the server answered with another page");
  return page;
}

// One page after the other, and of those that were announced meanwhile only the last: an older one never comes after a newer.
function inTurn(take) {
  let [busy, next] = [false, null];
  return async event => {
    next = event;
    if (busy) return;
    busy = true;
    while (next) {
      const current = next;
      next = null;
      await take(current);
    }
    busy = false;
  };
}

function follow(address, show) {
  const line = document.getElementById("live"), stream = new EventSource(address);
  let told = null;
  const tell = (text, aloud) => {
    line.textContent = text;
    if (aloud && told !== null && told !== text) say(text);
    told = text;
  };
  line.hidden = false;
  line.textContent = "Live: waiting for the search.";
  stream.addEventListener("changed", inTurn(async event => {
    try {
      const page = await servedPage();
      for (const id of ["facts", "runs"]) renew(document.getElementById(id), page.getElementById(id));
      show(JSON.parse(page.getElementById("contents").textContent));
      tell(event.data, /^(Finished|No search)/.test(event.data));
    } catch (error) {
      tell(`The page shows the last state: ${error.message}`, true);
    }
  }));
  stream.addEventListener("error", () => tell("The server has stopped; the page shows the last state.", true));
}

