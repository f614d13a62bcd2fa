import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Tag } from '../../api/types';
import { Icon } from '../../parts/icons';
import type { SortKey } from './exploreSearch';
import { TagRow } from './TagRow';

interface Props {
  tags: readonly Tag[];
  prefix: number;
  sort: SortKey;
  desc: boolean;
  peek: string | undefined;
  onSort: (key: SortKey) => void;
  onPeek: (tag: Tag | undefined) => void;
  onOpen: (tag: Tag) => void;
  onTrend: (tag: Tag) => void;
  empty: ReactNode;
}

const columns: readonly { key: SortKey | null; word: string; right?: boolean }[] = [
  { key: 'tag', word: 'Tag' },
  { key: 'value', word: 'Value', right: true },
  { key: null, word: '10 min' },
  { key: 'unit', word: 'Unit' },
  { key: 'quality', word: 'Quality' },
  { key: 'age', word: 'Age', right: true },
  { key: 'source', word: 'Source' },
];

const rowHeight = 32;

/** A table of any number of tags of which only what is seen exists: arrows move, Space previews, Enter opens, T shows the trend. */
export function TagTable({ tags, prefix, sort, desc, peek, onSort, onPeek, onOpen, onTrend, empty }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(() => Math.max(0, peek ? tags.findIndex((tag) => tag.path === peek) : 0));
  const virtual = useVirtualizer({ count: tags.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 6 });

  useEffect(() => {
    setActive((at) => Math.max(0, Math.min(at, tags.length - 1)));
  }, [tags.length]);

  const activate = useCallback(
    (index: number) => {
      setActive(index);
      if (peek) onPeek(tags[index]);
    },
    [onPeek, peek, tags],
  );
  const move = (to: number) => {
    const at = Math.max(0, Math.min(tags.length - 1, to));
    activate(at);
    virtual.scrollToIndex(at);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 320) / rowHeight) - 2);
    const tag = tags[active];
    if (event.key === 'ArrowDown') move(active + 1);
    else if (event.key === 'ArrowUp') move(active - 1);
    else if (event.key === 'PageDown') move(active + page);
    else if (event.key === 'PageUp') move(active - page);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(tags.length - 1);
    else if (event.key === ' ') onPeek(peek && tag?.path === peek ? undefined : tag);
    else if (event.key === 'Escape' && peek) onPeek(undefined);
    else if (event.key === 'Enter' && tag) onOpen(tag);
    else if (event.key.toLowerCase() === 't' && tag) onTrend(tag);
    else return;
    event.preventDefault();
  };

  return (
    <div
      className="tag-table"
      role="grid"
      aria-label="Tags"
      aria-rowcount={tags.length + 1}
      ref={scroller}
      tabIndex={0}
      onKeyDown={onKey}
      data-testid="tag-table"
      data-count={tags.length}
    >
      <div role="row" className="tag-head" aria-rowindex={1}>
        {columns.map((column) => (
          <div
            key={column.word}
            role="columnheader"
            className={column.right ? 'num' : ''}
            aria-sort={column.key === sort ? (desc ? 'descending' : 'ascending') : undefined}
          >
            {column.key ? (
              <button type="button" className="bare sort-button" aria-pressed={column.key === sort} onClick={() => column.key && onSort(column.key)} data-testid={`sort-${column.key}`}>
                {column.word}
                {column.key === sort ? <Icon name={desc ? 'chevronDown' : 'chevronUp'} size={10} /> : null}
              </button>
            ) : (
              column.word
            )}
          </div>
        ))}
      </div>
      {tags.length === 0 ? (
        empty
      ) : (
        <div className="tag-body" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const tag = tags[item.index];
            return tag ? (
              <TagRow key={tag.path} tag={tag} prefix={prefix} top={item.start} index={item.index} active={item.index === active} onActivate={activate} onOpen={onOpen} />
            ) : null;
          })}
        </div>
      )}
    </div>
  );
}
