import { createContext, use } from 'react';

/** The plant's time zone, in which every time on the pages is shown. */
export const ZoneContext = createContext('UTC');

export const useZone = (): string => use(ZoneContext);
