/** The kind of data that a dragged tag carries; its path also goes along as plain text for other programs. */
export const tagDragType = 'application/x-millwright-tag';

export function startTagDrag(transfer: DataTransfer, tag: string): void {
  transfer.setData(tagDragType, tag);
  transfer.setData('text/plain', tag);
  transfer.effectAllowed = 'copyMove';
}

export const droppedTag = (transfer: DataTransfer): string | null => transfer.getData(tagDragType) || null;
