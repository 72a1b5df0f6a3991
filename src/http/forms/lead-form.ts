import { readPhoneNumber } from '#domain/kernel/phone';
import { renderPage } from '../pages/render-page.ts';

/** What a person typed, as sent. */
export interface FormValues {
  readonly name: string;
  readonly phone: string;
  readonly model: string;
  readonly want: string;
  readonly remark: string;
  readonly consent: boolean;
}

export type FormErrors = Partial<
  Record<'name' | 'phone' | 'model' | 'want' | 'remark' | 'consent' | 'form', string>
>;

export const EMPTY_FORM: FormValues = {
  name: '',
  phone: '',
  model: '',
  want: 'test_drive',
  remark: '',
  consent: false,
};

/** What can be asked for; the ids are those of the lead. */
const WANTS = [
  { id: 'test_drive', label: '预约试驾' },
  { id: 'quote', label: '询问报价' },
  { id: 'trade_in', label: '旧车置换' },
  { id: 'call_back', label: '请回电给我' },
] as const;

/** Says what is wrong in the words of the field, before anything is kept. */
export function checkForm(values: FormValues): FormErrors {
  const errors: FormErrors = {};
  if (values.name.trim() === '') errors.name = '请填写怎么称呼您';
  else if (values.name.trim().length > 30) errors.name = '称呼最多 30 个字';
  if (values.phone.trim() === '') errors.phone = '请填写手机号';
  else if (readPhoneNumber(values.phone) === null)
    errors.phone = '请检查手机号，应为 11 位数字；座机请带区号，如 021-50001234';
  if (values.model.length > 60) errors.model = '车型最多 60 个字';
  if (!WANTS.some((want) => want.id === values.want)) errors.want = '请选择您想要的服务';
  if (values.remark.length > 300) errors.remark = '留言最多 300 个字';
  if (!values.consent) errors.consent = '需要您同意后，我们才能与您联系';
  return errors;
}

export interface FormView {
  readonly campaign: { readonly slug: string; readonly name: string; readonly consentText: string };
  readonly models: readonly string[];
  readonly token: string;
  readonly values: FormValues;
  readonly errors: FormErrors;
}

/** The campaign's form. Works without JavaScript; what was typed survives an error. */
export function renderLeadForm(view: FormView): string {
  const { values, errors } = view;
  return renderPage('lead-form', {
    title: view.campaign.name,
    slug: view.campaign.slug,
    consentText: view.campaign.consentText,
    token: view.token,
    values,
    failed: Object.keys(errors).length > 0,
    errors: {
      name: errors.name ?? null,
      phone: errors.phone ?? null,
      model: errors.model ?? null,
      want: errors.want ?? null,
      remark: errors.remark ?? null,
      consent: errors.consent ?? null,
      form: errors.form ?? null,
    },
    hasModels: view.models.length > 0,
    models: view.models.map((name) => ({ name, chosen: name === values.model })),
    wants: WANTS.map((want) => ({ ...want, chosen: want.id === values.want })),
  });
}
