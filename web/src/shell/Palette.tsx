import { Modal, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { assetsQuery } from '../api/queries';
import { useCatalog } from '../live/catalog';
import { Icon } from '../parts/icons';
import { rankItems, type PaletteItem } from './paletteItems';
import { places } from './places';
import { signOut } from './signOut';

const shown = 40;

interface Runnable extends PaletteItem {
  run: () => void;
}

function PaletteBody({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('dark', { getInitialValueInEffect: false });
  const { data: assets } = useQuery({ ...assetsQuery, refetchInterval: false });
  const catalog = useCatalog();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const deferred = useDeferredValue(text);
  const list = useRef<HTMLDivElement>(null);

  const fixed = useMemo<Runnable[]>(() => {
    const other = scheme === 'dark' ? 'light' : 'dark';
    return [
      ...places.map((place): Runnable => ({ key: place.to, kind: 'page', title: place.word, about: place.about, icon: place.icon, run: () => void navigate({ to: place.to }) })),
      { key: 'theme', kind: 'action', title: `Use the ${other} theme`, about: 'action', icon: 'action', run: () => setColorScheme(other) },
      { key: 'copy', kind: 'action', title: 'Copy the link of this view', about: 'action share', icon: 'action', run: () => void navigator.clipboard.writeText(location.href) },
      {
        key: 'out',
        kind: 'action',
        title: 'Sign out',
        about: 'action',
        icon: 'action',
        run: () => void signOut(queries).then(() => navigate({ to: '/sign-in' })),
      },
    ];
  }, [navigate, queries, scheme, setColorScheme]);

  const found = useMemo<Runnable[]>(() => {
    if (deferred.trim() === '') return fixed;
    const all: Runnable[] = [...fixed];
    for (const asset of assets ?? [])
      all.push({ key: `a:${asset.path}`, kind: 'asset', title: asset.name, about: asset.path, icon: 'machine', run: () => void navigate({ to: '/explore', search: { asset: asset.path } }) });
    for (const tag of catalog.tags)
      all.push({ key: `t:${tag.path}`, kind: 'tag', title: tag.name, about: tag.path, icon: 'tag', run: () => void navigate({ to: '/tags/$', params: { _splat: tag.path } }) });
    return rankItems(all, deferred, shown);
  }, [assets, catalog.tags, deferred, fixed, navigate]);

  useEffect(() => setActive(0), [deferred]);
  useEffect(() => {
    // Newer browsers answer a promise here, and an effect that answers anything but a function breaks its page.
    void list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const run = (item: Runnable | undefined) => {
    if (!item) return;
    onClose();
    item.run();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive((at) => Math.min(found.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setActive((at) => Math.max(0, at - 1));
    else if (event.key === 'Enter') run(found[active]);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div className="palette-input">
        <Icon name="search" size={16} />
        <input
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKey}
          placeholder="Search tags, assets, pages, actions"
          aria-label="Search tags, assets, pages, actions"
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={found[active] ? `palette-${active}` : undefined}
          autoFocus
          data-testid="palette-input"
        />
        <span className="kbd">Esc</span>
      </div>
      <div className="palette-list" id="palette-list" role="listbox" ref={list} data-testid="palette-list">
        {found.map((item, i) => (
          <div
            key={item.key}
            id={`palette-${i}`}
            role="option"
            aria-selected={i === active}
            className="palette-item"
            onMouseMove={() => setActive(i)}
            onClick={() => run(item)}
          >
            <Icon name={item.icon} size={16} />
            <span className="palette-title">{item.title}</span>
            <span className="palette-about ellipsis">{item.about}</span>
            <span className="palette-kind">{item.kind}</span>
          </div>
        ))}
        {found.length === 0 ? (
          <p className="palette-none">
            Nothing has all of these words{catalog.complete ? '' : ' so far; tags are still loading'}. Try fewer or shorter ones.
          </p>
        ) : null}
      </div>
    </>
  );
}

/** Goes anywhere by typing: pages, assets, tags, actions. */
export function Palette({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} withCloseButton={false} padding={0} size={640} yOffset="12vh" centered={false} aria-label="Search and commands">
      <PaletteBody onClose={onClose} />
    </Modal>
  );
}
