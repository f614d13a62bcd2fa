import type { Attention } from '../format/attention';

/** Filled dot: normal; open dot: not yet; the alarm priorities of ISA-18.2 each have a shape of their own. */
export function Shape({ attention }: { attention: Attention }) {
  return (
    <svg className={`shape shape-${attention}`} width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      {attention === 'none' ? <circle cx="6" cy="6" r="3" /> : null}
      {attention === 'pending' ? <circle cx="6" cy="6" r="3.5" className="shape-open" /> : null}
      {attention === 'low' ? <circle cx="6" cy="6" r="5" /> : null}
      {attention === 'medium' ? <path d="M6 .8 11.2 6 6 11.2.8 6z" /> : null}
      {attention === 'high' ? <path d="M6 1 11.5 11H.5z" /> : null}
      {attention === 'critical' ? <path d="M1 1h10v10H1z" /> : null}
    </svg>
  );
}
