export { type ApiChannel, createApiChannel, findApiChannel, setApiChannelActive } from './api-channels.ts';
export type { Campaign } from './campaign.model.ts';
export {
  type CampaignInput,
  createCampaign,
  findCampaign,
  getCampaignBySlug,
  listCampaigns,
  seedCampaigns,
  setCampaignActive,
} from './campaigns.ts';
export { ANY_CHANNEL, INTAKE_CHANNELS } from './channels.ts';
export {
  getFieldMapping,
  listUnmappedFields,
  setFieldMapping,
  type UnmappedField,
} from './field-mappings.ts';
export type { PayloadAnswer, PayloadOutcome } from './inbound-payload.model.ts';
export { listPayloads, openPayload, type PayloadEntry, type PayloadFilter } from './list-payloads.ts';
export type { PortalMapping } from './portal-mapping.ts';
export { drainIntake, type ReceiveInput, receivePayload } from './receive-payload.ts';
export { replayPayload } from './replay-payload.ts';
export { type ReplayFilter, type ReplaySummary, replayPayloads } from './replay-payloads.ts';
export {
  SIGNATURE_WINDOW_SECONDS,
  type SignatureVerdict,
  signPayload,
  verifySignature,
} from './verify-signature.ts';
