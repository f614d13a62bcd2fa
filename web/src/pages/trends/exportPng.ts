export interface PngRow {
  colour: string;
  name: string;
  values: string;
}

export interface PngParts {
  title: string;
  subtitle: string;
  charts: readonly HTMLCanvasElement[];
  rows: readonly PngRow[];
  background: string;
  ink: string;
  muted: string;
  font: string;
}

/** The whole chart as one picture: title, range, panes, and a legend with colours and statistics. */
export function composePng(parts: PngParts): HTMLCanvasElement {
  const scale = window.devicePixelRatio || 1;
  const margin = 24 * scale;
  const row = 22 * scale;
  const head = 64 * scale;
  const width = Math.max(640 * scale, ...parts.charts.map((chart) => chart.width)) + 2 * margin;
  const height = head + parts.charts.reduce((sum, chart) => sum + chart.height + 8 * scale, 0) + parts.rows.length * row + 2 * margin;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const ctx = canvas.getContext('2d');
  if (!ctx) return canvas;
  ctx.fillStyle = parts.background;
  ctx.fillRect(0, 0, width, height);
  ctx.textBaseline = 'middle';
  ctx.fillStyle = parts.ink;
  ctx.font = `600 ${16 * scale}px ${parts.font}`;
  ctx.fillText(parts.title, margin, margin + 8 * scale);
  ctx.fillStyle = parts.muted;
  ctx.font = `${12 * scale}px ${parts.font}`;
  ctx.fillText(parts.subtitle, margin, margin + 30 * scale);
  let y = head;
  for (const chart of parts.charts) {
    ctx.drawImage(chart, margin, y);
    y += chart.height + 8 * scale;
  }
  y += margin / 2;
  for (const one of parts.rows) {
    ctx.fillStyle = one.colour;
    ctx.fillRect(margin, y + row / 2 - 2 * scale, 16 * scale, 4 * scale);
    ctx.fillStyle = parts.ink;
    ctx.textAlign = 'left';
    ctx.fillText(one.name, margin + 24 * scale, y + row / 2);
    ctx.fillStyle = parts.muted;
    ctx.textAlign = 'right';
    ctx.fillText(one.values, width - margin, y + row / 2);
    ctx.textAlign = 'left';
    y += row;
  }
  return canvas;
}

export function saveCanvas(canvas: HTMLCanvasElement, name: string): void {
  canvas.toBlob((blob) => {
    if (!blob) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }, 'image/png');
}
