import { useEffect } from 'react';

/** Ctrl+K (or Command+K) opens the palette anywhere, a slash where nobody types. */
export function usePaletteKeys(open: (opened: boolean) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      const combined = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k';
      if (!combined && !(event.key === '/' && !typing && !event.ctrlKey && !event.altKey && !event.metaKey)) return;
      event.preventDefault();
      open(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [open]);
}
