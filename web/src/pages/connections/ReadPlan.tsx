import type { PlanRead } from '../../api/types';
import { formatCount, formatMs } from '../../format/number';

const areaWords: Record<string, string> = { Coil: 'coil', DiscreteInput: 'discrete', InputRegister: 'input', HoldingRegister: 'holding' };

/** The requests that one cycle sends, each as a bar on the device's addresses with the holes that it reads along. */
export function ReadPlan({ plan }: { plan: readonly PlanRead[] }) {
  const ranges = new Map<string, { low: number; high: number }>();
  for (const read of plan) {
    const key = `${read.unit} ${read.area}`;
    const range = ranges.get(key) ?? { low: read.from, high: read.from + read.count };
    ranges.set(key, { low: Math.min(range.low, read.from), high: Math.max(range.high, read.from + read.count) });
  }
  return (
    <table className="table" data-testid="read-plan">
      <thead>
        <tr>
          <th>Unit</th>
          <th>Area</th>
          <th>Addresses</th>
          <th style={{ width: '45%' }}>Merged range, holes dashed</th>
          <th className="num">Count</th>
          <th className="num">Holes</th>
          <th className="num">Every</th>
          <th className="num">Last ms</th>
        </tr>
      </thead>
      <tbody>
        {plan.map((read) => {
          const range = ranges.get(`${read.unit} ${read.area}`) ?? { low: 0, high: 1 };
          const x = (at: number) => ((at - range.low) / Math.max(1, range.high - range.low)) * 1000;
          const holes = read.holes.reduce((sum, hole) => sum + hole.count, 0);
          return (
            <tr key={`${read.unit} ${read.area} ${read.from} ${read.every}`}>
              <td>{read.unit}</td>
              <td>{areaWords[read.area] ?? read.area}</td>
              <td className="num-text">
                {read.from}–{read.from + read.count - 1}
              </td>
              <td>
                <svg className="plan-bar" viewBox="0 0 1000 12" preserveAspectRatio="none" role="img" aria-label={`${read.count} from ${read.from} with ${read.holes.length} holes`}>
                  <rect x={0} width={1000} y={5} height={2} className="plan-line" />
                  <rect x={x(read.from)} width={Math.max(3, x(read.from + read.count) - x(read.from))} y={0} height={12} className="plan-range" />
                  {read.holes.map((hole) => (
                    <rect
                      key={hole.from}
                      x={x(hole.from)} width={Math.max(2, x(hole.from + hole.count) - x(hole.from))}
                      y={0}
                      height={12}
                      className="plan-hole"
                    >
                      <title>{`hole ${hole.from}–${hole.from + hole.count - 1}: read along, not used`}</title>
                    </rect>
                  ))}
                </svg>
              </td>
              <td className="num">{formatCount(read.count)}</td>
              <td className="num muted">{holes > 0 ? formatCount(holes) : 'none'}</td>
              <td className="num muted">{read.every}</td>
              <td className="num">{formatMs(read.lastMs)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
