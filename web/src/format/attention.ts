/** How much a state needs a person; carried by a shape and only then by colour. */
export type Attention = 'none' | 'pending' | 'low' | 'medium' | 'high' | 'critical';

const faulty = /\b(fault|faulted|failure|failed|error|alarm|trip|tripped|emergency|jam|jammed|broken)\b/i;

/** A machine's state is a word of its own vocabulary; words for a fault draw the eye, every other state is normal. */
export function stateAttention(text: string): Attention {
  return faulty.test(text) ? 'high' : 'none';
}
