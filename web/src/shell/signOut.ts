import type { QueryClient } from '@tanstack/react-query';
import { address, send } from '../api/http';
import { forgetCatalog } from '../live/catalog';
import { live } from '../live/live';

export async function signOut(queries: QueryClient): Promise<void> {
  await send('DELETE', address('/session'));
  live.stop();
  forgetCatalog();
  queries.clear();
}
