import type { PlantEvent } from '../../api/types';
import { formatValue } from '../../format/number';
import { Shape } from '../../parts/Shape';
import { Time } from '../../parts/Time';
import { eventAttention, stateWords, typeWords } from './eventRows';
import { Place } from './Place';

/** What happened, newest first; colour only where an event tells of what still stands. */
export function EventTable({ events, standing }: { events: readonly PlantEvent[]; standing: ReadonlySet<string> }) {
  return (
    <table className="table" data-testid="event-table">
      <thead>
        <tr>
          <th>At</th>
          <th className="num">Severity</th>
          <th>Where</th>
          <th>State</th>
          <th>Message</th>
          <th>Type</th>
          <th>Connection</th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <tr key={event.id} data-testid="event-row">
            <td className="muted nowrap">
              <Time at={event.time} milliseconds />
              {event.isPast ? <span title="Heard of after the fact, from the device's own history"> later</span> : null}
            </td>
            <td className="num">{event.severity}</td>
            <td>
              <Place event={event} />
            </td>
            <td className="nowrap">
              {event.condition ? (
                <span className="state-word">
                  <Shape attention={standing.has(event.id) ? eventAttention(event) : 'none'} />
                  {stateWords(event)}
                </span>
              ) : null}
            </td>
            <td>
              {event.message}
              {event.fields.length > 0 ? (
                <span className="muted event-fields">
                  {event.fields.map((field) => (
                    <span key={field.name}>
                      {field.name} {formatValue(field.value)}
                    </span>
                  ))}
                </span>
              ) : null}
            </td>
            <td className="muted nowrap" title={event.type}>
              {typeWords(event.type)}
            </td>
            <td className="muted">{event.connection || 'Millwright'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
