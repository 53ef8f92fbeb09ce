// One tooltip for everything that is drawn, for pointers and for the keyboard.

const tip = document.getElementById('tip');

const hideTip = () => { tip.hidden = true; };

/** Shows lines near a point of the window; a line is a text or [class of its mark, text]. */
const showTip = (x, y, title, lines) => {
  tip.replaceChildren(el('strong', {}, title), ...lines.map(line =>
    Array.isArray(line)
      ? el('span', {}, el('i', { class: 'mark ' + line[0], 'aria-hidden': 'true' }), line[1])
      : el('span', {}, line)));
  tip.hidden = false;
  const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
  tip.style.left = Math.max(8, Math.min(x + 14, room)) + 'px';
  tip.style.top = (y + 18 + tip.offsetHeight > window.innerHeight ? y - tip.offsetHeight - 12 : y + 18) + 'px';
};

/**
 * Lets a drawing be read step by step: by pointer, or by arrow keys once it has the focus.
 * @param locate the step under a pointer event, or -1
 * @param tell given a step: where it is on the drawing, its title and lines
 */
const readable = (drawing, steps, locate, tell) => {
  let at = -1;
  const show = (step, x, y) => {
    at = step;
    const told = tell(step);
    const box = drawing.getBoundingClientRect();
    showTip(x ?? box.left + told.x, y ?? box.top + told.y, told.title, told.lines);
  };
  const leave = () => { at = -1; hideTip(); tell(-1); };
  drawing.setAttribute('tabindex', 0);
  drawing.addEventListener('pointermove', event => {
    const step = locate(event);
    if (step < 0) leave(); else show(step, event.clientX, event.clientY);
  });
  drawing.addEventListener('pointerleave', leave);
  drawing.addEventListener('blur', leave);
  drawing.addEventListener('keydown', event => {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === 'Escape') leave();
    if (!move || !steps) return;
    event.preventDefault();
    show(Math.max(0, Math.min(steps - 1, at + move)));
  });
};
