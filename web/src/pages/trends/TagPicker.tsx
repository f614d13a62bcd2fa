import { TextInput } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { formatCount } from '../../format/number';
import { useCatalog } from '../../live/catalog';
import { Icon } from '../../parts/icons';
import { filterTags } from '../explore/tagRows';
import { startTagDrag } from './tagDrag';

interface Props {
  shown: ReadonlySet<string>;
  onAdd: (tag: string, newPane: boolean) => void;
  onRemove: (tag: string) => void;
}

const rowHeight = 40;

/** All tags to choose from: drag onto a pane, click or Enter adds to the last pane, Shift adds a pane of its own. */
export function TagPicker({ shown, onAdd, onRemove }: Props) {
  const catalog = useCatalog();
  const [search, setSearch] = useState('');
  const deferred = useDeferredValue(search);
  const tags = useMemo(() => filterTags(catalog.tags, undefined, deferred), [catalog.tags, deferred]);
  const [active, setActive] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: tags.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 6 });

  const choose = (path: string, newPane: boolean) => (shown.has(path) && !newPane ? onRemove(path) : onAdd(path, newPane));
  const move = (to: number) => {
    const at = Math.max(0, Math.min(tags.length - 1, to));
    setActive(at);
    virtual.scrollToIndex(at);
  };
  const onKey = (event: KeyboardEvent) => {
    const tag = tags[active];
    if (event.key === 'ArrowDown') move(active + 1);
    else if (event.key === 'ArrowUp') move(active - 1);
    else if (event.key === 'Enter' && tag) choose(tag.path, event.shiftKey);
    else return;
    event.preventDefault();
  };

  return (
    <aside className="picker panel" aria-label="Tags to choose" data-testid="tag-picker">
      <div className="picker-head">
        <TextInput
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKey}
          placeholder="Find tags to draw"
          aria-label="Find tags to draw"
          leftSection={<Icon name="search" size={14} />}
          data-testid="picker-search"
        />
        <p className="muted">
          {formatCount(tags.length)} tags. Drag to a pane, or click; <span className="kbd">Shift</span> for a new pane.
        </p>
      </div>
      <div className="picker-list" ref={scroller} role="listbox" aria-label="Tags" aria-multiselectable="true" tabIndex={0} onKeyDown={onKey}>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const tag = tags[item.index];
            if (!tag) return null;
            const selected = shown.has(tag.path);
            return (
              <div
                key={tag.path}
                role="option"
                aria-selected={selected}
                className={`picker-row ${item.index === active ? 'picker-active' : ''}`}
                style={{ transform: `translateY(${item.start}px)` }}
                draggable
                onDragStart={(event) => startTagDrag(event.dataTransfer, tag.path)}
                onClick={(event) => {
                  setActive(item.index);
                  choose(tag.path, event.shiftKey);
                }}
                title={tag.description ?? tag.path}
                data-testid="picker-tag"
                data-tag={tag.path}
              >
                <span className="picker-mark">{selected ? <Icon name="check" size={14} /> : <Icon name="drag" size={14} />}</span>
                <span className="picker-words">
                  <span className="ellipsis">
                    {tag.name}
                    {tag.unit ? <span className="unit">{tag.unit.symbol}</span> : null}
                  </span>
                  <span className="ellipsis muted picker-asset">{tag.asset}</span>
                </span>
              </div>
            );
          })}
        </div>
      </div>
    </aside>
  );
}
