import { Link } from '@tanstack/react-router';
import { Empty } from '../parts/Message';

export function NotFound() {
  return (
    <Empty icon="search" title="There is no page at this address" action={<Link to="/">To the overview</Link>}>
      The address may come from another version or be cut short.
    </Empty>
  );
}
