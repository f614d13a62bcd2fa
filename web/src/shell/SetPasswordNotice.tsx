import { ActionIcon, Button } from '@mantine/core';
import { useSessionStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionQuery } from '../api/queries';
import { Icon } from '../parts/icons';
import { PasswordDialog } from './PasswordDialog';

/** Offered to who came by the one-time link: without a name and password there is no second way in. */
export function SetPasswordNotice() {
  const { data: user } = useQuery(sessionQuery);
  const [dismissed, setDismissed] = useSessionStorage({ key: 'millwright.password-later', defaultValue: false, getInitialValueInEffect: false });
  const [open, setOpen] = useState(false);
  if (user?.signedInBy !== 'link' || user.passwordSet) return null;
  return (
    <>
      {dismissed ? null : (
        <div className="notice" role="status" data-testid="set-password-notice">
          <Icon name="info" size={16} />
          <span className="grow">You came in by a link that works once. Choose a name and password, so that you can come back.</span>
          <Button onClick={() => setOpen(true)} data-testid="set-password">
            Choose name and password
          </Button>
          <ActionIcon onClick={() => setDismissed(true)} aria-label="Later" title="Later">
            <Icon name="close" size={14} />
          </ActionIcon>
        </div>
      )}
      <PasswordDialog opened={open} onClose={() => setOpen(false)} />
    </>
  );
}
