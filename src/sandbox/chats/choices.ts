import { list, record } from '../api/call.ts';

/** A drop-down or a group of check boxes on a card. */
export interface ChoiceView {
  readonly key: string;
  readonly title: string;
  readonly multiple: boolean;
  readonly disabled: boolean;
  readonly options: readonly { readonly id: string; readonly text: string }[];
  /** What is chosen before anybody touches it. */
  readonly selected: readonly string[];
}

const str = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Every question of a card, whatever its type. */
export function choicesOf(card: Record<string, unknown>): ChoiceView[] {
  const dropDowns = [record(card.button_selection), ...list(card.select_list).map(record)];
  const choices = dropDowns.filter((each) => str(each.question_key) !== '').map(dropDown);
  const checkbox = record(card.checkbox);
  return str(checkbox.question_key) === '' ? choices : [...choices, checkboxes(checkbox)];
}

/** A drop-down starts on `selected_id`, else on its first option (wecom docs 90236). */
function dropDown(each: Record<string, unknown>): ChoiceView {
  const options = optionsOf(each);
  const preset = options.find((option) => option.id === each.selected_id) ?? options[0];
  return {
    key: str(each.question_key),
    title: str(each.title),
    multiple: false,
    disabled: each.disable === true,
    options,
    selected: preset === undefined ? [] : [preset.id],
  };
}

function checkboxes(each: Record<string, unknown>): ChoiceView {
  const checked = list(each.option_list)
    .map(record)
    .filter((option) => option.is_checked === true);
  return {
    key: str(each.question_key),
    title: '',
    multiple: each.mode === 1,
    disabled: each.disable === true,
    options: optionsOf(each),
    selected: checked.map((option) => str(option.id)),
  };
}

function optionsOf(each: Record<string, unknown>): { id: string; text: string }[] {
  return list(each.option_list)
    .map(record)
    .map((option) => ({ id: str(option.id), text: str(option.text) }));
}
