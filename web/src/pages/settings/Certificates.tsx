import { Button, Modal } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { address, ApiError, send } from '../../api/http';
import { certificatesQuery } from '../../api/queries';
import type { Certificate } from '../../api/types';
import { Failure, SkeletonRows } from '../../parts/Message';
import { Shape } from '../../parts/Shape';
import { Time } from '../../parts/Time';
import { groupFingerprint } from './fingerprint';

type Step = { kind: 'trust' | 'remove' | 'forget'; certificate: Certificate } | { kind: 'renew' };

function Facts({ certificate }: { certificate: Certificate }) {
  return (
    <dl className="facts">
      <dt>Subject</dt>
      <dd>{certificate.subject}</dd>
      <dt>Application</dt>
      <dd className="mono">{certificate.applicationUri ?? 'says nothing of itself'}</dd>
      <dt>Made for</dt>
      <dd>{certificate.hosts.length > 0 ? certificate.hosts.join(', ') : 'no host in particular'}</dd>
      <dt>Fingerprint</dt>
      <dd className="mono fingerprint" data-testid="certificate-fingerprint">
        {groupFingerprint(certificate.fingerprint)}
      </dd>
      <dt>Valid until</dt>
      <dd>
        <Time at={certificate.expires} />
      </dd>
    </dl>
  );
}

function Warning({ certificate }: { certificate: Certificate }) {
  if (!certificate.warning) return null;
  return (
    <p className="certificate-warning" data-testid="certificate-warning">
      <Shape attention="medium" /> {certificate.warning}
    </p>
  );
}

const questions = {
  trust: { title: 'Trust this application?', word: 'Trust it', says: 'Compare the fingerprint with the one that the application shows. From then on it may connect; what it may see and write, its user decides.' },
  remove: { title: 'Take the trust away?', word: 'Take it away', says: 'Its next connection is refused. It stays among the rejected ones, from where it can be trusted again.' },
  forget: { title: 'Forget this certificate?', word: 'Forget it', says: 'It is deleted here. When the application tries again, it is listed again.' },
  renew: { title: 'Renew the certificate of this node?', word: 'Renew', says: 'The node gets a new certificate with the same names. Applications that trust the present one by itself must trust the new one before they can connect again.' },
} as const;

function Decision({ step, onClose }: { step: Step | null; onClose: () => void }) {
  const queries = useQueryClient();
  const [error, setError] = useState<ApiError | null>(null);
  if (!step) return null;
  const question = questions[step.kind];
  const act = async () => {
    try {
      const path = step.kind === 'renew' ? '/certificates/renew' : `/certificates/${step.certificate.fingerprint}/${step.kind === 'trust' ? 'trust' : 'reject'}`;
      await send('POST', address(path), {});
      await queries.invalidateQueries({ queryKey: certificatesQuery.queryKey });
      setError(null);
      onClose();
    } catch (problem) {
      setError(problem instanceof ApiError ? problem : new ApiError(0, { detail: String(problem) }));
    }
  };
  return (
    <Modal
      opened
      onClose={() => {
        setError(null);
        onClose();
      }}
      title={question.title}
      size="lg"
    >
      {step.kind === 'renew' ? null : <Facts certificate={step.certificate} />}
      <p>{question.says}</p>
      {error ? (
        <p role="alert" className="form-error">
          <strong>{error.detail}</strong> {error.remedy}
        </p>
      ) : null}
      <div className="form-buttons">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button onClick={() => void act()} data-testid="certificate-confirm">
          {question.word}
        </Button>
      </div>
    </Modal>
  );
}

