const shapes = {
  overview: 'M3 3h8v8H3zM13 3h8v5h-8zM13 10h8v11h-8zM3 13h8v8H3z',
  explore: 'M4 5h6M4 5v14h6M4 12h6M13 3h7v4h-7zM13 10h7v4h-7zM13 17h7v4h-7z',
  trends: 'M3 3v18h18M6 15l4-5 4 3 6-8',
  control: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  connections: 'M8 3v5M16 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4',
  settings: 'M4 6h16M4 12h16M4 18h16M8 4v4M16 10v4M10 16v4',
  events: 'M12 3v2M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21h4',
  broker: 'M12 9v12M9 21h6M12 6.5v.1M8 10a5 5 0 0 1 0-7M16 10a5 5 0 0 0 0-7M5 13a9 9 0 0 1 0-13M19 13a9 9 0 0 0 0-13',
  ledger: 'M5 3h14v18H5zM9 8h6M9 12h6M9 16h3',
  query: 'M12 4c4.4 0 8 1.3 8 3s-3.6 3-8 3-8-1.3-8-3 3.6-3 8-3zM4 7v10c0 1.7 3.6 3 8 3s8-1.3 8-3V7M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21a8 8 0 0 1 16 0',
  chevronRight: 'M9 5l7 7-7 7',
  chevronDown: 'M5 9l7 7 7-7',
  chevronLeft: 'M15 5l-7 7 7 7',
  chevronUp: 'M5 15l7-7 7 7',
  close: 'M5 5l14 14M19 5L5 19',
  plus: 'M12 4v16M4 12h16',
  check: 'M4 12l6 6L20 6',
  warning: 'M12 3 22 20H2zM12 10v4M12 17v.5',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7v.5',
  download: 'M12 3v12M7 11l5 5 5-5M4 20h16',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  drag: 'M9 5v.1M15 5v.1M9 12v.1M15 12v.1M9 19v.1M15 19v.1',
  live: 'M8 5l11 7-11 7z',
  pause: 'M8 5v14M16 5v14',
  rail: 'M4 4h16v16H4zM10 4v16',
  pane: 'M4 4h16v7H4zM4 14h16v6H4z',
  machine: 'M3 20V10l6 3v-3l6 3V5h6v15zM7 16h2M12 16h2M17 16h1',
  tag: 'M3 12V4h8l10 10-8 7zM7.5 8v.1',
  action: 'M13 2 5 14h6l-1 8 8-12h-6z',
  file: 'M6 3h8l5 5v13H6zM14 3v5h5',
  copy: 'M8 8h12v12H8zM4 16V4h12',
} as const;

export type IconName = keyof typeof shapes;

/** A line icon in the colour of its text; a word stands beside it, so it is hidden from screen readers. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
