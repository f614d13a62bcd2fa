import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { address, send } from '../../api/http';
import type { BrowseItem } from '../../api/types';
import { formatValue } from '../../format/number';
import { Icon } from '../../parts/icons';
import { Empty, Failure } from '../../parts/Message';
import { asTags, asTemplate } from './pickedTags';

interface Branch {
  items: BrowseItem[];
  next: string | number | null;
}

const browse = (name: string, node: string | null, after: Branch['next'] = null) =>
  send<Branch>('POST', address(`/connections/${encodeURIComponent(name)}/browse`), { ...(node === null ? {} : { node }), ...(after === null ? {} : { after }) });

/** The most nodes that picking a subtree takes. */
const MOST_PICKED = 2000;

type Picked = ReadonlyMap<string, BrowseItem>;

/** What is picked, and how to pick one item or all below it. */
interface Picking {
  picked: Picked;
  pick: (item: BrowseItem, wanted: boolean) => void;
}

/** All items below a node that can be tags, level by level. */
async function subtree(name: string, node: string, isTag: (item: BrowseItem) => boolean): Promise<BrowseItem[]> {
  const found: BrowseItem[] = [];
  const seen = new Set([node]);
  let level = [node];
  while (level.length > 0 && found.length < MOST_PICKED) {
    const below: string[] = [];
    for (const one of level) {
      let after: Branch['next'] = null;
      do {
        const { items, next }: Branch = await browse(name, one, after);
        for (const item of items) {
          if (isTag(item)) found.push(item);
          if (item.hasChildren && !seen.has(item.node)) {
            seen.add(item.node);
            below.push(item.node);
          }
        }
        after = next;
      } while (after !== null && found.length < MOST_PICKED);
      if (found.length >= MOST_PICKED) break;
    }
    level = below;
  }
  return found.slice(0, MOST_PICKED);
}

function BrowseRows({ name, node, depth, picking, onError }: { name: string; node: string | null; depth: number; picking: Picking; onError: (error: unknown) => void }) {
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
        <td colSpan={6} className="muted" style={{ paddingLeft: 12 + depth * 20 }}>
          Asking the device …
        </td>
      </tr>
    );
  if (branch.items.length === 0)
    return (
      <tr>
        <td colSpan={6} className="muted" style={{ paddingLeft: 12 + depth * 20 }}>
          Nothing found here.
        </td>
      </tr>
    );
  const more = () => {
    browse(name, node, branch.next).then(
      (answer) => setBranch({ items: [...branch.items, ...answer.items], next: answer.next }),
      (error: unknown) => onError(error),
    );
  };
  return (
    <>
      {branch.items.map((item) => (
        <BrowseRow
          key={item.node}
          name={name}
          item={item}
          depth={depth}
          picking={picking}
          open={open.has(item.node)}
          onToggle={() => setOpen((before) => (before.has(item.node) ? new Set([...before].filter((one) => one !== item.node)) : new Set([...before, item.node])))}
          onError={onError}
        />
      ))}
      {branch.next === null ? null : (
        <tr>
          <td colSpan={6} className="muted" style={{ paddingLeft: 12 + depth * 20 }}>
            {branch.items.length} shown, the device has more.{' '}
            <Button size="xs" variant="default" onClick={more} data-testid="browse-more">
              Show more
            </Button>
          </td>
        </tr>
      )}
    </>
  );
}

interface RowProps {
  name: string;
  item: BrowseItem;
  depth: number;
  picking: Picking;
  open: boolean;
  onToggle: () => void;
  onError: (error: unknown) => void;
}

function BrowseRow({ name, item, depth, picking, open, onToggle, onError }: RowProps) {
  const canPick = item.yaml !== null || item.hasChildren;
  return (
    <>
      <tr data-testid="browse-row" data-node={item.node}>
        <td>
          {canPick ? (
            <input
              type="checkbox"
              aria-label={item.yaml === null ? `Pick all below ${item.name}` : `Pick ${item.name}`}
              checked={picking.picked.has(item.node)}
              onChange={(event) => picking.pick(item, event.currentTarget.checked)}
            />
          ) : null}
        </td>
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
      {open ? <BrowseRows name={name} node={item.node} depth={depth + 1} picking={picking} onError={onError} /> : null}
    </>
  );
}

/** What the device itself offers, with present values; asked only when wanted, since it costs the device time. */
export function Browse({ name }: { name: string }) {
  const [started, setStarted] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const [picked, setPicked] = useState<Picked>(new Map());
  const [looking, setLooking] = useState(false);
  const [copied, setCopied] = useState<string | null>(null);
  const pick = async (item: BrowseItem, wanted: boolean) => {
    setCopied(null);
    try {
      setLooking(true);
      // A node without a value of its own stands for all below it.
      const below = item.yaml === null ? await subtree(name, item.node, (one) => one.yaml !== null) : [];
      setPicked((before) => {
        const after = new Map(before);
        for (const one of [item, ...below]) {
          if (wanted) after.set(one.node, one);
          else after.delete(one.node);
        }
        return after;
      });
    } catch (problem) {
      setError(problem);
    } finally {
      setLooking(false);
    }
  };
  const tags = [...picked.values()].filter((item) => item.yaml !== null);
  const copy = async (what: string, text: string) => {
    await navigator.clipboard.writeText(text);
    setCopied(`${tags.length} copied as ${what}`);
  };
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
        Shows what the device offers, with present values. Pick nodes, or all below a node, and copy them as tags. The device answers these requests beside its normal reads.
      </Empty>
    );
  return (
    <>
      <div className="panel-head" data-testid="browse-picked">
        <span className="muted">{looking ? 'Asking the device …' : (copied ?? (tags.length === 0 ? 'Nothing picked.' : `${tags.length} picked`))}</span>
        <span className="grow" />
        <Button size="xs" variant="default" disabled={tags.length === 0 || looking} onClick={() => void copy('tags', asTags(name, tags))} data-testid="browse-copy-tags">
          Copy as YAML tags
        </Button>
        <Button size="xs" variant="default" disabled={tags.length === 0 || looking} onClick={() => void copy('a template', asTemplate(name, tags))} data-testid="browse-copy-template">
          Copy as template
        </Button>
      </div>
      <table className="table" data-testid="browse">
        <thead>
          <tr>
            <th />
            <th>Name</th>
            <th>Kind</th>
            <th>Address</th>
            <th>Type</th>
            <th className="num">Value</th>
          </tr>
        </thead>
        <tbody key={started}>
          <BrowseRows name={name} node={null} depth={0} picking={{ picked, pick: (item, wanted) => void pick(item, wanted) }} onError={setError} />
        </tbody>
      </table>
    </>
  );
}