/** The node's certificate for OPC UA, and whom it trusts. */
export function Certificates({ mayChange }: { mayChange: boolean }) {
  const certificates = useQuery(certificatesQuery);
  const [step, setStep] = useState<Step | null>(null);
  if (certificates.isPending) return <SkeletonRows rows={6} />;
  if (!certificates.data) return <Failure what="The certificates cannot be listed" error={certificates.error} retry={() => void certificates.refetch()} />;
  const { own, trusted, issuers, rejected, problems, folder } = certificates.data;
  return (
    <div className="certificates" data-testid="certificates">
      {problems.map((problem) => (
        <p key={problem} role="alert">
          {problem}
        </p>
      ))}
      <section>
        <h2>This node</h2>
        <div className="panel certificate-own" data-testid="certificate-own">
          {own ? (
            <>
              <Facts certificate={own} />
              <Warning certificate={own} />
            </>
          ) : (
            <p className="muted">There is no certificate yet; it is made when OPC UA first needs one.</p>
          )}
          <div className="form-buttons">
            {own ? (
              <Button variant="default" component="a" href={address('/certificates/own.der')} download="millwright.der">
                Download
              </Button>
            ) : null}
            {mayChange ? (
              <Button variant="default" onClick={() => setStep({ kind: 'renew' })} data-testid="certificate-renew">
                {own ? 'Renew' : 'Make it now'}
              </Button>
            ) : null}
          </div>
        </div>
      </section>
      <section>
        <h2>Rejected</h2>
        {rejected.length === 0 ? (
          <p className="muted">Nobody was rejected. An application that connects for the first time is listed here, with the reason, until somebody trusts it.</p>
        ) : (
          <div className="panel table-scroll">
            <table className="table certificate-table" data-testid="rejected-table">
              <thead>
                <tr>
                  <th>Application</th>
                  <th>Why</th>
                  <th>When</th>
                  <th />
                </tr>
              </thead>
              <tbody>
                {rejected.map((one) => (
                  <tr key={one.fingerprint} data-testid="rejected-row" data-fingerprint={one.fingerprint}>
                    <td>
                      {one.subject}
                      <div className="muted mono">{groupFingerprint(one.fingerprint.slice(0, 16))}…</div>
                    </td>
                    <td className="certificate-reason">{one.reason}</td>
                    <td className="muted">{one.rejectedAt ? <Time at={one.rejectedAt} /> : null}</td>
                    <td className="num">
                      {mayChange ? (
                        <>
                          <Button onClick={() => setStep({ kind: 'trust', certificate: one })} data-testid="certificate-trust">
                            Trust
                          </Button>{' '}
                          <Button variant="subtle" color="gray" onClick={() => setStep({ kind: 'forget', certificate: one })}>
                            Forget
                          </Button>
                        </>
                      ) : null}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      <section>
        <h2>Trusted</h2>
        {trusted.length + issuers.length === 0 ? (
          <p className="muted">Nobody is trusted yet.</p>
        ) : (
          <div className="panel table-scroll">
            <table className="table certificate-table" data-testid="trusted-table">
              <thead>
                <tr>
                  <th>Application</th>
                  <th>Calls itself</th>
                  <th>Valid until</th>
                  <th />
                </tr>
              </thead>
              <tbody>
                {[...trusted, ...issuers].map((one) => (
                  <tr key={one.fingerprint} data-testid="trusted-row" data-fingerprint={one.fingerprint}>
                    <td>
                      {one.subject} {issuers.includes(one) ? <span className="muted">(completes chains only)</span> : null}
                      <div className="muted mono">{groupFingerprint(one.fingerprint.slice(0, 16))}…</div>
                      <Warning certificate={one} />
                    </td>
                    <td className="mono">{one.applicationUri}</td>
                    <td>
                      <Time at={one.expires} />
                    </td>
                    <td className="num">
                      {mayChange ? (
                        <Button variant="subtle" color="gray" onClick={() => setStep({ kind: 'remove', certificate: one })} data-testid="certificate-remove">
                          Remove
                        </Button>
                      ) : null}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      <p className="muted">
        They are files in <span className="mono">{folder}</span>; the command line has them too: <span className="mono">millwright pki list</span>
      </p>
      <Decision step={step} onClose={() => setStep(null)} />
    </div>
  );
}
