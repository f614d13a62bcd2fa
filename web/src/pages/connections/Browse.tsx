import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { address, send } from '../../api/http';
import type { BrowseItem } from '../../api/types';
import { formatValue } from '../../format/number';
import { Icon } from '../../parts/icons';
import { Empty, Failure } from '../../parts/Message';

interface Branch {
  items: BrowseItem[];
  next: string | number | null;
}

const browse = (name: string, node: string | null) =>
  send<Branch>('POST', address(`/connections/${encodeURIComponent(name)}/browse`), node === null ? {} : { node });

function BrowseRows({ name, node, depth, onError }: { name: string; node: string | null; depth: number; onError: (error: unknown) => void }) {
  const [branch, setBranch] = useState<Branch | null>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    let shown = true;
    browse(name, node).then(
      (answer) => shown && setBranch(answer),
      (error: unknown) => shown && onError(error),
    );
    return () => {
      shown = false;
    };
  }, [name, node, onError]);
  if (!branch)
    return (
      <tr>
        <td colSpan={5} className="muted" style={{ paddingLeft: 12 + depth * 20 }}>
          Asking the device …
        </td>
      </tr>
    );
  if (branch.items.length === 0)
    return (
      <tr>
        <td colSpan={5} className="muted" style={{ paddingLeft: 12 + depth * 20 }}>
          Nothing found here.
        </td>
      </tr>
    );
  return branch.items.map((item) => (
    <BrowseRow
      key={item.node}
      name={name}
      item={item}
      depth={depth}
      open={open.has(item.node)}
      onToggle={() => setOpen((before) => (before.has(item.node) ? new Set([...before].filter((one) => one !== item.node)) : new Set([...before, item.node])))}
      onError={onError}
    />
  ));
}

function BrowseRow({ name, item, depth, open, onToggle, onError }: { name: string; item: BrowseItem; depth: number; open: boolean; onToggle: () => void; onError: (error: unknown) => void }) {
  return (
    <>
      <tr data-testid="browse-row" data-node={item.node}>
        <td style={{ paddingLeft: 12 + depth * 20 }}>
          {item.hasChildren ? (
            <button type="button" className="bare browse-toggle" onClick={onToggle} aria-expanded={open}>
              <Icon name={open ? 'chevronDown' : 'chevronRight'} size={12} />
              {item.name}
            </button>
          ) : (
            <span className="browse-leaf">{item.name}</span>
          )}
        </td>
        <td className="muted">{item.kind}</td>
        <td className="muted num-text">{item.address}</td>
        <td className="muted">{item.type}</td>
        <td className="num">{item.text ?? (item.value === null ? '' : formatValue(item.value))}</td>
      </tr>
      {open ? <BrowseRows name={name} node={item.node} depth={depth + 1} onError={onError} /> : null}
    </>
  );
}

/** What the device itself offers, with present values; asked only when wanted, since it costs the device time. */
export function Browse({ name }: { name: string }) {
  const [started, setStarted] = useState(0);
  const [error, setError] = useState<unknown>(null);
  if (error)
    return (
      <Failure
        what={`${name} cannot be browsed`}
        error={error}
        retry={() => {
          setError(null);
          setStarted((before) => before + 1);
        }}
      />
    );
  if (started === 0)
    return (
      <Empty
        icon="explore"
        title="Look into the device"
        action={
          <Button onClick={() => setStarted(1)} data-testid="browse-start">
            Browse
          </Button>
        }
      >
        Shows units, areas and registers with their present values. The device answers these requests beside its normal reads.
      </Empty>
    );
  return (
    <table className="table" data-testid="browse">
      <thead>
        <tr>
          <th>Name</th>
          <th>Kind</th>
          <th>Address</th>
          <th>Type</th>
          <th className="num">Value</th>
        </tr>
      </thead>
      <tbody key={started}>
        <BrowseRows name={name} node={null} depth={0} onError={setError} />
      </tbody>
    </table>
  );
}
