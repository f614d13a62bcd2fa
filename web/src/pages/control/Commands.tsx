import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { commandsQuery, sessionQuery } from '../../api/queries';
import type { Command } from '../../api/types';
import { mayWrite } from '../tag/writeCheck';
import { CallDialog } from './CallDialog';
import { onlyWhenWords } from './commandForm';

/** What assets can be told to do; nothing where none can. */
export function Commands({ words }: { words: string }) {
  const { data: commands } = useQuery(commandsQuery);
  const { data: user } = useQuery(sessionQuery);
  const [calling, setCalling] = useState<Command | null>(null);
  const asked = words.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = (commands ?? []).filter((command) => asked.every((word) => `${command.path} ${command.description ?? ''}`.toLowerCase().includes(word)));
  if (shown.length === 0) return null;
  return (
    <section className="panel commands" data-testid="commands">
      <div className="panel-head">
        <h2>Commands</h2>
      </div>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th>Command</th>
              <th>What it does</th>
              <th>Only when</th>
              <th>Needs</th>
              <th>Over</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {shown.map((command) => (
              <tr key={command.path} data-testid="command-row">
                <td>{command.path}</td>
                <td>{command.description}</td>
                <td>{onlyWhenWords(command)}</td>
                <td className="muted">role {command.role}</td>
                <td className="muted">{command.connection}</td>
                <td className="num">
                  <Button
                    size="compact-sm"
                    variant="default"
                    disabled={!user || !mayWrite(user.role, command.role)}
                    onClick={() => setCalling(command)}
                    data-testid="command-call"
                  >
                    Call …
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {calling ? <CallDialog command={calling} close={() => setCalling(null)} /> : null}
    </section>
  );
}
