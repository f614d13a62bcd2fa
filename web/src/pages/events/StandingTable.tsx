import { Button } from '@mantine/core';
import type { PlantEvent } from '../../api/types';
import { Shape } from '../../parts/Shape';
import { Since } from '../../parts/Time';
import { eventAttention, stateWords } from './eventRows';
import { Place } from './Place';

/** The conditions that matter now, each with what a person can do about it. */
export function StandingTable({ events, mayAct, act }: { events: readonly PlantEvent[]; mayAct: boolean; act: (event: PlantEvent) => void }) {
  return (
    <table className="table" data-testid="standing-table">
      <thead>
        <tr>
          <th>State</th>
          <th className="num">Severity</th>
          <th>Where</th>
          <th>Condition</th>
          <th>Message</th>
          <th>Since</th>
          <th>Said</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <tr key={event.condition?.key ?? event.id} data-testid="standing-row" data-acknowledged={event.condition?.acknowledged}>
            <td className="nowrap">
              <span className="state-word">
                <Shape attention={eventAttention(event)} />
                {stateWords(event)}
              </span>
            </td>
            <td className="num">{event.severity}</td>
            <td>
              <Place event={event} />
            </td>
            <td className="nowrap">
              {event.condition?.name}
              {event.condition?.branch ? <span className="muted"> earlier</span> : null}
            </td>
            <td>{event.message}</td>
            <td className="muted nowrap">
              <Since at={event.time} />
            </td>
            <td className="muted">
              {event.condition?.comment}
              {event.condition?.commentBy ? ` (${event.condition.commentBy})` : ''}
            </td>
            <td className="num">
              {mayAct ? (
                <Button size="compact-sm" variant="default" onClick={() => act(event)} data-testid="act">
                  {event.condition?.acknowledged ? (event.condition.confirmed ? 'Comment' : 'Confirm') : 'Acknowledge'}
                </Button>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
