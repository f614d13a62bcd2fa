import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { Fragment, useEffect } from 'react';
import { sessionQuery } from '../api/queries';
import { Icon } from '../parts/icons';
import { textOf } from '../search';
import { assetSteps } from './assetSteps';
import { places } from './places';

/** Where this page is: plant, then the steps of the plant tree or the page and the thing on it. */
export function Breadcrumb() {
  const location = useLocation();
  const plant = useQuery(sessionQuery).data?.plant ?? '';
  const inTag = location.pathname.startsWith('/tags/');
  const inExplore = location.pathname === '/explore';
  const path = inTag
    ? decodeURIComponent(location.pathname.slice('/tags/'.length))
    : inExplore
      ? (textOf(location.search as Record<string, unknown>, 'asset') ?? '')
      : '';
  const place = places.find((one) => one.to !== '/' && location.pathname.startsWith(one.to)) ?? (inTag ? undefined : places[0]);
  const connection = /^\/connections\/([^/]+)$/.exec(location.pathname)?.[1];
  const steps = assetSteps(path);
  const last = steps.at(-1)?.name ?? (connection ? decodeURIComponent(connection) : place?.word);

  useEffect(() => {
    document.title = [last, plant, 'Millwright'].filter(Boolean).join(' · ');
  }, [last, plant]);

  return (
    <nav className="breadcrumb" aria-label="Place in the plant" data-testid="breadcrumb">
      <Link to="/explore" className="crumb ellipsis">
        {plant.replaceAll('/', ' / ')}
      </Link>
      {place && !(inExplore && path) ? (
        <>
          <Icon name="chevronRight" size={12} />
          <Link to={place.to} className="crumb">
            {place.word}
          </Link>
        </>
      ) : null}
      {connection ? (
        <>
          <Icon name="chevronRight" size={12} />
          <span className="crumb crumb-here ellipsis">{decodeURIComponent(connection)}</span>
        </>
      ) : null}
      {steps.map((step, i) => (
        <Fragment key={step.path}>
          <Icon name="chevronRight" size={12} />
          {inTag && i === steps.length - 1 ? (
            <span className="crumb crumb-here ellipsis">{step.name}</span>
          ) : (
            <Link to="/explore" search={{ asset: step.path }} className="crumb ellipsis">
              {step.name}
            </Link>
          )}
        </Fragment>
      ))}
    </nav>
  );
}
