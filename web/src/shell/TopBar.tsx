import { Icon } from '../parts/icons';
import { Breadcrumb } from './Breadcrumb';
import { NodeState } from './NodeState';
import { ThemeSwitch } from './ThemeSwitch';
import { UserMenu } from './UserMenu';

export function TopBar({ onSearch }: { onSearch: () => void }) {
  return (
    <header className="top-bar">
      <Breadcrumb />
      <button type="button" className="bare top-search" onClick={onSearch} data-testid="palette-open">
        <Icon name="search" size={16} />
        <span className="top-search-words">Search tags, assets, actions</span>
        <span className="kbd">Ctrl K</span>
      </button>
      <NodeState />
      <ThemeSwitch />
      <UserMenu />
    </header>
  );
}
