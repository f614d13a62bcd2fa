import { Link } from '@tanstack/react-router';
import type { PlantEvent } from '../../api/types';
import { placeOf } from './eventRows';

/** What an event is about, leading to the asset where the plant has it. */
export function Place({ event }: { event: PlantEvent }) {
  if (event.source === null) return <span title={event.connection}>{placeOf(event)}</span>;
  return (
    <Link to="/explore" search={{ asset: event.source }} title={event.sourceName || event.source}>
      {event.source}
    </Link>
  );
}
