// The keyboard, for those who show this to others. While something is typed, keys are letters.

const TYPED = 'input:not([type=radio], [type=checkbox]), textarea, select, dialog, [popover]';

/** @param does by key; a function that is told the key */
export function listen(does) {
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPED)) return;
    const act = does[event.key] ?? (/^[1-7]$/.test(event.key) ? does.digit : undefined);
    if (!act) return;
    event.preventDefault();
    act(event.key);
  });
}
