/** Questions to begin with; they work on every plant. */
export const examples: readonly { title: string; sql: string }[] = [
  {
    title: 'The newest values',
    sql: 'SELECT tag, time, value, text, quality\nFROM last\nORDER BY tag\nLIMIT 50',
  },
  {
    title: 'Means of five seconds',
    sql: "SELECT time_bucket(INTERVAL 5 SECOND, time) AS time, tag, avg(value) AS mean\nFROM samples\nWHERE time > now() - INTERVAL 10 MINUTE\n  AND tag IN (SELECT tag FROM tags WHERE kind LIKE 'float%' ORDER BY tag LIMIT 3)\nGROUP BY ALL\nORDER BY time",
  },
  {
    title: 'Share of good samples',
    sql: "SELECT tag, count(*) AS samples, round(100.0 * count(*) FILTER (quality LIKE 'Good%') / count(*), 2) AS good_percent\nFROM samples\nWHERE time > now() - INTERVAL 1 HOUR\nGROUP BY tag\nORDER BY good_percent, tag",
  },
  {
    title: 'What was missing, by cause',
    sql: 'SELECT connection, cause, count(*) AS gaps, sum(missing) AS samples\nFROM gaps\nGROUP BY ALL\nORDER BY samples DESC',
  },
];
