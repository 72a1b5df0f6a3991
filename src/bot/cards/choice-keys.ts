/** Key of the drop-down or question that carries the reason of a loss. */
export const LOST_REASON_CHOICE = 'lost_reason';

/** Key of the drop-down that carries the colleague a lead goes to. */
export const ASSIGNEE_CHOICE = 'assignee';
