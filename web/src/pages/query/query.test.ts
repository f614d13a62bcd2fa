import { describe, expect, it } from 'vitest';
import { csvOf, type Cell, type ColumnType, type SqlAnswer } from './answer';
import { chartOf, seriesLimit } from './chartData';

function answer(columns: [string, ColumnType][], rows: Cell[][]): SqlAnswer {
  return { columns: columns.map(([name, type]) => ({ name, type })), rows, rowCount: rows.length, truncated: false, elapsedMs: 1 };
}

describe('the chart of an answer', () => {
  it('draws each number column over the first time column, in the order of time', () => {
    const data = chartOf(
      answer(
        [
          ['time', 'time'],
          ['low', 'number'],
          ['n', 'integer'],
        ],
        [
          ['2026-03-09T10:00:02Z', 2, 20],
          ['2026-03-09T10:00:01Z', 1, null],
        ],
      ),
    );
    expect(data).toEqual({
      x: [Date.parse('2026-03-09T10:00:01Z') / 1000, Date.parse('2026-03-09T10:00:02Z') / 1000],
      series: [
        { label: 'low', values: [1, 2] },
        { label: 'n', values: [null, 20] },
      ],
    });
  });

  it('makes a line of each value of a text column, drawn across the times of the others', () => {
    const data = chartOf(
      answer(
        [
          ['time', 'time'],
          ['tag', 'text'],
          ['mean', 'number'],
        ],
        [
          ['2026-03-09T10:00:01Z', 'a', 1],
          ['2026-03-09T10:00:02Z', 'b', 2],
          ['2026-03-09T10:00:02Z', 'a', 3],
        ],
      ),
    );
    expect(data).toMatchObject({
      series: [
        { label: 'a', values: [1, 3] },
        { label: 'b', values: [undefined, 2] },
      ],
    });
  });

  it('leaves NaN and the infinities, which come as text, out of the line', () => {
    const rows: Cell[][] = [
      ['2026-03-09', 'NaN'],
      ['2026-03-10', 4],
    ];
    expect(
      chartOf(
        answer(
          [
            ['day', 'date'],
            ['v', 'number'],
          ],
          rows,
        ),
      ),
    ).toMatchObject({ series: [{ values: [null, 4] }] });
  });

  it('says why it cannot be drawn', () => {
    expect(chartOf(answer([['value', 'number']], [[1]]))).toContain('column of times');
    expect(chartOf(answer([['time', 'time']], [['2026-03-09T10:00:01Z']]))).toContain('column of numbers');
    const columns: [string, ColumnType][] = [
      ['time', 'time'],
      ['tag', 'text'],
      ['value', 'number'],
    ];
    expect(chartOf(answer(columns, [['2026-03-09T10:00:01Z', 'a', 1]]))).toContain('two times');
    const many = Array.from({ length: seriesLimit + 1 }, (_, i): Cell[] => ['2026-03-09T10:00:01Z', `tag${i}`, i]);
    expect(chartOf(answer(columns, many))).toContain(`more than ${seriesLimit}`);
  });
});

describe('the file of an answer', () => {
  it('quotes what has commas, quotes or line ends, and leaves NULL empty', () => {
    const text = csvOf(
      answer(
        [
          ['a,b', 'text'],
          ['c', 'number'],
        ],
        [
          ['say "x"', null],
          ['two\nlines', 1.5],
        ],
      ),
    );
    expect(text).toBe('"a,b",c\r\n"say ""x""",\r\n"two\nlines",1.5\r\n');
  });
});
