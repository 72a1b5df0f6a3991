/** One line of the doctor's report. */
export interface Finding {
  readonly ok: boolean;
  readonly text: string;
}
