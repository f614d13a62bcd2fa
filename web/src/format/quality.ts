import type { QualityIs } from '../api/types';

/** OPC UA status codes (Part 8, Annex A; Part 4, 7.39) that a plant meets, by the sixteen bits that name the condition. */
const names: Record<number, string> = {
  0x0000: 'Good',
  0x0096: 'GoodLocalOverride',
  0x4000: 'Uncertain',
  0x408f: 'UncertainNoCommunicationLastUsable',
  0x4090: 'UncertainLastUsableValue',
  0x4091: 'UncertainSubstituteValue',
  0x4092: 'UncertainInitialValue',
  0x4093: 'UncertainSensorNotAccurate',
  0x4094: 'UncertainEngineeringUnitsExceeded',
  0x4095: 'UncertainSubNormal',
  0x40a4: 'UncertainDataSubNormal',
  0x8000: 'Bad',
  0x8001: 'BadUnexpectedError',
  0x8002: 'BadInternalError',
  0x8003: 'BadOutOfMemory',
  0x8004: 'BadResourceUnavailable',
  0x8005: 'BadCommunicationError',
  0x8007: 'BadDecodingError',
  0x800a: 'BadTimeout',
  0x800d: 'BadServerNotConnected',
  0x801f: 'BadUserAccessDenied',
  0x8031: 'BadNoCommunication',
  0x8032: 'BadWaitingForInitialData',
  0x8033: 'BadNodeIdInvalid',
  0x8034: 'BadNodeIdUnknown',
  0x803a: 'BadNotReadable',
  0x803b: 'BadNotWritable',
  0x803c: 'BadOutOfRange',
  0x803d: 'BadNotSupported',
  0x803e: 'BadNotFound',
  0x8074: 'BadTypeMismatch',
  0x8089: 'BadConfigurationError',
  0x808a: 'BadNotConnected',
  0x808b: 'BadDeviceFailure',
  0x808c: 'BadSensorFailure',
  0x808d: 'BadOutOfService',
  0x809b: 'BadNoData',
  0x809d: 'BadDataLost',
  0x80ae: 'BadConnectionClosed',
};

/** Severity in the two highest bits of a status code. */
export function qualityIs(code: number): QualityIs {
  const severity = code >>> 30;
  return severity === 0 ? 'good' : severity === 1 ? 'uncertain' : 'bad';
}

export function qualityName(code: number): string {
  const known = names[code >>> 16];
  if (known) return known;
  return `${{ good: 'Good', uncertain: 'Uncertain', bad: 'Bad' }[qualityIs(code)]} 0x${(code >>> 0).toString(16).padStart(8, '0').toUpperCase()}`;
}

/** `BadNoCommunication` as a person says it: `Bad: no communication`. A reason, when known, replaces the name. */
export function qualityWords(name: string, reason: string | null = null): string {
  const found = /^(Good|Uncertain|Bad)(.*)$/.exec(name);
  if (!found) return reason ?? name;
  const severity = found[1] ?? name;
  const rest = found[2] ?? '';
  if (reason) return `${severity}: ${reason}`;
  if (rest === '' || rest.startsWith(' ')) return name;
  return `${severity}: ${rest.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}`;
}

/** The order of severity for sorting: what needs a person comes last going up, first going down. */
export function qualityRank(code: number | undefined): number {
  return code === undefined ? -1 : code >>> 30 === 0 ? 0 : code >>> 30 === 1 ? 1 : 2;
}
