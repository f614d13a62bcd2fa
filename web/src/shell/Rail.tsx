import { Link } from '@tanstack/react-router';
import { Icon } from '../parts/icons';
import { places } from './places';

export function Rail({ narrow, onToggle }: { narrow: boolean; onToggle: () => void }) {
  return (
    <nav className="rail" aria-label="Pages" data-testid="rail">
      <Link to="/" className="rail-brand" aria-label="Millwright, to the overview">
        <img src="/icon.svg" alt="" width="24" height="24" />
        <span className="rail-word">Millwright</span>
      </Link>
      {(['plant', 'system'] as const).map((group) => (
        <div key={group} className="rail-group">
          {places
            .filter((place) => place.group === group)
            .map((place) => (
              <Link
                key={place.to}
                to={place.to}
                className="rail-item"
                activeProps={{ className: 'rail-item rail-active', 'aria-current': 'page' }}
                activeOptions={{ exact: place.to === '/', includeSearch: false }}
                title={narrow ? place.word : undefined}
                data-testid={`rail-${place.word.toLowerCase()}`}
              >
                <Icon name={place.icon} />
                <span className="rail-word">{place.word}</span>
              </Link>
            ))}
        </div>
      ))}
      <button type="button" className="bare rail-item rail-toggle" onClick={onToggle} aria-expanded={!narrow} title={narrow ? 'Widen the rail' : 'Narrow the rail'}>
        <Icon name="rail" />
        <span className="rail-word">Narrow</span>
      </button>
    </nav>
  );
}
