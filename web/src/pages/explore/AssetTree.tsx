import { TextInput } from '@mantine/core';
import { useSessionStorage } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Asset } from '../../api/types';
import { formatCount } from '../../format/number';
import { Icon } from '../../parts/icons';
import { ancestorsOf, treeRows } from './tree';

interface Props {
  assets: readonly Asset[];
  selected: string | undefined;
  total: number;
  onSelect: (path: string | undefined) => void;
}

const rowHeight = 28;

/** The plant tree with counts; arrows move and open, Enter selects, typing in the field keeps matches and their ancestors. */
export function AssetTree({ assets, selected, total, onSelect }: Props) {
  const [search, setSearch] = useState('');
  const [stored, setStored] = useSessionStorage<string[] | null>({ key: 'millwright.tree', defaultValue: null, getInitialValueInEffect: false });
  const open = useMemo(
    () => new Set([...(stored ?? assets.filter((asset) => !asset.path.includes('/')).map((asset) => asset.path))]),
    [stored, assets],
  );
  const rows = useMemo(() => treeRows(assets, open, search), [assets, open, search]);
  const [active, setActive] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 8 });

  useEffect(() => {
    if (!selected || assets.length === 0) return;
    const missing = ancestorsOf(selected).slice(0, -1).filter((path) => !open.has(path));
    if (missing.length > 0) setStored([...open, ...missing]);
    // Only a new selection opens its ancestors; a person may close them again.
  }, [selected, assets.length]);

  const toggle = (path: string, to: boolean) => {
    const next = new Set(open);
    if (to) next.add(path);
    else next.delete(path);
    setStored([...next]);
  };
  const move = (to: number) => {
    const at = Math.max(0, Math.min(rows.length - 1, to));
    setActive(at);
    virtual.scrollToIndex(at);
  };
  const onKey = (event: KeyboardEvent) => {
    const row = rows[active];
    if (event.key === 'ArrowDown') move(active + 1);
    else if (event.key === 'ArrowUp') move(active - 1);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(rows.length - 1);
    else if (event.key === 'ArrowRight' && row) {
      if (row.hasChildren && !row.open) toggle(row.asset.path, true);
      else if (row.hasChildren) move(active + 1);
    } else if (event.key === 'ArrowLeft' && row) {
      if (row.hasChildren && row.open && search === '') toggle(row.asset.path, false);
      else move(rows.findLastIndex((one, i) => i < active && one.depth < row.depth));
    } else if ((event.key === 'Enter' || event.key === ' ') && row) onSelect(row.asset.path);
    else return;
    event.preventDefault();
  };

  return (
    <div className="tree panel">
      <div className="tree-head">
        <TextInput
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') scroller.current?.focus();
            if (event.key === 'Escape') setSearch('');
          }}
          placeholder="Search the plant tree"
          aria-label="Search the plant tree"
          leftSection={<Icon name="search" size={14} />}
          data-testid="tree-search"
        />
      </div>
      <button type="button" className={`bare tree-row tree-all ${selected ? '' : 'tree-selected'}`} onClick={() => onSelect(undefined)}>
        <span className="tree-name">Whole plant</span>
        <span className="tree-count">{formatCount(total)}</span>
      </button>
      <div className="tree-scroll" ref={scroller} tabIndex={0} role="tree" aria-label="Plant tree" onKeyDown={onKey} data-testid="asset-tree">
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            const { asset } = row;
            return (
              <div
                key={asset.path}
                role="treeitem"
                aria-level={row.depth + 1}
                aria-selected={asset.path === selected}
                aria-expanded={row.hasChildren ? row.open : undefined}
                className={`tree-row ${asset.path === selected ? 'tree-selected' : ''} ${item.index === active ? 'tree-active' : ''} ${row.matched ? '' : 'tree-context'}`}
                style={{ position: 'absolute', insetInline: 0, top: item.start, paddingLeft: 8 + row.depth * 16 }}
                title={[asset.level, asset.type, asset.description].filter(Boolean).join(' · ')}
                onClick={() => {
                  setActive(item.index);
                  onSelect(asset.path);
                }}
                data-asset={asset.path}
              >
                {row.hasChildren ? (
                  <button
                    type="button"
                    tabIndex={-1}
                    className="bare tree-toggle"
                    aria-label={row.open ? 'Close' : 'Open'}
                    onClick={(event) => {
                      event.stopPropagation();
                      toggle(asset.path, !row.open);
                    }}
                  >
                    <Icon name={row.open ? 'chevronDown' : 'chevronRight'} size={12} />
                  </button>
                ) : (
                  <span className="tree-toggle" />
                )}
                <span className="tree-name ellipsis">{asset.name}</span>
                <span className="tree-count">{formatCount(asset.tagCount)}</span>
              </div>
            );
          })}
        </div>
        {rows.length === 0 ? <p className="muted tree-none">{search ? 'No asset has all of these words.' : 'No assets yet.'}</p> : null}
      </div>
    </div>
  );
}
