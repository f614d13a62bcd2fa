import type { ReactNode } from 'react';
import type { QualityIs, Unit } from '../api/types';

interface Props {
  text: ReactNode;
  unit?: Unit | null | undefined;
  is: QualityIs | undefined;
  /** For Bad and Uncertain: what is wrong, in words. */
  words?: string | undefined;
  className?: string;
}

/** A value whose quality is seen without colour: Uncertain has a dashed underline and a tilde, Bad a struck hatch. */
export function QualityValue({ text, unit, is, words, className = '' }: Props) {
  const quality = is ?? 'none';
  return (
    <span className={`qv qv-${quality} ${className}`} title={words}>
      <span className="qv-text">
        {quality === 'uncertain' ? <span className="qv-tilde">~</span> : null}
        {text}
      </span>
      {unit ? <span className="unit">{unit.symbol}</span> : null}
    </span>
  );
}
