import { Button, Popup } from 'antd-mobile';
import type { ReactNode } from 'react';

/** A form that slides up from below, with its one button within reach of the thumb. */
export function Sheet(props: {
  title: string;
  submit: string;
  busy: boolean;
  onSubmit: () => void;
  close: () => void;
  children: ReactNode;
}) {
  return (
    <Popup visible onMaskClick={props.close} onClose={props.close} showCloseButton bodyClassName="sheet">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          props.onSubmit();
        }}
      >
        <h2>{props.title}</h2>
        {props.children}
        <Button block type="submit" color="primary" size="large" loading={props.busy}>
          {props.submit}
        </Button>
      </form>
    </Popup>
  );
}

/** A field with its label and, when it is wrong, what to do about it. */
export function Field(props: { label: string; error?: string | null; children: ReactNode }) {
  return (
    <div className="field">
      <p className="label">{props.label}</p>
      {props.children}
      {props.error && (
        <p className="error" role="alert">
          {props.error}
        </p>
      )}
    </div>
  );
}

/** A text box of the browser's own: named for screen readers, and as tall as asked. */
export function TextBox(props: {
  name: string;
  value: string;
  onChange: (value: string) => void;
  maxLength: number;
  rows: number;
  placeholder?: string;
}) {
  return (
    <textarea
      className="text-box"
      aria-label={props.name}
      placeholder={props.placeholder}
      maxLength={props.maxLength}
      rows={props.rows}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
    />
  );
}
