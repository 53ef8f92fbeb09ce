// Words that are explained where they stand: on hover, on focus, on a tap. The texts are those of docs/glossary.md.

import { byId, html, say } from './dom.js';

const bubble = byId('gloss');

/** Explains every button of class term on the page. */
export async function explain() {
  const words = await (await fetch('glossary.json')).json();
  for (const button of document.querySelectorAll('.term')) {
    const text = words[button.dataset.term];
    if (!text) continue;
    const show = () => {
      bubble.replaceChildren(html('strong', {}, button.dataset.term), ` ${text}`);
      bubble.showPopover();
      place(button.getBoundingClientRect());
    };
    const hide = () => bubble.matches(':popover-open') && bubble.hidePopover();
    for (const begins of ['pointerenter', 'focus', 'click']) button.addEventListener(begins, show);
    for (const ends of ['pointerleave', 'blur']) button.addEventListener(ends, hide);
    button.addEventListener('keydown', event => event.key === 'Escape' && hide());
    button.setAttribute('aria-describedby', `about-${button.dataset.term.replaceAll(' ', '-')}`);
    const spoken = html('span', { id: button.getAttribute('aria-describedby'), hidden: true });
    say(spoken, text);
    document.body.append(spoken);
  }
}

function place(at) {
  const own = bubble.getBoundingClientRect();
  bubble.style.inset = 'auto';
  bubble.style.left = `${Math.max(8, Math.min(at.left, innerWidth - own.width - 8))}px`;
  bubble.style.top = `${at.bottom + 8 + own.height < innerHeight ? at.bottom + 8 : at.top - own.height - 8}px`;
}
